// Events about the tenant itself: its standing, tier, limits, moves and end.

import { z } from "zod";
import { JURISDICTIONS, TIER_NAMES } from "../../directory/index.ts";
import { eventType } from "../event-type.ts";

const fromTo = z.strictObject({ from: z.string(), to: z.string() });
const limit = z.record(z.string(), z.number().nullable());

export const TENANT_EVENTS = {
  "tenant.status_changed": eventType({
    meaning: "The tenant was activated, suspended or closed.",
    dataClass: "operational",
    version: 1,
    data: fromTo,
    example: { from: "active", to: "suspended" },
  }),
  "tenant.tier_changed": eventType({
    meaning: "The tenant's tier, and with it the limits that the tier sets, changed.",
    dataClass: "operational",
    version: 1,
    data: z.strictObject({ from: z.enum(TIER_NAMES), to: z.enum(TIER_NAMES) }),
    example: { from: "standard", to: "enterprise" },
  }),
  "tenant.limits_changed": eventType({
    meaning: "An operator set limits of the tenant's own.",
    dataClass: "operational",
    version: 1,
    data: z.strictObject({ from: limit, to: limit }),
    example: { from: {}, to: { activeSeries: 200_000 } },
  }),
  "move.started": eventType({
    meaning: "The tenant began to move to another cell or isolation.",
    dataClass: "operational",
    version: 1,
    data: z.strictObject({ move_id: z.string(), kind: z.string(), to: z.enum(JURISDICTIONS) }),
    example: { move_id: "mov_06fj2x9q0r4t8w1y5zab", kind: "isolation", to: "eu" },
  }),
  "move.completed": eventType({
    meaning: "The tenant arrived where it was moved to.",
    dataClass: "operational",
    version: 1,
    data: z.strictObject({ move_id: z.string(), kind: z.string(), to: z.enum(JURISDICTIONS) }),
    example: { move_id: "mov_06fj2x9q0r4t8w1y5zab", kind: "isolation", to: "eu" },
  }),
  "move.cancelled": eventType({
    meaning: "A move of the tenant was called off; the tenant is where it was.",
    dataClass: "operational",
    version: 1,
    data: z.strictObject({ move_id: z.string(), reason: z.string() }),
    example: { move_id: "mov_06fj2x9q0r4t8w1y5zab", reason: "asked for by the operator" },
  }),
  "offboarding.changed": eventType({
    meaning: "The tenant's offboarding reached another state.",
    dataClass: "operational",
    version: 1,
    data: z.strictObject({ offboarding_id: z.string(), state: z.string() }),
    example: { offboarding_id: "off_06fj2x9q0r4t8w1y5zab", state: "export" },
  }),
} as const;
