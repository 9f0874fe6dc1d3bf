// POST, PUT and DELETE of schedules. What goes outside takes `reports:distribute` besides `reports:schedule`, and each country
// the transfer rules.

import { z } from "zod";
import {
  etagOf,
  IF_MATCH,
  jsonReply,
  tenantOperation,
  type AlsoAsked,
  type TenantCall,
  type TenantSession,
} from "../../edge/index.ts";
import { newId } from "../../kernel/ids.ts";
import { ok, type Result } from "../../kernel/result.ts";
import { checkTransfer, transferBasisSchema } from "../../residency/index.ts";
import type { StoredSchedule } from "../schedules/run-record.ts";
import { goesOutside, scheduleSchema, type Schedule } from "../schedules/schedule.ts";
import {
  knownVersion,
  openSchedule,
  resourceOfSchedule,
  SCHEDULE,
  scheduleParams,
  SCHEDULES_TAG,
} from "./schedule-reply.ts";
import { judgeBoards } from "./schedules-boards.ts";

const BODY = { kind: "json", schema: scheduleSchema, maxBytes: 262_144 } as const;

type SavingCall = Pick<TenantCall, "session" | "tenant" | "nowMs">;
type Owned = Pick<StoredSchedule, "id" | "owner">;

/** A session that may save it: for whoever saves it is its owner. `policy.denied`, `request.invalid`, `residency.transfer_refused`. */
async function maySave(call: SavingCall, schedule: Schedule, owned: Owned): Promise<Result<TenantSession>> {
  const resource = resourceOfSchedule(owned);
  const outside: AlsoAsked[] = goesOutside(schedule) ? [{ action: "reports:distribute", resource }] : [];
  const opened = call.session.also([{ action: "reports:schedule", resource }, ...outside]);
  if (!opened.ok) return opened;
  const judged = await judgeBoards(call.session, schedule);
  if (!judged.ok) return judged;
  const allowed = await judgeCountries(call, schedule);
  return allowed.ok ? opened : allowed;
}

/** Refused now, not in the background, where nobody is told; asked again before each report. */
async function judgeCountries(
  { session, tenant, nowMs }: SavingCall,
  { recipients, copies }: Schedule,
): Promise<Result<null>> {
  const countries = [...recipients, ...copies].flatMap((one) => ("email" in one ? [one.country] : []));
  if (countries.length === 0) return ok(null);
  const asked = await session.ask("residency.transfer_basis", {});
  if (!asked.ok) return asked;
  const grounds = { basis: transferBasisSchema.parse(asked.value), nowMs };
  for (const to of new Set(countries)) {
    const allowed = checkTransfer({ dataClass: "telemetry", from: tenant.jurisdiction, to }, grounds);
    if (!allowed.ok) return allowed;
  }
  return ok(null);
}

export const createSchedule = tenantOperation({
  id: "schedules.create",
  method: "POST",
  path: "/v1/schedules",
  tag: SCHEDULES_TAG,
  summary: "Have reports made on a schedule",
  description:
    "Each user among the recipients gets what that user may see; an address outside, an endpoint and a folder get what the key that saved the schedule may see. A time of day that daylight saving skips is due at the end of the skipped hour, one that comes twice the first time only.",
  action: "reports:schedule",
  rows: true,
  params: null,
  query: null,
  body: BODY,
  responses: { 201: SCHEDULE },
  isIdempotentByKey: true,
  handle: async (call) => {
    const id = newId("schedule", call.nowMs, call.random);
    const allowed = await maySave(call, call.body, { id, owner: call.principal.id });
    if (!allowed.ok) return allowed;
    const made = await allowed.value.execute("schedules.create", { id, document: call.body });
    return made.ok ? ok(jsonReply(201, made.value.reply, etagOf(1))) : made;
  },
});

export const putSchedule = tenantOperation({
  id: "schedules.put",
  method: "PUT",
  path: "/v1/schedules/{schedule_id}",
  tag: SCHEDULES_TAG,
  summary: "Change a schedule",
  description:
    "The whole document. Whoever saves it owns it from then on: what goes outside is what that key may see.",
  action: "reports:schedule",
  rows: true,
  params: scheduleParams,
  query: null,
  body: BODY,
  responses: { 200: SCHEDULE },
  headers: [IF_MATCH],
  isIdempotentByKey: true,
  handle: async (call) => {
    const { schedule_id: id } = call.params;
    const opened = await openSchedule(call.session, id, "reports:schedule");
    if (!opened.ok) return opened;
    const known = knownVersion(call.request, opened.value.stored);
    if (!known.ok) return known;
    const allowed = await maySave(call, call.body, opened.value.stored);
    if (!allowed.ok) return allowed;
    const input = { id, document: call.body, knownVersion: known.value };
    const changed = await allowed.value.execute("schedules.change", input);
    return changed.ok ? ok(jsonReply(200, changed.value.reply, etagOf(known.value + 1))) : changed;
  },
});

export const deleteSchedule = tenantOperation({
  id: "schedules.delete",
  method: "DELETE",
  path: "/v1/schedules/{schedule_id}",
  tag: SCHEDULES_TAG,
  summary: "Delete a schedule",
  description: "Its runs and their files stay until their time is over.",
  action: "reports:schedule",
  rows: true,
  params: scheduleParams,
  query: null,
  body: { kind: "none" },
  responses: { 200: { description: "Deleted", schema: z.object({ id: z.string() }) } },
  headers: [IF_MATCH],
  isIdempotentByKey: true,
  handle: async ({ session, request, params }) => {
    const id = params.schedule_id;
    const opened = await openSchedule(session, id, "reports:schedule");
    if (!opened.ok) return opened;
    const known = knownVersion(request, opened.value.stored);
    if (!known.ok) return known;
    const input = { id, knownVersion: known.value };
    const deleted = await opened.value.session.execute("schedules.delete", input);
    return deleted.ok ? ok(jsonReply(200, deleted.value.reply)) : deleted;
  },
});
