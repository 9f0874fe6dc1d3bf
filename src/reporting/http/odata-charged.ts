// GET /odata/Usage and /odata/Costs: days, meters and whom they are charged to, as `GET /v1/usage` and `GET /v1/costs` tell them.

import { tenantOperation, type TenantCall, type TenantOperation } from "../../edge/index.ts";
import type { Json } from "../../kernel/canonical-json.ts";
import { ok, type Result } from "../../kernel/result.ts";
import { askDays, chargedRow, type ChargedLine } from "../odata/charged-rows.ts";
import { ENTITY_SETS } from "../odata/entity-set.ts";
import { pageRows } from "../odata/page-rows.ts";
import { answerSet, ODATA, withoutFilter, type Asked, type Found, type ODataReads } from "./odata-reply.ts";

type Question = "usage.read" | "costs.read";

/** Costs come with their sums beside the lines. */
function linesOf(answer: Json): readonly ChargedLine[] {
  const lines = Array.isArray(answer) ? answer : (answer as { readonly lines: Json }).lines;
  return lines as unknown as readonly ChargedLine[];
}

async function findDays(
  { session, nowMs }: Pick<TenantCall, "session" | "nowMs">,
  question: Question,
  { query, mostRows }: Asked,
): Promise<Result<Found>> {
  const asked = askDays(query.filter, nowMs);
  const answered = asked === null ? ok([]) : await session.askFinops(question, asked);
  if (!answered.ok) return answered;
  const rows = linesOf(answered.value).map(chargedRow);
  return withoutFilter(pageRows(rows, query, mostRows));
}

export function odataCharged(reads: ODataReads): TenantOperation[] {
  const usage = tenantOperation({
    ...ODATA,
    id: "odata.usage",
    path: "/odata/Usage",
    summary: "Usage, for OData clients",
    description: ENTITY_SETS.USAGE.meaning,
    action: "usage:view",
    handle: async (call) =>
      answerSet(call, {
        set: ENTITY_SETS.USAGE,
        reads,
        find: (asked) => findDays(call, "usage.read", asked),
      }),
  });
  const costs = tenantOperation({
    ...ODATA,
    id: "odata.costs",
    path: "/odata/Costs",
    summary: "Costs, for OData clients",
    description: ENTITY_SETS.COSTS.meaning,
    action: "billing:view",
    handle: async (call) =>
      answerSet(call, {
        set: ENTITY_SETS.COSTS,
        reads,
        find: (asked) => findDays(call, "costs.read", asked),
      }),
  });
  return [usage, costs];
}
