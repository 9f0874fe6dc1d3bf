// GET of runs: what was sent to whom, and the file. INVARIANT: a file is fetched only by who may see exactly what it was
// rendered under, as policies are now.

import { z } from "zod";
import { bytesReply, jsonReply, tenantOperation, type TenantSession } from "../../edge/index.ts";
import { encodeCursor, parseCursor } from "../../kernel/cursor.ts";
import { fault } from "../../kernel/fault.ts";
import { cutPage, pageQuerySchema, pageSchema } from "../../kernel/page.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import {
  deliveryViewSchema,
  runViewSchema,
  viewReportDelivery,
  viewRun,
  type ReportFile,
  type StoredReportDelivery,
  type StoredRun,
} from "../schedules/run-record.ts";
import { fileKey } from "./runs-files.ts";
import { sightOf, type BoardVersions } from "./runs-sight.ts";
import { openSchedule, resourceOfSchedule, scheduleParams, SCHEDULES_TAG } from "./schedule-reply.ts";

/** LIMIT: each comes with its document, of a quarter of a megabyte at most; an RPC takes 32. */
const MOST_LISTED = 100;
/** After every id. */
const LAST = "run_~";

const runParams = z.object({
  run_id: z.string().regex(/^run_[0-9a-z]{20}$/, "an id such as `run_…`"),
});

export const listRuns = tenantOperation({
  id: "schedules.list_runs",
  method: "GET",
  path: "/v1/schedules/{schedule_id}/runs",
  tag: SCHEDULES_TAG,
  summary: "List the runs of a schedule, newest first",
  action: "reports:schedule",
  rows: true,
  params: scheduleParams,
  query: pageQuerySchema(MOST_LISTED),
  body: { kind: "none" },
  responses: { 200: { description: "A page of runs", schema: pageSchema(runViewSchema) } },
  handle: async ({ session, params, query }) => {
    const { limit, cursor } = query;
    const place = cursor === undefined ? ok([LAST]) : parseCursor(cursor, ["string"]);
    if (!place.ok) return place;
    const [before] = place.value as [string];
    const scheduleId = params.schedule_id;
    const opened = await openSchedule(session, scheduleId, "reports:schedule");
    if (!opened.ok) return opened;
    const asked = { scheduleId, before, limit: limit + 1 };
    const found = await opened.value.session.ask("reports.runs", asked);
    if (!found.ok) return found;
    const page = cutPage(found.value as unknown as StoredRun[], limit, ({ id }) => encodeCursor([id]));
    return ok(jsonReply(200, { ...page, data: page.data.map(viewRun) }));
  },
});

interface FoundRun {
  readonly run: StoredRun;
  readonly deliveries: readonly StoredReportDelivery[];
}

async function findRun(session: TenantSession, id: string): Promise<Result<FoundRun>> {
  const found = await session.ask("reports.run", { id });
  return found.ok ? ok(found.value as unknown as FoundRun) : found;
}

export const getRun = tenantOperation({
  id: "reports.get_run",
  method: "GET",
  path: "/v1/report-runs/{run_id}",
  tag: SCHEDULES_TAG,
  summary: "See what a run sent to whom",
  action: "reports:schedule",
  rows: true,
  params: runParams,
  query: null,
  body: { kind: "none" },
  responses: {
    200: {
      description: "The run, its files, and what came of each target",
      schema: runViewSchema.extend({ deliveries: z.array(deliveryViewSchema) }),
    },
  },
  handle: async ({ session, params }) => {
    const found = await findRun(session, params.run_id);
    if (!found.ok) return found;
    const { run, deliveries } = found.value;
    const resource = resourceOfSchedule({ id: run.scheduleId, owner: run.owner });
    const allowed = session.also([{ action: "reports:schedule", resource }]);
    if (!allowed.ok) return allowed;
    return ok(jsonReply(200, { ...viewRun(run), deliveries: deliveries.map(viewReportDelivery) }));
  },
});

/** The file that was rendered for who may see what this caller may see of the dashboards as they were then. */
async function fileFor(session: TenantSession, run: StoredRun): Promise<Result<ReportFile>> {
  for (const [versions, files] of Map.groupBy(run.files, (file) => JSON.stringify(file.versions))) {
    const sight = await sightOf(session, run.document, JSON.parse(versions) as BoardVersions);
    if (!sight.ok) return sight;
    const file = files.find(({ rights }) => rights === sight.value.rights);
    if (file !== undefined) return ok(file);
  }
  return failed(fault("reports.not_found"));
}

export const getRunFile = tenantOperation({
  id: "reports.get_file",
  method: "GET",
  path: "/v1/report-runs/{run_id}/file",
  tag: SCHEDULES_TAG,
  summary: "Fetch the report of a run",
  description:
    "The one that was rendered for whoever may see exactly what the caller may see now; where there is none, nothing is found.",
  action: "reports:view",
  rows: true,
  params: runParams,
  query: null,
  body: { kind: "none" },
  responses: { 200: { description: "The file", contentType: "application/octet-stream" } },
  handle: async ({ session, params }) => {
    const found = await findRun(session, params.run_id);
    if (!found.ok) return found;
    const { run } = found.value;
    const seen = await fileFor(session, run);
    if (!seen.ok) return seen;
    const file = seen.value;
    const { bucket } = session;
    const stored = await bucket.get(fileKey(bucket.tenantId, run.id, file.no));
    if (stored === null) return failed(fault("reports.not_found", "its file is not there any more"));
    const reply = bytesReply(file.contentType, new Uint8Array(await stored.arrayBuffer()));
    const told = {
      "content-disposition": `attachment; filename="${file.name}"`,
      "cache-control": "no-store",
    };
    return ok({ ...reply, headers: { ...reply.headers, ...told } });
  },
});
