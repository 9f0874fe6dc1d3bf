// The router under Hono: the route that was added first answers, also when it is asked again.

import { expect, it } from "vitest";
import { createRouter } from "../../../src/edge/first-match.ts";

function routes() {
  const router = createRouter<string>();
  router.add("GET", "/v1/keys", "list");
  router.add("GET", "/v1/keys/:key_id", "get");
  router.add("GET", "/v1/keys/:key_id/rotations", "rotations");
  router.add("ALL", "/v1/keys", "other methods");
  router.add("ALL", "/v1/keys/:key_id", "other methods of a key");
  return router;
}

it("answers with the one route that was added first of those that fit", () => {
  const router = routes();
  for (let asked = 0; asked < 2; asked++) {
    expect(router.match("GET", "/v1/keys")).toEqual([[["list", expect.anything()]]]);
    expect(router.match("PATCH", "/v1/keys")).toEqual([[["other methods", expect.anything()]]]);
    expect(router.match("GET", "/v1/nothing")).toEqual([[]]);
  }
});

it("tells the parameters of each path anew", () => {
  const router = routes();
  for (const id of ["a", "b", "a"]) {
    expect(router.match("GET", `/v1/keys/${id}`)).toEqual([[["get", { key_id: id }]]]);
    expect(router.match("GET", `/v1/keys/${id}/rotations`)).toEqual([[["rotations", { key_id: id }]]]);
    expect(router.match("PUT", `/v1/keys/${id}`)).toEqual([[["other methods of a key", { key_id: id }]]]);
  }
});
