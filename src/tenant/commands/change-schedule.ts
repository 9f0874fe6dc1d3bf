// A schedule is made, changed, deleted, or run by hand. Whoever calls was decided on with the owner of the version that is
// named: another version in force is a conflict, also when nobody said `If-Match`.

import type { Json } from "../../kernel/canonical-json.ts";
import { fault, type Violation } from "../../kernel/fault.ts";
import { newId } from "../../kernel/ids.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import {
  nextDue,
  SCHEDULE_LIMITS,
  viewRun,
  viewSchedule,
  type Destination,
  type Schedule,
  type StoredSchedule,
} from "../../reporting/index.ts";
import { addRun, countOpenRuns, dropOpenRuns, loadRun } from "../../reporting/store/report-runs.ts";
import {
  countSchedules,
  deleteSchedule as removeSchedule,
  loadSchedule,
  saveSchedule,
} from "../../reporting/store/schedules.ts";
import { loadEndpoint } from "../../webhooks/store/endpoints.ts";
import type { Change, Tx } from "../commit.ts";
import { showDue } from "../schedules/show-due.ts";

export interface CreateSchedule {
  readonly id: string;
  readonly document: Schedule;
}

export interface ChangeSchedule extends CreateSchedule {
  /** The version that was decided on. */
  readonly knownVersion: number;
}

export type DeleteSchedule = Omit<ChangeSchedule, "document">;

export interface PauseSchedule extends DeleteSchedule {
  readonly paused: boolean;
}

export type RunSchedule = Pick<ChangeSchedule, "id">;

/** `schedules.too_many`; `request.invalid` for destinations that are none. */
export function createSchedule(tx: Tx, { id, document }: CreateSchedule): Result<Change> {
  if (countSchedules(tx.db) >= SCHEDULE_LIMITS.schedules)
    return failed(fault("schedules.too_many", `a tenant has at most ${SCHEDULE_LIMITS.schedules} schedules`));
  const judged = judgeDestinations(tx, document);
  return judged.ok ? ok(write(tx, { id, document, owner: tx.envelope.actor.id }, null)) : judged;
}

/**
 * Whoever saves it owns it from then on: nobody can have another's rows sent somewhere by changing that one's schedule.
 * `schedules.not_found`, `schedules.version_conflict`, `request.invalid`.
 */
export function changeSchedule(tx: Tx, { id, document, knownVersion }: ChangeSchedule): Result<Change> {
  const before = findKnown(tx, id, knownVersion);
  if (!before.ok) return before;
  const judged = judgeDestinations(tx, document);
  return judged.ok ? ok(write(tx, { id, document, owner: tx.envelope.actor.id }, before.value)) : judged;
}

export function pauseSchedule(tx: Tx, { id, paused, knownVersion }: PauseSchedule): Result<Change> {
  const before = findKnown(tx, id, knownVersion);
  if (!before.ok) return before;
  const { document, owner } = before.value;
  return ok(write(tx, { id, document: { ...document, paused }, owner }, before.value));
}

/** Its runs stay until their time is over; those that are not finished are given up. */
export function deleteSchedule(tx: Tx, { id, knownVersion }: DeleteSchedule): Result<Change> {
  const before = findKnown(tx, id, knownVersion);
  if (!before.ok) return before;
  removeSchedule(tx.db, id);
  dropOpenRuns(tx.db, id, tx.nowMs);
  const detail = { deleted: true, version: before.value.version, name: before.value.document.name };
  return ok({ ...about(id, { id }, detail), ...showDue(tx) });
}

/** A run of its own, beside those of the due times; also of a schedule that is paused. `reports.too_many`. */
export function runSchedule(tx: Tx, { id: scheduleId }: RunSchedule): Result<Change> {
  const { db, nowMs, random } = tx;
  const stored = loadSchedule(db, scheduleId);
  if (stored === null) return failed(fault("schedules.not_found"));
  if (countOpenRuns(db) >= SCHEDULE_LIMITS.openRuns)
    return failed(fault("reports.too_many", `${SCHEDULE_LIMITS.openRuns} are under way`));
  const { owner, document, version: scheduleVersion } = stored;
  const id = newId("run", nowMs, random);
  const of = { scheduleId, owner, document, scheduleVersion };
  addRun(db, { id, ...of, kind: "by_hand", dueAtMs: nowMs, missed: 0, createdAtMs: nowMs });
  const run = loadRun(db, id);
  // Asked for twice in one millisecond: the run that there is stands for both.
  if (run === null) return failed(fault("reports.too_many", "it was asked for at this very moment"));
  return ok({ ...about(scheduleId, viewRun(run), { run: id }), due: "reports" });
}

function findKnown({ db }: Tx, id: string, knownVersion: number): Result<StoredSchedule> {
  const stored = loadSchedule(db, id);
  if (stored === null) return failed(fault("schedules.not_found"));
  if (stored.version === knownVersion) return ok(stored);
  return failed(fault("schedules.version_conflict", `version ${stored.version} is in force`));
}

type Written = Pick<StoredSchedule, "id" | "document" | "owner">;

function write(tx: Tx, { id, document, owner }: Written, before: StoredSchedule | null): Change {
  const { db, nowMs, envelope } = tx;
  const stored: StoredSchedule = {
    id,
    document,
    version: (before?.version ?? 0) + 1,
    owner,
    createdAtMs: before?.createdAtMs ?? nowMs,
    updatedAtMs: nowMs,
    updatedBy: envelope.actor.id,
    // What was missed while it was paused stays missed.
    dueAtMs: document.paused ? null : nextDue(document, nowMs),
  };
  saveSchedule(db, stored);
  const { name, cron, zone, paused, format } = document;
  const detail = { version: stored.version, name, cron, zone, paused, format };
  return { ...about(id, viewSchedule(stored), detail), ...showDue(tx) };
}

const about = (id: string, reply: unknown, detail: Json): Change => ({
  // Only JSON is left of it: what zod left undefined is gone.
  reply: JSON.parse(JSON.stringify(reply)) as Json,
  resource: `schedule:${id}`,
  detail,
  raisesEpoch: false,
  effects: [],
});

/** By the connector that an endpoint must have for it. */
const CONNECTOR_OF = { slack: "slack", teams: "microsoft-teams" } as const;

function judgeDestinations({ db }: Tx, { destinations }: Schedule): Result<null> {
  const violations = destinations.flatMap((destination, at): Violation[] => {
    const message = slipOf(db, destination);
    return message === null ? [] : [{ pointer: `/destinations/${at}/endpoint_id`, message }];
  });
  if (violations.length === 0) return ok(null);
  return failed(fault("request.invalid", "a destination is not valid", violations));
}

function slipOf(db: Tx["db"], destination: Destination): string | null {
  if (destination.kind === "folder") return null;
  const endpoint = loadEndpoint(db, destination.endpoint_id);
  if (endpoint === null) return "there is no such endpoint";
  if (destination.kind === "webhook") return null;
  const wanted = CONNECTOR_OF[destination.kind];
  if (endpoint.document.connector?.id === wanted) return null;
  return `is no endpoint with the connector \`${wanted}\``;
}
