// The key of a silo's tokens is stored sealed, from the first bundle on, and is the same key whatever happens to the tenant
// and to its data keys: tokens of the same value stay the same.

import { describe, expect, it } from "vitest";
import { send } from "../../support/client.ts";
import { openIsolate } from "../../support/isolate.ts";
import { evict, sqlIn, tenantApi, tenantStub } from "../../support/objects.ts";
import { expectRefusal } from "../../support/same-refusal.ts";
import { createSilo, move, ringOf, rotate, type Silo } from "../../support/silo.ts";
import type { World } from "../../support/world.ts";
import { MAIL } from "./planted.ts";

const PLAIN = /^[0-9a-f]{64}$/;

async function hashMail({ host, admin: key }: Silo): Promise<void> {
  const json = { rules: { email: { action: "hash" } } };
  expect((await send("PUT /v1/privacy/rules", { host, key, json })).status).toBe(200);
}

async function tokenOf({ host, admin: key }: Silo): Promise<string> {
  const { status, json } = await send("POST /v1/privacy/detect", { host, key, json: { text: MAIL } });
  expect([status, json.text]).toEqual([200, expect.stringMatching(/^\[email:[0-9a-f]{16}\]$/)]);
  return json.text as string;
}

async function bundledKey({ tenant }: Silo): Promise<string | null> {
  const bundle = await tenantApi(tenant).bundle();
  if (!bundle.ok) throw new Error(bundle.fault.code);
  return bundle.value.privacy.hashKey;
}

/** As the row has it, once a bundle was made. */
async function storedKey(silo: Silo): Promise<{ version: unknown; text: string; bundled: string }> {
  const bundled = (await bundledKey(silo)) ?? "";
  expect(bundled).toMatch(PLAIN);
  const rows = await sqlIn(tenantStub(silo.tenant), "SELECT * FROM privacy_state");
  expect(rows).toHaveLength(1);
  return { version: rows[0]?.["key_version"], text: JSON.stringify(rows[0]), bundled };
}

async function expectSealed(silo: Silo, version: number): Promise<string> {
  const stored = await storedKey(silo);
  expect([stored.version, stored.text.includes(stored.bundled)]).toEqual([version, false]);
  expect(stored.text).not.toMatch(/[0-9a-f]{64}/);
  return stored.bundled;
}

describe("the key of a silo's tokens", () => {
  it("is never stored in the clear, not when it is made either", async () => {
    const silo = await createSilo();
    const rows = await sqlIn(tenantStub(silo.tenant), "SELECT * FROM privacy_state");
    expect([rows.length, rows[0]?.["key_version"]]).toEqual([1, 1]);
    expect(JSON.stringify(rows)).not.toMatch(/[0-9a-f]{64}/);
    const key = await expectSealed(silo, 1);
    await evict(tenantStub(silo.tenant));
    expect(await expectSealed(silo, 1)).toBe(key);
  });

  it("gives the same tokens before a move into the silo, in it, and back in a pool", async () => {
    const silo = await createSilo("pool");
    await hashMail(silo);
    const before = await storedKey(silo);
    expect([before.version, before.text.includes(before.bundled)]).toEqual([0, true]);
    const token = await tokenOf(silo);
    expect(await move(silo, "silo")).toBe("done");
    expect(await tokenOf(silo)).toBe(token);
    expect(await expectSealed(silo, 1)).toBe(before.bundled);
    expect(await move(silo, "pool")).toBe("done");
    expect(await tokenOf(silo)).toBe(token);
    expect(await storedKey(silo)).toEqual(before);
  });

  it("is under the new data key after a rotation, and under the same one after a wrap", async () => {
    const silo = await createSilo();
    await hashMail(silo);
    const token = await tokenOf(silo);
    for (const [what, version] of [
      ["data", 2],
      ["wrap", 2],
      ["data", 3],
    ] as const) {
      expect((await rotate(silo, what)).status).toBe(200);
      expect(await tokenOf(silo)).toBe(token);
      await expectSealed(silo, version);
    }
  });

  it("is sealed by the next bundle where an older release has left it plain", async () => {
    const silo = await createSilo();
    await hashMail(silo);
    const [token, key] = [await tokenOf(silo), await bundledKey(silo)];
    await sqlIn(tenantStub(silo.tenant), "UPDATE privacy_state SET hash_key = ?, key_version = 0", key);
    await evict(tenantStub(silo.tenant));
    expect(await expectSealed(silo, 1)).toBe(key);
    expect(await tokenOf(silo)).toBe(token);
  });

  it("is one key, also when many ask at once for the first", async () => {
    const silo = await createSilo();
    await sqlIn(tenantStub(silo.tenant), "DELETE FROM privacy_state");
    const keys = await Promise.all(Array.from({ length: 8 }, async () => bundledKey(silo)));
    expect(new Set(keys)).toEqual(new Set([await expectSealed(silo, 1)]));
  });

  it("is missing, and the tenant unavailable, where the object lacks the master key; no other key takes its place", async () => {
    const silo = await createSilo();
    const key = await bundledKey(silo);
    const [first] = await ringOf(silo);
    const setKey = async (wrapped: unknown) =>
      sqlIn(tenantStub(silo.tenant), "UPDATE silo_keys SET key = ?", JSON.stringify(wrapped));
    await setKey({ ...first, master: 9 });
    expect(await bundledKey(silo)).toBe(null);
    const asSilo = { ...silo, secrets: new Set<string>() } as unknown as World;
    const refused = await openIsolate({}).send(asSilo, "POST /v1/privacy/detect", { json: { text: MAIL } });
    expectRefusal(refused, 503, "residency.key_unavailable");
    await setKey(first);
    expect(await expectSealed(silo, 1)).toBe(key);
  });

  it("is sealed for its own place: another tenant's opens nothing", async () => {
    const [one, other] = [await createSilo(), await createSilo()];
    const [row] = await sqlIn(tenantStub(one.tenant), "SELECT hash_key FROM privacy_state");
    await sqlIn(tenantStub(other.tenant), "UPDATE privacy_state SET hash_key = ?", row?.["hash_key"]);
    await expect(bundledKey(other)).rejects.toThrow("is not what was sealed");
  });
});
