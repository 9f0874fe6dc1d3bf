// Sessions without a request: work that goes on for a key, in an isolate that may hold the bundle of a moment ago.

import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { rimOf } from "../../../src/app.ts";
import { openKeySession } from "../../../src/edge/index.ts";
import { parseKey } from "../../../src/identity/index.ts";
import { createWorld, makeKey } from "../../support/world.ts";

/** What a worker in another isolate says of the tenant's keys. */
async function openWorker() {
  const world = await createWorld();
  const rim = rimOf({ ...env });
  const { tenant } = world;
  const open = async (keyId: string) => {
    const opened = await openKeySession(rim, { tenant, keyId, action: "data:export", requestId: "req_work" });
    return opened.ok ? opened.value.principal.id : opened.fault.code;
  };
  const adminId = parseKey(world.admin)?.keyId ?? "";
  expect(await open(adminId)).toBe(adminId);
  return { world, open };
}

it("work goes on as a key that was made after the isolate had read the tenant's bundle", async () => {
  const { world, open } = await openWorker();
  const { id } = await makeKey(world, { roles: ["admin"] });
  expect(await open(id)).toBe(id);
});

it("work for a key that never was, or that may not, is refused", async () => {
  const { world, open } = await openWorker();
  expect(await open("key_00000000000000000000")).toBe("auth.invalid");
  const { id } = await makeKey(world, { roles: ["admin"], scopes: ["reports:view"] });
  expect(await open(id)).toBe("policy.denied");
});
