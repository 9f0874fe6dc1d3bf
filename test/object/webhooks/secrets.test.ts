// Secrets of endpoints: sealed where they are stored, told once, in no log, and good for the receiver through rotations.

import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { parseMasterKeys } from "../../../src/residency/index.ts";
import { createKeyVault } from "../../../src/residency/store/key-vault.ts";
import { sealText } from "../../../src/tenant/webhooks/secret-box.ts";
import { verifyMessage } from "../../../src/webhooks/sign-message.ts";
import { auditOf, envelopeOf, sqlIn, tenantApi, tenantStub } from "../../support/objects.ts";
import { createEndpoint, createReceiver, deliver, type Got } from "../../support/receivers.ts";
import { createWorld, sendTo, type World } from "../../support/world.ts";

const TOKEN = "token-of-the-receiver-4711";

/** Every row of every table, as text. */
async function everything({ tenant }: World): Promise<string> {
  return runInDurableObject(
    tenantStub(tenant) as unknown as DurableObjectStub,
    (_object, { storage: { sql } }) => {
      const tables = sql
        .exec<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'")
        .toArray();
      const own = tables.filter(({ name }) => !/^(?:_cf_|sqlite_)/.test(name));
      return JSON.stringify(own.map(({ name }) => sql.exec(`SELECT * FROM "${name}"`).toArray()));
    },
  );
}

const setTier = async ({ tenant }: World, tier: "standard" | "enterprise") =>
  tenantApi(tenant).execute("tenant.set_tier", { tier }, envelopeOf());

async function isSignedBy(got: Got | undefined, key: string): Promise<boolean> {
  const { headers = {}, body = "" } = got ?? {};
  const message = {
    id: headers["webhook-id"] ?? null,
    timestamp: headers["webhook-timestamp"] ?? null,
    signature: headers["webhook-signature"] ?? null,
    body,
  };
  return (await verifyMessage(message, { keys: [key], nowMs: Date.now() })).ok;
}

it("are in no row in the clear, neither the signing key nor a header's value, and are sent all the same", async () => {
  const world = await createWorld();
  const receiver = createReceiver("401", "200");
  const { path, secret } = await createEndpoint(world, receiver.url, {
    secret_headers: { authorization: `Bearer ${TOKEN}` },
  });
  await setTier(world, "enterprise");
  await deliver(world);
  const [got] = await receiver.got();
  expect(got?.headers["authorization"]).toBe(`Bearer ${TOKEN}`);
  expect(await isSignedBy(got, secret)).toBe(true);
  const stored = await everything(world);
  expect([stored.includes(TOKEN), stored.includes(secret.slice("whsec_".length))]).toEqual([false, false]);
  const told = [
    await sendTo(world, `GET ${path}`),
    await sendTo(world, "GET /v1/webhooks/endpoints"),
    await sendTo(world, `GET ${path}/deliveries/1`),
  ];
  for (const { text } of told) expect([text.includes(TOKEN), text.includes(secret)]).toEqual([false, false]);
  expect(told[0]?.json.secret_header_names).toEqual(["authorization"]);
  expect(JSON.stringify(await auditOf(world.tenant))).not.toContain(TOKEN);
});

it("after a rotation both keys sign until the overlap ends, then the new one alone", async () => {
  const world = await createWorld();
  const receiver = createReceiver();
  const { path, secret: first } = await createEndpoint(world, receiver.url, { event_types: ["tenant.*"] });
  const rotated = await sendTo(world, `POST ${path}/rotate-secret`, { json: { overlap_seconds: 3_600 } });
  const second = rotated.json.keys[0].secret as string;
  expect([rotated.json.keys.length, second === first]).toEqual([1, false]);
  await setTier(world, "enterprise");
  await deliver(world);
  const [both] = await receiver.got();
  expect([await isSignedBy(both, first), await isSignedBy(both, second)]).toEqual([true, true]);
  await sqlIn(
    tenantStub(world.tenant),
    "UPDATE webhook_endpoints SET secrets = json_set(secrets, '$.signing[1].untilMs', 1)",
  );
  await setTier(world, "standard");
  await deliver(world);
  const after = (await receiver.got())[1];
  expect([await isSignedBy(after, first), await isSignedBy(after, second)]).toEqual([false, true]);
});

it("an endpoint that asks for `v1a` is signed with Ed25519: its public key is shown, its private one never", async () => {
  const world = await createWorld();
  const receiver = createReceiver();
  const { path } = await createEndpoint(world, receiver.url);
  const changed = await sendTo(world, `PATCH ${path}`, { json: { signatures: ["v1", "v1a"] } });
  expect(changed.json.keys).toMatchObject([{ scheme: "v1a", secret: null }]);
  const publicKey = changed.json.keys[0].public_key as string;
  expect((await sendTo(world, `GET ${path}`)).json.signing_keys).toMatchObject([
    { scheme: "v1a", public_key: publicKey },
    { scheme: "v1", public_key: null },
  ]);
  await setTier(world, "enterprise");
  await deliver(world);
  const [got] = await receiver.got();
  expect(got?.headers["webhook-signature"]).toMatch(/^v1a,\S+ v1,\S+$/);
  expect(await isSignedBy(got, publicKey)).toBe(true);
  expect(await everything(world)).not.toContain("whsk_");
});

it("a key that an older master key wraps still signs, and is wrapped anew on the way", async () => {
  const world = await createWorld();
  const receiver = createReceiver();
  const { id } = await createEndpoint(world, receiver.url, { event_types: ["tenant.*"] });
  const [row] = await sqlIn(tenantStub(world.tenant), "SELECT secrets FROM webhook_endpoints");
  const secrets = JSON.parse(row?.["secrets"] as string) as { signing: { secret: string }[] };
  const masterOf = (sealed: string) => (JSON.parse(sealed) as { key: { master: number } }).key.master;
  expect(secrets.signing.map(({ secret }) => masterOf(secret))).toEqual([2]);
  const older = String(Reflect.get(env, "CELL_MASTER_KEY")).split(",").at(-1) ?? "";
  const random = (size: number) => crypto.getRandomValues(new Uint8Array(size));
  const vault = createKeyVault(parseMasterKeys(older) ?? new Map(), random);
  const [name, text] = [`webhooks/${id}/signing`, `whsec_${btoa("a".repeat(32))}`];
  const sealed = await sealText({ vault, tenantId: world.tenant.id, random }, { name, text, nowMs: 1 });
  expect(masterOf(sealed)).toBe(1);
  const before = JSON.stringify({ ...secrets, signing: [{ ...secrets.signing[0], secret: sealed }] });
  await sqlIn(tenantStub(world.tenant), "UPDATE webhook_endpoints SET secrets = ?", before);
  await setTier(world, "enterprise");
  await deliver(world);
  expect(await isSignedBy((await receiver.got())[0], text)).toBe(true);
  const [after] = await sqlIn(tenantStub(world.tenant), "SELECT secrets FROM webhook_endpoints");
  const kept = JSON.parse(after?.["secrets"] as string) as typeof secrets;
  expect(kept.signing.map(({ secret }) => masterOf(secret))).toEqual([2]);
});
