// The application: routes from the manifest, and what the edge has from the platform, made once per isolate.

import { Hono, type Context } from "hono";
import type { JWK } from "jose";
import { parseConfig } from "./config.ts";
import { reportEvent } from "./kernel/report.ts";
import { openDirectory } from "./directory/store/directory.ts";
import {
  createGuessers,
  createRepeats,
  createRouter,
  serve,
  type Operation,
  type Rim,
} from "./edge/index.ts";
import { createLru } from "./kernel/lru.ts";
import { createRandomStock } from "./kernel/random-stock.ts";
import { OPERATIONS } from "./manifest.ts";
import { createUsedTokens, parseEdgeKeys } from "./residency/index.ts";
import { createPlacement } from "./residency/store/placement.ts";

const MEBIBYTE = 1_048_576;

function createRim(env: Env): Rim {
  const config = parseConfig(env);
  const { CELL_SIGNING_KEY: signingKey, EDGE_KEYS: edgeKeys } = config;
  return {
    config,
    clock: () => Date.now(),
    wait: (ms) => scheduler.wait(ms),
    random: createRandomStock((sizeBytes) => crypto.getRandomValues(new Uint8Array(sizeBytes))),
    directory: openDirectory(env.DIRECTORY),
    placement: createPlacement(env, config),
    assets: env.ASSETS,
    authFailures: env.AUTH_FAILURES,
    guessers: createGuessers(),
    requests: env.REQUESTS,
    // LIMIT: an isolate has 128 MB; the caches take at most half of it, requests the rest.
    tenants: createLru(4 * MEBIBYTE),
    bundles: createLru(24 * MEBIBYTE),
    footers: createLru(20 * MEBIBYTE),
    books: createLru(12 * MEBIBYTE),
    keys: createLru(2 * MEBIBYTE),
    report: reportEvent,
    repeats: createRepeats(),
    denials: new Map(),
    fetch: (url, init) => fetch(url, init),
    signingKey: signingKey === undefined ? null : (JSON.parse(signingKey) as JWK),
    edgeKeys: edgeKeys === undefined ? null : parseEdgeKeys(edgeKeys),
    usedTokens: createUsedTokens(),
  };
}

/** Bindings are the same object for an isolate's life; in tests each environment has its own. */
const rims = new WeakMap<Env, Rim>();

export function rimOf(env: Env): Rim {
  const known = rims.get(env);
  if (known !== undefined) return known;
  const rim = createRim(env);
  rims.set(env, rim);
  return rim;
}

/** `/v1/keys/{key_id}` as Hono writes it. */
function honoPath(path: string): string {
  return path.replaceAll(/\{([a-z_]+)\}/g, ":$1");
}

function createApp(operations: readonly Operation[]): Hono<{ Bindings: Env }> {
  const app = new Hono<{ Bindings: Env }>({ router: createRouter() });
  for (const operation of operations) {
    const hasParams = operation.path.includes("{");
    app.on(operation.method, honoPath(operation.path), (c) =>
      serve(rimOf(c.env), operation, {
        request: c.req.raw,
        params: hasParams ? (c.req.param() as Record<string, string>) : {},
        waitUntil: (work) => c.executionCtx.waitUntil(work),
        others: [],
      }),
    );
  }
  const unserved = (c: Context<{ Bindings: Env }>, others: readonly Operation[]) =>
    serve(rimOf(c.env), null, {
      request: c.req.raw,
      params: {},
      waitUntil: (work) => c.executionCtx.waitUntil(work),
      others,
    });
  // After every operation, so that a fitting one comes first.
  for (const [path, others] of Map.groupBy(operations, (operation) => honoPath(operation.path))) {
    app.all(path, (c) => unserved(c, others));
  }
  app.notFound((c) => unserved(c, []));
  return app;
}

export const app = createApp(OPERATIONS);
