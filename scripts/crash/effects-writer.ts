// Changes that have effects outside the tenant object: keys made and revoked (the shards are fenced), tiers changed (the
// directory follows). Each is repeated under one idempotency key until it is acknowledged.

import { randomUUID } from "node:crypto";
import type { TenantAccess } from "../bench/gateway-world.ts";
import type { Host } from "../bench/host.ts";
import { insist, type Insistence } from "./insist.ts";

export interface MadeKey {
  readonly id: string;
  /** null when the first answer was lost: a secret is shown once. */
  readonly secret: string | null;
}

export interface Effects {
  readonly tenant: TenantAccess;
  readonly made: MadeKey[];
  readonly revoked: MadeKey[];
  tierChanges: number;
  tier: string;
}

const PAUSE_MS = 60;
const TIERS = ["standard", "enterprise"];

const asAdmin = (tenant: TenantAccess): Pick<Insistence, "host" | "headers"> => ({
  host: tenant.host,
  headers: {
    authorization: `Bearer ${tenant.adminKey}`,
    "content-type": "application/json",
    "idempotency-key": randomUUID(),
  },
});

async function makeKey(host: Host, { tenant, made }: Effects): Promise<MadeKey> {
  const body = JSON.stringify({ name: `crash ${made.length}`, roles: ["viewer"] });
  const answer = await insist(host, {
    ...asAdmin(tenant),
    method: "POST",
    path: "/v1/keys",
    body,
    expected: 201,
  });
  const { key, secret } = JSON.parse(answer.text) as { key: { id: string }; secret: string | null };
  const one = { id: key.id, secret };
  made.push(one);
  return one;
}

async function revokeKey(host: Host, { tenant, revoked }: Effects, key: MadeKey): Promise<void> {
  await insist(host, { ...asAdmin(tenant), method: "DELETE", path: `/v1/keys/${key.id}`, expected: 200 });
  revoked.push(key);
}

async function changeTier(host: Host, effects: Effects): Promise<void> {
  const tier = TIERS[effects.tierChanges % TIERS.length] ?? "standard";
  await insist(host, {
    method: "PUT",
    path: `/operator/v1/tenants/${effects.tenant.id}/tier`,
    host: "localhost",
    headers: { "content-type": "application/json", "idempotency-key": randomUUID() },
    body: JSON.stringify({ tier }),
    asOperator: true,
    expected: 200,
  });
  effects.tier = tier;
  effects.tierChanges++;
}

/** Two keys are made and one of them revoked, then the tier changes where `changesTier` says so. */
export async function causeEffects(
  host: Host,
  effects: Effects,
  run: { isOver: () => boolean; changesTier: boolean },
): Promise<void> {
  while (!run.isOver()) {
    await makeKey(host, effects);
    await revokeKey(host, effects, await makeKey(host, effects));
    if (run.changesTier) await changeTier(host, effects);
    await new Promise((resolve) => void setTimeout(resolve, PAUSE_MS));
  }
}
