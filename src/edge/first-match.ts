// The router under Hono: of the routes that fit, the one added first answers. The gateway has no middleware, and Hono puts
// a chain together for every request that several routes fit. What a path without parameters leads to is remembered.

import type { Result, Router } from "hono/router";
import { TrieRouter } from "hono/router/trie-router";

export function createRouter<T>(): Router<T> {
  const routes = new TrieRouter<T>();
  const methods = new Set<string>();
  const fixedPaths = new Set<string>();
  // LIMIT: one entry for each method and path that was added, whatever is asked for.
  const known = new Map<string, Result<T>>();
  return {
    name: "first-match",
    add(method, path, handler) {
      routes.add(method, path, handler);
      methods.add(method);
      if (!path.includes(":")) fixedPaths.add(path);
    },
    match(method, path) {
      const place = `${method} ${path}`;
      const remembered = known.get(place);
      if (remembered !== undefined) return remembered;
      const [fitting] = routes.match(method, path);
      const first = [fitting.slice(0, 1)] as Result<T>;
      if (methods.has(method) && fixedPaths.has(path)) known.set(place, first);
      return first;
    },
  };
}
