// One fresh tenant per test, with a key per role that tests ask for. When the test ends every invariant of the tenant
// is checked (check-tenant.ts), whatever the test did to it.

import { onTestFinished } from "vitest";
import type { Tenant } from "../../src/directory/index.ts";
import { checkTenant } from "./check-tenant.ts";
import { send, sendAsOperator, type Answer, type Ask } from "./client.ts";
import { migrateDatabases } from "./databases.ts";
import { residencyFor } from "./residency-for.ts";

export interface World {
  readonly tenant: Tenant;
  readonly host: string;
  readonly admin: string;
  readonly engineer: string;
  readonly viewer: string;
  /** Every key text that was ever shown to this test: none of them may be found in any storage. */
  readonly secrets: Set<string>;
}

export interface Wanted {
  readonly jurisdiction?: string;
  readonly tier?: string;
  readonly domains?: readonly string[];
  readonly isolation?: string;
  readonly pool?: number;
  readonly residency?: Readonly<Record<string, unknown>>;
}

/** The epoch of a tenant that createWorld has just made: the first, and one for each of its three keys. */
export const WORLD_EPOCH = 4;

let made = 0;

export function freshSlug(): string {
  made += 1;
  return `t${made}-${crypto.randomUUID().slice(0, 13)}`;
}

export async function createTenant(
  body: Record<string, unknown>,
  idempotencyKey: string = crypto.randomUUID(),
): Promise<Answer> {
  await migrateDatabases();
  return sendAsOperator("POST /operator/v1/tenants", {
    json: body,
    headers: { "idempotency-key": idempotencyKey },
  });
}

export async function createWorld(wanted: Wanted = {}): Promise<World> {
  const slug = freshSlug();
  const created = await createTenant({
    slug,
    jurisdiction: "eu",
    ...residencyFor(wanted.jurisdiction),
    ...wanted,
  });
  if (created.status !== 201) throw new Error(`no tenant: ${created.text}`);
  const host = `${slug}.localhost`;
  const admin = created.json.admin_key as string;
  const secrets = new Set([admin]);
  const keys = { secrets, host, admin };
  const engineer = await makeKey(keys, { roles: ["engineer"] });
  const viewer = await makeKey(keys, { roles: ["viewer"] });
  const world: World = {
    tenant: created.json.tenant as Tenant,
    host,
    admin,
    engineer: engineer.secret,
    viewer: viewer.secret,
    secrets,
  };
  onTestFinished(async () => checkTenant(world));
  return world;
}

export interface MadeKey {
  readonly id: string;
  readonly secret: string;
}

/** A key made by the admin. */
export async function makeKey(
  of: Pick<World, "host" | "admin" | "secrets">,
  key: Record<string, unknown>,
): Promise<MadeKey> {
  const answer = await send("POST /v1/keys", {
    host: of.host,
    key: of.admin,
    json: { name: "made by a test", ...key },
  });
  if (answer.status !== 201) throw new Error(`no key: ${answer.text}`);
  const secret = answer.json.secret as string;
  of.secrets.add(secret);
  return { id: answer.json.key.id as string, secret };
}

/** A request to the tenant's host, by its admin key unless the ask says otherwise. */
export async function sendTo(world: World, target: string, ask: Ask = {}): Promise<Answer> {
  return send(target, { host: world.host, key: world.admin, ...ask });
}
