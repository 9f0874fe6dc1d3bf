// Every tenant operation of the manifest, asked the same hostile questions: who may not is refused, learns nothing more,
// and leaves no trace in the tenant.

import { expect, it } from "vitest";
import type { TenantOperation } from "../../src/edge/index.ts";
import { mintKey, parseKey, ROLE_NAMES } from "../../src/identity/index.ts";
import { newId } from "../../src/kernel/ids.ts";
import { OPERATIONS } from "../../src/manifest.ts";
import { compilePolicies, NO_POLICIES } from "../../src/policy/compile/compile.ts";
import { ACTIONS, decideAccess } from "../../src/policy/index.ts";
import { sendAsOperator, type Answer } from "../support/client.ts";
import { auditOf, sqlIn, stateOf, tenantStub } from "../support/objects.ts";
import { expectRefusalOf, targetOf } from "../support/operation-asks.ts";
import { createWorld, makeKey, sendTo, type World } from "../support/world.ts";

const TENANT_OPERATIONS = OPERATIONS.filter((operation) => operation.audience === "tenant");
const named = TENANT_OPERATIONS.map((operation) => [operation.id, operation] as const);
const random = (sizeBytes: number): Uint8Array => crypto.getRandomValues(new Uint8Array(sizeBytes));

/** Nothing here changes them: a world for each of some hundred operations is a minute of nothing else. */
interface Shared {
  readonly other: World;
  readonly suspended: World;
  readonly narrowed: World;
  /** By role; by the one action that an administrator's key is narrowed to. */
  readonly keys: Readonly<Record<string, string>>;
}

let opened: Shared | undefined;

/** Within the first test that asks for it, which then checks these worlds at its end as its own. */
async function openShared(): Promise<Shared> {
  if (opened !== undefined) return opened;
  const [other, suspended, narrowed] = [await createWorld(), await createWorld(), await createWorld()];
  await sendAsOperator(`POST /operator/v1/tenants/${suspended.tenant.id}/suspend`);
  const keys: Record<string, string> = {};
  for (const role of ROLE_NAMES) keys[role] = (await makeKey(narrowed, { roles: [role] })).secret;
  for (const scope of ["reports:view", "dashboards:view"])
    keys[scope] = (await makeKey(narrowed, { roles: ["admin"], scopes: [scope] })).secret;
  opened = { other, suspended, narrowed, keys };
  return opened;
}

/** With the content type of JSON, so that refusals in a protocol's own shape are readable here. */
const ask = async (
  world: World,
  operation: TenantOperation,
  key: string | null,
  host = world.host,
): Promise<Answer> => {
  const body = operation.body.kind === "none" ? {} : { json: {} };
  return sendTo(world, targetOf(operation), { ...body, key, host });
};

function forgeries(world: World, other: World): Readonly<Record<string, string>> {
  const own = parseKey(world.admin);
  if (own === null) throw new Error("no key");
  const unknown = { ...own, keyId: newId("key", Date.now(), random) };
  const last = world.admin.at(-1) === "0" ? "1" : "0";
  return {
    garbage: "garbage",
    "a key of another shape": world.admin.replace("tgk_", "sk_"),
    "a key with a wrong checksum": world.admin.slice(0, -1) + last,
    "a key that was never made": mintKey(unknown, random).text,
    "a key with another secret": mintKey(own, random).text,
    "a key of another cell with another secret": mintKey({ ...own, cell: "us" }, random).text,
    "another tenant's key": other.admin,
    "the operator's token": "operator-token-of-the-test-deployment",
  };
}

const NO_RULES = compilePolicies(NO_POLICIES);

it.each(named)(
  "`%s` refuses forged, expired and revoked credentials and changes nothing",
  async (_id, operation) => {
    const world = await createWorld();
    const expired = await makeKey(world, { roles: ["admin"], expires_at: "2999-01-01T00:00:00Z" });
    const revoked = await makeKey(world, { roles: ["admin"] });
    await sqlIn(tenantStub(world.tenant), "UPDATE keys SET expires_at_ms = 1 WHERE id = ?", expired.id);
    await sendTo(world, `DELETE /v1/keys/${revoked.id}`);
    const before = await stateOf(world.tenant);
    expectRefusalOf(operation, await ask(world, operation, null), 401, "auth.missing");
    const offered = {
      ...forgeries(world, (await openShared()).other),
      "an expired key": expired.secret,
      "a revoked key": revoked.secret,
    };
    for (const key of Object.values(offered)) {
      expectRefusalOf(operation, await ask(world, operation, key), 401, "auth.invalid");
    }
    expect(await stateOf(world.tenant)).toEqual(before);
  },
);

it.each(named)(
  "`%s` refuses roles that do not grant it, and keys that are narrowed to something else",
  async (_id, operation) => {
    const { narrowed: world, keys } = await openShared();
    const elsewhere = operation.action === "reports:view" ? "dashboards:view" : "reports:view";
    const before = await auditOf(world.tenant);
    expectRefusalOf(operation, await ask(world, operation, keys[elsewhere] ?? ""), 403, "policy.denied");
    for (const role of ROLE_NAMES) {
      const principal = { kind: "key", id: "k", roles: [role], scopes: [] } as const;
      const { action, rows: isUnread } = operation;
      // What a role grants on some rows only is theirs to refuse, one by one.
      const resource = { type: ACTIONS[action].kind, isUnread };
      const asked = { action, resource, context: { timeMs: Date.now() } };
      if (decideAccess(NO_RULES, { principal, ...asked }).effect === "allow") continue;
      expectRefusalOf(operation, await ask(world, operation, keys[role] ?? ""), 403, "policy.denied");
    }
    const allowed = (await auditOf(world.tenant))
      .slice(before.length)
      .filter((entry) => entry.outcome === "allowed");
    expect(allowed).toEqual([]);
  },
);

it.each(named)(
  "`%s` refuses a suspended tenant's own key like a tenant that is not there",
  async (_id, operation) => {
    const { suspended: world } = await openShared();
    const before = await stateOf(world.tenant);
    for (const key of [world.admin, null, "garbage"]) {
      expectRefusalOf(operation, await ask(world, operation, key), 404, "tenant.unknown");
    }
    expect(await stateOf(world.tenant)).toEqual(before);
  },
);

it.each(named.filter(([, operation]) => operation.path.includes("{key_id}")))(
  "`%s` does not find another tenant's key",
  async (_id, operation) => {
    const [world, other] = [await createWorld(), await createWorld()];
    const foreign = parseKey(other.viewer)?.keyId ?? "";
    const before = await stateOf(other.tenant);
    const body = operation.body.kind === "none" ? {} : { json: {} };
    expectRefusalOf(
      operation,
      await sendTo(world, targetOf(operation, { key_id: foreign }), body),
      404,
      "keys.not_found",
    );
    expect(await stateOf(other.tenant)).toEqual(before);
    expect((await sendTo(other, "GET /v1/tenant", { key: other.viewer })).status).toBe(200);
  },
);

it("there are operations to ask", () => expect(TENANT_OPERATIONS.length).toBeGreaterThan(10));
