// What tests of deliveries ask of a tenant's object.

import { envelopeOf, sqlIn, tenantApi, tenantStub } from "./objects.ts";
import type { Got } from "./receivers.ts";
import type { World } from "./world.ts";

export const sql = async ({ tenant }: World, statement: string, ...values: unknown[]) =>
  sqlIn(tenantStub(tenant), statement, ...values);

export const setTier = async ({ tenant }: World, tier: "standard" | "enterprise") =>
  tenantApi(tenant).execute("tenant.set_tier", { tier }, envelopeOf());

export const typesOf = (got: readonly Got[]) => got.map(({ json }) => json.type as string);

export const deliveriesOf = async (world: World) =>
  sql(world, "SELECT state, dead_reason, attempts, next_at_ms, fence FROM webhook_deliveries ORDER BY place");

export const healthOf = async (world: World) => {
  const [row] = await sql(world, "SELECT health FROM webhook_endpoints");
  return JSON.parse(row?.["health"] as string) as Record<string, number>;
};

/** The waits are over. */
export const makeDue = async (world: World) =>
  sql(world, "UPDATE webhook_deliveries SET next_at_ms = 1 WHERE next_at_ms IS NOT NULL");
