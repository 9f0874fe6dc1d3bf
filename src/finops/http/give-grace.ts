// POST /operator/v1/tenants/{tenant_id}/budgets/{budget_id}/grace: a used-up budget goes on for a while, on the record.

import { z } from "zod";
import { changeTenant, operatorOperation } from "../../edge/index.ts";
import { MOST_GRACE_MS } from "../index.ts";

const MOST_MINUTES = MOST_GRACE_MS / 60_000;

export const giveGrace = operatorOperation({
  id: "budgets.give_grace",
  method: "POST",
  path: "/operator/v1/tenants/{tenant_id}/budgets/{budget_id}/grace",
  tag: "Tenants",
  carries: ["operational"],
  summary: "Let a used-up budget go on for a while",
  description:
    "What the budget stops goes on at once, everywhere, until the time is over; usage goes on being counted. The tenant's audit log has the entry with the reason.",
  params: z.object({ tenant_id: z.string(), budget_id: z.string() }),
  query: null,
  body: {
    kind: "json",
    schema: z.strictObject({ minutes: z.int().min(1).max(MOST_MINUTES), reason: z.string().min(3).max(500) }),
    maxBytes: 2_048,
  },
  responses: {
    200: { description: "Until when", schema: z.object({ id: z.string(), grace_until: z.string() }) },
  },
  isIdempotentByKey: true,
  handle: (call) =>
    changeTenant(call, {
      tenantId: call.params.tenant_id,
      action: "budgets:give_grace",
      name: "budgets.give_grace",
      input: { id: call.params.budget_id, ...call.body },
    }),
});
