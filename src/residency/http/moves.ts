// Moves of a tenant: /operator/v1/tenants/{tenant_id}/moves to begin, follow and cancel them, and GET /v1/moves for the tenant
// itself. A move runs in the tenant's object by itself; asking for it again only tells how far it is.

import { z } from "zod";
import { tenantSchema, type Tenant } from "../../directory/index.ts";
import {
  executeCommand,
  findTenant,
  jsonReply,
  operatorEnvelope,
  operatorOperation,
  tenantApi,
  tenantOperation,
  type OperatorCall,
  type Reply,
} from "../../edge/index.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { checkGuarantee, relocatedResidency } from "../index.ts";
import { moveSchema, type Move, type StartMove } from "../../tenant/index.ts";

const { jurisdiction, isolation, pool, shards } = tenantSchema.shape;

const startSchema = z.strictObject({
  to: z
    .strictObject({ jurisdiction, isolation, pool, shards })
    .partial()
    .describe("Where to: one change at a time. What is not named stays."),
  reason: z.string().min(1).max(500).describe("For the audit log and the receipt."),
});

const toldSchema = moveSchema.extend({
  percent: z
    .number()
    .int()
    .min(0)
    .max(100)
    .describe("Blocks that are in the new place; 100 once it is verified."),
});

/** What the command replies with when the transfer rules stand in the way: it is in the tenant's log by then. */
const refusedSchema = z.strictObject({ refused: z.string() });

const moveParams = z.object({ tenant_id: z.string(), move_id: z.string() });
const MOST = 100;

export const startMove = operatorOperation({
  id: "moves.start",
  method: "POST",
  path: "/operator/v1/tenants/{tenant_id}/moves",
  tag: "Moves",
  carries: ["operational"],
  summary: "Move a tenant while it is in use",
  description:
    "Between pool and silo, between databases of a pool, to another number of shards, or to another jurisdiction. Telemetry is taken all the while and no query sees less than before. The move goes on by itself, also after a crash; `GET` tells its state and percentage. `receipt` is a compact JWS over what was moved and purged.",
  params: z.object({ tenant_id: z.string() }),
  query: null,
  body: { kind: "json", schema: startSchema, maxBytes: 4_096 },
  responses: { 202: { description: "The move has begun", schema: toldSchema } },
  isIdempotentByKey: true,
  handle: async (call) => {
    const tenant = await findTenant(call, call.params.tenant_id);
    if (!tenant.ok) return tenant;
    const input = placeIn(tenant.value, call.body as StartMove);
    const placed = checkCell(call, tenant.value, input.to);
    if (!placed.ok) return placed;
    const envelope = operatorEnvelope(call, "moves:start");
    const started = await executeCommand(call.rim, tenant.value, { name: "moves.start", input, envelope });
    if (!started.ok) return started;
    const refused = refusedSchema.safeParse(started.value.reply);
    if (refused.success) return failed(fault("residency.transfer_refused", refused.data.refused));
    return tell(call, tenant.value, { status: 202, move: moveSchema.parse(started.value.reply) });
  },
});

/** Pools are numbered in each cell by itself: who goes to another one begins in its first. */
function placeIn(tenant: Tenant, { to, reason }: StartMove): StartMove {
  const isElsewhere = to.jurisdiction !== undefined && to.jurisdiction !== tenant.jurisdiction;
  return { reason, to: isElsewhere ? { pool: 0, ...to } : to };
}

/** Is what the tenant needs there bound in this deployment? */
function checkCell(call: OperatorCall, tenant: Tenant, to: StartMove["to"]): Result<null> {
  const wanted = { ...tenant, ...to };
  if (wanted.jurisdiction !== tenant.jurisdiction) {
    if (wanted.isolation === "silo")
      return failed(
        fault("moves.refused", "a silo is bound to its jurisdiction: move to the pool there, then to a silo"),
      );
    const residency = relocatedResidency(tenant.residency, wanted.jurisdiction);
    const held = checkGuarantee({ ...wanted, residency }, call.config, call.nowMs);
    if (!held.ok) return held;
  }
  if (call.rim.placement.hasCell(wanted)) return ok(null);
  const what =
    wanted.isolation === "silo"
      ? `a silo for \`${tenant.slug}\``
      : `pool ${wanted.pool} of \`${wanted.jurisdiction}\``;
  return failed(fault("directory.placement_refused", `${what} is not provisioned here`));
}

export const listOperatorMoves = operatorOperation({
  id: "moves.list",
  method: "GET",
  path: "/operator/v1/tenants/{tenant_id}/moves",
  tag: "Moves",
  carries: ["operational"],
  summary: "List a tenant's moves, the newest first",
  params: z.object({ tenant_id: z.string() }),
  query: null,
  body: { kind: "none" },
  responses: { 200: { description: "At most 100 moves", schema: z.object({ data: z.array(moveSchema) }) } },
  handle: async (call) => {
    const tenant = await findTenant(call, call.params.tenant_id);
    if (!tenant.ok) return tenant;
    const asked = tenantApi(call.rim, tenant.value);
    const listed = await asked.query("moves.list", { limit: MOST }, operatorEnvelope(call, "moves:view"));
    return listed.ok ? ok(jsonReply(200, { data: listed.value })) : listed;
  },
});

export const getMove = operatorOperation({
  id: "moves.get",
  method: "GET",
  path: "/operator/v1/tenants/{tenant_id}/moves/{move_id}",
  tag: "Moves",
  carries: ["operational"],
  summary: "How far a move is",
  params: moveParams,
  query: null,
  body: { kind: "none" },
  responses: { 200: { description: "The move", schema: toldSchema } },
  handle: async (call) => {
    const tenant = await findTenant(call, call.params.tenant_id);
    if (!tenant.ok) return tenant;
    const asked = tenantApi(call.rim, tenant.value);
    const found = await asked.query(
      "moves.get",
      { id: call.params.move_id },
      operatorEnvelope(call, "moves:view"),
    );
    return found.ok ? tell(call, tenant.value, { status: 200, move: moveSchema.parse(found.value) }) : found;
  },
});

export const cancelMove = operatorOperation({
  id: "moves.cancel",
  method: "POST",
  path: "/operator/v1/tenants/{tenant_id}/moves/{move_id}/cancel",
  tag: "Moves",
  carries: ["operational"],
  summary: "Give a move up before its cut over",
  description: "The tenant stays where it is; what was copied is taken away again.",
  params: moveParams,
  query: null,
  body: { kind: "none" },
  responses: { 200: { description: "The move, on its way to `cancelled`", schema: toldSchema } },
  isIdempotentByKey: true,
  handle: async (call) => {
    const tenant = await findTenant(call, call.params.tenant_id);
    if (!tenant.ok) return tenant;
    const input = { id: call.params.move_id, note: "cancelled by the operator" };
    const envelope = operatorEnvelope(call, "moves:cancel");
    const done = await executeCommand(call.rim, tenant.value, { name: "moves.cancel", input, envelope });
    if (!done.ok) return done;
    return tell(call, tenant.value, { status: 200, move: moveSchema.parse(done.value.reply) });
  },
});

export const listOwnMoves = tenantOperation({
  id: "moves.list_own",
  method: "GET",
  path: "/v1/moves",
  tag: "Moves",
  summary: "List the moves of your data, the newest first",
  action: "moves:view",
  params: null,
  query: null,
  body: { kind: "none" },
  responses: { 200: { description: "At most 100 moves", schema: z.object({ data: z.array(moveSchema) }) } },
  handle: async (call) => {
    const listed = await call.session.ask("moves.list", { limit: MOST });
    return listed.ok ? ok(jsonReply(200, { data: listed.value })) : listed;
  },
});

interface Told {
  readonly status: number;
  readonly move: Move;
}

async function tell(call: OperatorCall, tenant: Tenant, { status, move }: Told): Promise<Result<Reply>> {
  const percent = await tenantApi(call.rim, tenant).moveProgress(move);
  return ok(jsonReply(status, { ...move, percent }));
}
