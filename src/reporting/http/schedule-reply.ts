// What operations on schedules have in common: ids, the schedule for who may do something with it, and the version that a change
// is meant for.

import { z } from "zod";
import { etagOf, jsonReply, type Reply, type TenantSession, versionMeant } from "../../edge/index.ts";
import { ok, type Result } from "../../kernel/result.ts";
import type { Action } from "../../policy/index.ts";
import { scheduleViewSchema, viewSchedule, type StoredSchedule } from "../schedules/run-record.ts";

export const SCHEDULES_TAG = "Schedules";

export const scheduleParams = z.object({
  schedule_id: z.string().regex(/^sch_[0-9a-z]{20}$/, "an id such as `sch_…`"),
});

export const SCHEDULE = { description: "The schedule, and when it is due next", schema: scheduleViewSchema };

export const resourceOfSchedule = ({ id, owner }: Pick<StoredSchedule, "id" | "owner">) => ({
  type: "report",
  id,
  owner,
});

export interface OpenedSchedule {
  readonly stored: StoredSchedule;
  /** Decided for the action on this schedule: changes go through it. */
  readonly session: TenantSession;
}

/** `schedules.not_found`, `policy.denied`. */
export async function openSchedule(
  session: TenantSession,
  id: string,
  action: Action,
): Promise<Result<OpenedSchedule>> {
  const found = await session.ask("schedules.get", { id });
  if (!found.ok) return found;
  const stored = found.value as unknown as StoredSchedule;
  const opened = session.also([{ action, resource: resourceOfSchedule(stored) }]);
  return opened.ok ? ok({ stored, session: opened.value }) : opened;
}

/** The version in force, if it is the one that `If-Match` names. */
export const knownVersion = (request: Request, { version }: StoredSchedule): Result<number> =>
  versionMeant(request, version, "schedules.version_conflict");

export const scheduleReply = (stored: StoredSchedule): Reply =>
  jsonReply(200, viewSchedule(stored), etagOf(stored.version));
