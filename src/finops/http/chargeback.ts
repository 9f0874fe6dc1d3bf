// GET /v1/chargeback/{period}, closing and adjusting a month, and the model by which it is made. A statement is told as JSON,
// as CSV for people and as FOCUS 1.2 for programs.

import { z } from "zod";
import { bytesReply, jsonReply, tenantOperation, type TenantCall } from "../../edge/index.ts";
import { fault } from "../../kernel/fault.ts";
import { parseMoney } from "../../kernel/money.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { chargebackModelSchema, newModelSchema } from "../chargeback/model.ts";
import { hasBegun, hasEnded, parseMonth, type Month } from "../chargeback/period.ts";
import type { Adjustment, StatementDocument } from "../chargeback/statement-document.ts";
import { adjustedTotal, statementCsv, statementFocus } from "../chargeback/statement-files.ts";

const FORMATS = ["json", "csv", "focus"] as const;

const params = z.object({
  period: z.string().refine((text) => parseMonth(text) !== null, "a month such as `2026-10`"),
});
const ownerSchema = z.string().min(1).max(120).nullable().default(null);
const place = { department: ownerSchema, team: ownerSchema, service: ownerSchema };
const amountSchema = z
  .string()
  .refine((text) => parseMoney(text).ok, "a decimal of at most 12 places")
  .refine((text) => Number(text) !== 0, "not zero");
const entrySchema = z.strictObject({ amount: amountSchema, reason: z.string().min(3).max(500), ...place });
const adjustmentSchema = z.object({ id: z.string(), at: z.string(), ...entrySchema.shape });
const lineSchema = z.record(z.string(), z.union([z.string(), z.null()]));
const componentsSchema = z.object({ direct: z.string(), shared: z.string(), platform: z.string() });

const statementSchema = z.object({
  period: z.string(),
  tenant: z.string(),
  currency: z.string(),
  state: z.enum(["open", "closed"]),
  closed_at: z.string().nullable(),
  model: chargebackModelSchema,
  components: componentsSchema,
  percent: componentsSchema,
  /** Before adjustments. */
  total: z.string(),
  adjustments: z.array(adjustmentSchema),
  total_adjusted: z.string(),
  /** Currencies of bills and usage that the statement does not charge. */
  uncharged_currencies: z.array(z.string()),
  lines: z.array(lineSchema),
  meters: z.array(lineSchema),
  pools: z.array(lineSchema),
});

/** As the tenant's object answers. */
interface Read {
  readonly statement: StatementDocument;
  readonly adjustments: readonly Adjustment[];
  readonly closed_at: string | null;
  readonly uncharged_currencies: readonly string[];
}

async function readStatement(session: TenantCall["session"], period: string): Promise<Result<Read>> {
  const read = await session.askFinops("chargeback.read", { period });
  return read.ok ? ok(read.value as unknown as Read) : read;
}

function told({ statement, adjustments, closed_at, uncharged_currencies }: Read) {
  const { v: _version, ...document } = statement;
  const state = closed_at === null ? "open" : "closed";
  const total_adjusted = adjustedTotal(statement, adjustments);
  return { ...document, state, closed_at, adjustments, total_adjusted, uncharged_currencies };
}

const asked = (period: string): Month => {
  const month = parseMonth(period);
  if (month === null) throw new Error("the path was parsed");
  return month;
};

function fileOf(read: Read, format: "csv" | "focus", { tenant }: Pick<TenantCall, "tenant">) {
  const { statement, adjustments, closed_at } = read;
  const region = { id: tenant.jurisdiction, name: tenant.jurisdiction.toUpperCase() };
  const context = { month: asked(statement.period), tenant: { id: tenant.id, name: tenant.slug }, region };
  const text =
    format === "csv"
      ? statementCsv(statement, adjustments)
      : statementFocus(statement, adjustments, { ...context, isClosed: closed_at !== null });
  const { headers, ...reply } = bytesReply("text/csv; charset=utf-8; header=present", text);
  const name = `chargeback-${statement.period}-${format}.csv`;
  return { ...reply, headers: { ...headers, "content-disposition": `attachment; filename="${name}"` } };
}

const getChargeback = tenantOperation({
  id: "chargeback.get",
  method: "GET",
  path: "/v1/chargeback/{period}",
  tag: "Chargeback",
  summary: "See a month's statement",
  description:
    "Direct usage by the price books and imported bills, and the pools of the model, down to departments, teams and services; amounts add up at every level. An open month is made as of now; a closed one is what it was when it closed, with its adjustments beside it. `format=focus` is FOCUS 1.2.",
  action: "chargeback:view",
  params,
  query: z.strictObject({ format: z.enum(FORMATS).default("json") }),
  body: { kind: "none" },
  responses: { 200: { description: "The statement", schema: statementSchema, also: ["text/csv"] } },
  handle: async (typedCall) => {
    const { session, params: of, query, nowMs } = typedCall;
    const month = asked(of.period);
    if (!hasBegun(month, nowMs))
      return failed(fault("chargeback.not_begun", `${month.name} begins on ${month.start.slice(0, 10)}`));
    const read = await readStatement(session, of.period);
    if (!read.ok) return read;
    if (query.format === "json") return ok(jsonReply(200, told(read.value)));
    return ok(fileOf(read.value, query.format, typedCall));
  },
});

const closedSchema = z.object({
  period: z.string(),
  closed_at: z.string(),
  total: z.string(),
  currency: z.string(),
});

const closeChargeback = tenantOperation({
  id: "chargeback.close",
  method: "POST",
  path: "/v1/chargeback/{period}/close",
  tag: "Chargeback",
  summary: "Close a month",
  description:
    "Its statement is fixed as it is now. What turns out to be wrong later is adjusted by entries.",
  action: "chargeback:manage",
  params,
  query: null,
  body: { kind: "none" },
  responses: { 200: { description: "Closed", schema: closedSchema } },
  isIdempotentByKey: true,
  handle: async ({ session, params: { period }, nowMs }) => {
    if (!hasEnded(asked(period), nowMs))
      return failed(fault("chargeback.refused", `${period} has not ended`));
    const read = await readStatement(session, period);
    if (!read.ok) return read;
    const closed = await session.execute("chargeback.close", { statement: read.value.statement });
    return closed.ok ? ok(jsonReply(200, closed.value.reply)) : closed;
  },
});

const adjustChargeback = tenantOperation({
  id: "chargeback.adjust",
  method: "POST",
  path: "/v1/chargeback/{period}/adjustments",
  tag: "Chargeback",
  summary: "Adjust a closed month",
  description: "An entry beside the statement; below zero for a credit.",
  action: "chargeback:manage",
  params,
  query: null,
  body: { kind: "json", schema: entrySchema, maxBytes: 4_096 },
  responses: { 201: { description: "The entry", schema: adjustmentSchema.extend({ period: z.string() }) } },
  isIdempotentByKey: true,
  handle: async ({ session, params: { period }, body }) => {
    const adjusted = await session.execute("chargeback.adjust", { period, entry: body });
    return adjusted.ok ? ok(jsonReply(201, adjusted.value.reply)) : adjusted;
  },
});

const versionedSchema = z.object({ version: z.int(), model: chargebackModelSchema });

const getChargebackModel = tenantOperation({
  id: "chargeback.get_model",
  method: "GET",
  path: "/v1/chargeback-model",
  tag: "Chargeback",
  summary: "See how costs are charged back",
  description: "Version 0 is the default: 50,000 shared by usage and a fee of 5,000 a month, as computed.",
  action: "chargeback:view",
  params: null,
  query: null,
  body: { kind: "none" },
  responses: { 200: { description: "The model", schema: versionedSchema } },
  handle: async ({ session }) => {
    const read = await session.ask("chargeback.model", {});
    if (!read.ok) return read;
    const { version, document } = read.value as unknown as { version: number; document: unknown };
    return ok(jsonReply(200, { version, model: document }));
  },
});

const putChargebackModel = tenantOperation({
  id: "chargeback.put_model",
  method: "PUT",
  path: "/v1/chargeback-model",
  tag: "Chargeback",
  summary: "Change how costs are charged back",
  description: "As a whole. Closed months stay as they are.",
  action: "chargeback:manage",
  params: null,
  query: null,
  body: { kind: "json", schema: newModelSchema, maxBytes: 1_048_576 },
  responses: { 200: { description: "The model, from now on", schema: versionedSchema } },
  isIdempotentByKey: true,
  handle: async ({ session, body }) => {
    const set = await session.execute("chargeback.set_model", body);
    return set.ok ? ok(jsonReply(200, set.value.reply)) : set;
  },
});

export const chargebackOperations = [
  getChargeback,
  closeChargeback,
  adjustChargeback,
  getChargebackModel,
  putChargebackModel,
];
