// What all objects inherit is shared by the tenants of an isolate: nothing may put anything there.

import { expect, it } from "vitest";
import { send } from "../../support/client.ts";

it("once the Worker has answered, nothing can be put where all objects would inherit it", async () => {
  await send("GET /healthz");
  const everybodys = Object.prototype as unknown as Record<string, unknown>;
  expect(() => {
    everybodys["prev"] = 1;
  }).toThrow(TypeError);
  expect(Object.keys(everybodys)).toEqual([]);
});
