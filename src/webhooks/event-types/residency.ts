// Events about where data is kept, what may leave, and what is known of a person.

import { z } from "zod";
import { DATA_CLASS_NAMES } from "../../policy/index.ts";
import { countrySchema, TRANSFER_RULES } from "../../residency/index.ts";
import { eventType } from "../event-type.ts";

export const RESIDENCY_EVENTS = {
  "residency.changed": eventType({
    meaning:
      "Where the tenant's requests are served, or whether something must hold its data in place, changed.",
    dataClass: "operational",
    version: 1,
    data: z.strictObject({
      processing: z.enum(["anywhere", "in_region"]),
      lock: z.enum(["required", "preferred"]),
      exception_until: z.iso.datetime().nullable(),
    }),
    example: { processing: "in_region", lock: "required", exception_until: null },
  }),
  "residency.refused": eventType({
    meaning: "Data was kept from leaving: the rule that refused, and what asked.",
    dataClass: "operational",
    version: 1,
    data: z.strictObject({
      data_class: z.enum(DATA_CLASS_NAMES),
      to: countrySchema,
      rule: z.enum(TRANSFER_RULES),
      /** `type:id` of what asked for it. */
      resource: z.string(),
    }),
    example: {
      data_class: "identity",
      to: "BR",
      rule: "basis_missing",
      resource: "webhook:ep_06fj2x9q0r4t8w1y5zab",
    },
  }),
  "residency.basis_changed": eventType({
    meaning: "The record of clauses, sub-processors and consents that transfers can be based on changed.",
    dataClass: "operational",
    version: 1,
    data: z.strictObject({ scc: z.int(), sub_processors: z.int(), consents: z.int() }),
    example: { scc: 2, sub_processors: 1, consents: 0 },
  }),
  "privacy.rules_changed": eventType({
    meaning: "What is done with personal data in telemetry changed.",
    dataClass: "operational",
    version: 1,
    data: z.strictObject({ rules: z.record(z.string(), z.string()) }),
    example: { rules: { email: "hash", payment_card: "mask" } },
  }),
  "erasure.completed": eventType({
    meaning: "A person's data was erased everywhere it was kept. The person is not named.",
    dataClass: "operational",
    version: 1,
    data: z.strictObject({ request_id: z.string(), rows: z.int(), stores: z.array(z.string()) }),
    example: { request_id: "ers_06fj2x9q0r4t8w1y5zab", rows: 412, stores: ["blocks", "batches"] },
    isPlanned: true,
  }),
} as const;
