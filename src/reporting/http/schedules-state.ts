// POST of pause, resume and run: what is done with a schedule as it stands. Its owner stays who saved it last.

import { etagOf, IF_MATCH, jsonReply, tenantOperation, type TenantOperation } from "../../edge/index.ts";
import { ok } from "../../kernel/result.ts";
import { runViewSchema } from "../schedules/run-record.ts";
import { knownVersion, openSchedule, SCHEDULE, scheduleParams, SCHEDULES_TAG } from "./schedule-reply.ts";

interface Verb {
  readonly name: "pause" | "resume";
  readonly paused: boolean;
  readonly summary: string;
  readonly description: string;
}

const stateOperation = ({ name, paused, summary, description }: Verb): TenantOperation =>
  tenantOperation({
    id: `schedules.${name}`,
    method: "POST",
    path: `/v1/schedules/{schedule_id}/${name}`,
    tag: SCHEDULES_TAG,
    summary,
    description,
    action: "reports:schedule",
    rows: true,
    params: scheduleParams,
    query: null,
    body: { kind: "none" },
    responses: { 200: SCHEDULE },
    headers: [IF_MATCH],
    isIdempotentByKey: true,
    handle: async ({ session, request, params }) => {
      const id = params.schedule_id;
      const opened = await openSchedule(session, id, "reports:schedule");
      if (!opened.ok) return opened;
      const known = knownVersion(request, opened.value.stored);
      if (!known.ok) return known;
      const input = { id, paused, knownVersion: known.value };
      const changed = await opened.value.session.execute("schedules.pause", input);
      return changed.ok ? ok(jsonReply(200, changed.value.reply, etagOf(known.value + 1))) : changed;
    },
  });

export const pauseSchedule = stateOperation({
  name: "pause",
  paused: true,
  summary: "Pause a schedule",
  description: "Nothing is due while it is paused; it can still be run by hand.",
});

export const resumeSchedule = stateOperation({
  name: "resume",
  paused: false,
  summary: "Resume a schedule",
  description: "It is due again from now on: what it missed while it was paused is not caught up.",
});

export const runSchedule = tenantOperation({
  id: "schedules.run",
  method: "POST",
  path: "/v1/schedules/{schedule_id}/run",
  tag: SCHEDULES_TAG,
  summary: "Run a schedule now",
  description: "A run of its own, beside those of the due times, sent to everybody whom the schedule names.",
  action: "reports:schedule",
  rows: true,
  params: scheduleParams,
  query: null,
  body: { kind: "none" },
  responses: { 202: { description: "It is being made", schema: runViewSchema } },
  isIdempotentByKey: true,
  handle: async ({ session, params }) => {
    const id = params.schedule_id;
    const opened = await openSchedule(session, id, "reports:schedule");
    if (!opened.ok) return opened;
    const started = await opened.value.session.execute("schedules.run", { id });
    return started.ok ? ok(jsonReply(202, started.value.reply)) : started;
  },
});
