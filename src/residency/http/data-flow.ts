// GET /v1/residency/data-flow and its operator's form: which class of data goes where, derived from what is served.

import { z } from "zod";
import {
  bytesReply,
  jsonReply,
  operatorOperation,
  tenantOperation,
  type CronTask,
  type Operation,
  type QueueJob,
  type Reply,
} from "../../edge/index.ts";
import { ok } from "../../kernel/result.ts";
import { dataFlowText } from "../data-flow-text.ts";
import { mapDataFlow, type DataFlowMap } from "../data-flow.ts";

const names = z.array(z.string());

const mapSchema = z.object({
  classes: z.array(
    z.object({
      data_class: z.string(),
      meaning: z.string(),
      sensitivity: z.int(),
      stores: names,
      held_in: names.describe("Jurisdictions that it does not leave without something signed"),
    }),
  ),
  stores: z.array(z.object({ store: z.string(), kept: z.enum(["jurisdiction", "global"]), holds: names })),
  operations: z.array(
    z.object({
      operation: z.string(),
      address: z.string(),
      audience: z.enum(["tenant", "operator", "public"]),
      carries: names.nullable(),
      stores: names,
      destination: z.string(),
      served: z.enum(["in_region", "anywhere"]),
      issues_credential: z.boolean(),
    }),
  ),
  queue_messages: z.array(z.object({ kind: z.string(), carries: z.literal("ids") })),
  cron_tasks: z.array(z.object({ name: z.string(), carries: z.literal("ids") })),
});

const querySchema = z.strictObject({ format: z.enum(["json", "markdown"]).default("json") });
const DESCRIBED = {
  tag: "Residency",
  params: null,
  query: querySchema,
  body: { kind: "none" },
  responses: { 200: { description: "The map; with `format=markdown` as tables", schema: mapSchema } },
} as const;

function toReply(map: DataFlowMap, { format }: z.infer<typeof querySchema>): Reply {
  return format === "json"
    ? jsonReply(200, map)
    : bytesReply("text/markdown; charset=utf-8", dataFlowText(map));
}

export interface Served {
  readonly operations: readonly Operation[];
  readonly jobs: readonly QueueJob[];
  readonly tasks: readonly CronTask[];
}

/** The map describes the operations beside it, so they are asked for when it is. */
export function dataFlowOperations(list: () => Served): Operation[] {
  const own = tenantOperation({
    ...DESCRIBED,
    id: "residency.data_flow",
    method: "GET",
    path: "/v1/residency/data-flow",
    summary: "See which class of your data goes to which store and to whom",
    action: "residency:view_data_flow",
    handle: async ({ query }) => ok(toReply(mapDataFlow(list()), query)),
  });
  const whole = operatorOperation({
    ...DESCRIBED,
    id: "residency.operator_data_flow",
    method: "GET",
    path: "/operator/v1/residency/data-flow",
    summary: "See which class of data goes to which store and to whom",
    carries: [],
    handle: async ({ query }) => ok(toReply(mapDataFlow(list()), query)),
  });
  return [own, whole];
}
