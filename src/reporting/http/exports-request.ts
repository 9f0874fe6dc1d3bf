// The body of POST /v1/exports, and what it comes to: a request that does not depend on the time it is read at.

import { z } from "zod";
import type { TenantCall } from "../../edge/index.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { parseInstant } from "../../kernel/time.ts";
import { checkTransfer, countrySchema, transferBasisSchema } from "../../residency/index.ts";
import { EXPORT_LIMITS, type ExportRequest, type ExportSource } from "../export/export-record.ts";
import { reportStyleSchema } from "../export/export-report.ts";
import { FORMAT_NAMES, FORMATS, isPictureFormat } from "../export/formats.ts";
import { instantText } from "../instant-text.ts";
import { judgeRefs, panelId, panelSchema, querySchema } from "../panel.ts";
import { openDashboard } from "./open-dashboard.ts";
import { choicesSchema } from "./panel-view.ts";

const sourceSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("queries"),
    queries: z.array(querySchema).min(1).max(EXPORT_LIMITS.queries).superRefine(judgeRefs),
  }),
  z.strictObject({
    kind: z.literal("panels"),
    panels: z.array(panelSchema).min(1).max(EXPORT_LIMITS.panels),
  }),
  z.strictObject({
    kind: z.literal("dashboard"),
    dashboard_id: z.string().regex(/^dsh_[0-9a-z]{20}$/, "an id such as `dsh_…`"),
    /** All of them where none is named. */
    panel_ids: z.array(panelId).max(100).default([]),
    variables: choicesSchema.default({}),
  }),
]);

export const exportBody = z.strictObject({
  title: z.string().max(200).default("export"),
  source: sourceSchema,
  from: instantText.default("now-6h"),
  to: instantText.default("now"),
  format: z
    .enum(FORMAT_NAMES as readonly [(typeof FORMAT_NAMES)[number]])
    .describe(FORMAT_NAMES.map((name) => `\`${name}\`: ${FORMATS[name].meaning}`).join("; ")),
  gzip: z.boolean().default(false).describe("For the formats that are text"),
  mode: z.enum(["inline", "background"]).default("inline"),
  report: reportStyleSchema.optional().describe("For `pdf` and `html`: words, language, brand"),
  destination: countrySchema
    .optional()
    .describe("Where the file goes to: refused where transfer rules do not let telemetry go there"),
});

export type ExportBody = z.infer<typeof exportBody>;

type RequestCall = Pick<TenantCall, "session" | "tenant" | "nowMs">;

/** `request.invalid`, `dashboards.not_found`, `residency.transfer_refused`. */
export async function requestOf(call: RequestCall, body: ExportBody): Promise<Result<ExportRequest>> {
  const [from, to] = [parseInstant(body.from, call.nowMs), parseInstant(body.to, call.nowMs)];
  if (!from.ok) return from;
  if (!to.ok) return to;
  if (from.value >= to.value) return failed(fault("request.invalid", "`from` must lie before `to`"));
  const allowed = await mayGo(call, body.destination);
  if (!allowed.ok) return allowed;
  const source = await sourceOf(call, body.source);
  if (!source.ok) return source;
  const { title, format, destination = null, report: style } = body;
  const isGzipped = body.gzip && FORMATS[format].isGzippable;
  if (isPictureFormat(format) && !isOne(body.source)) return failed(NOT_ONE);
  const range = { fromMs: from.value, toMs: to.value };
  const styled = style === undefined ? {} : { style };
  return ok({ title, format, isGzipped, destination, source: source.value, ...styled, ...range });
}

const NOT_ONE = fault("request.invalid", "a picture is of one panel: name it", [
  { pointer: "/source", message: "is not one panel" },
]);

function isOne(source: ExportBody["source"]): boolean {
  switch (source.kind) {
    case "queries":
      return source.queries.length === 1;
    case "panels":
      return source.panels.length === 1;
    case "dashboard":
      return source.panel_ids.length === 1;
  }
}

async function mayGo(
  { session, tenant, nowMs }: RequestCall,
  to: string | undefined,
): Promise<Result<unknown>> {
  if (to === undefined) return ok(null);
  const asked = await session.ask("residency.transfer_basis", {});
  if (!asked.ok) return asked;
  const basis = transferBasisSchema.parse(asked.value);
  return checkTransfer({ dataClass: "telemetry", from: tenant.jurisdiction, to }, { basis, nowMs });
}

async function sourceOf(
  { session }: RequestCall,
  source: ExportBody["source"],
): Promise<Result<ExportSource>> {
  if (source.kind !== "dashboard") return ok(source);
  const { dashboard_id: id, panel_ids: panels, variables: choices } = source;
  const opened = await openDashboard(session, { id, action: "dashboards:view" });
  return opened.ok
    ? ok({ kind: "dashboard", id, version: opened.value.stored.version, panels, choices })
    : opened;
}
