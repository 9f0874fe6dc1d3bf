// What may be asked about schedules: one of them, their list, their runs. Who may see which is the edge's to decide: every
// answer carries the owner.

import type { Json } from "../../kernel/canonical-json.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { listReportDeliveries, listRuns, loadRun, type RunPage } from "../../reporting/store/report-runs.ts";
import { listSchedules, loadSchedule } from "../../reporting/store/schedules.ts";
import type { ObjectState, ObjectStore } from "../object-store.ts";

export interface ScheduleQueryInputs {
  "schedules.get": { readonly id: string };
  /** In the order in which they were made, after that id. */
  "schedules.list": { readonly after: string; readonly limit: number };
  /** The newest first, before that id. */
  "reports.runs": RunPage;
  /** With its deliveries. */
  "reports.run": { readonly id: string };
}

type Answer<N extends keyof ScheduleQueryInputs> = (
  store: ObjectStore,
  state: ObjectState,
  input: ScheduleQueryInputs[N],
) => Result<Json>;

const readSchedule: Answer<"schedules.get"> = ({ db }, _state, { id }) => {
  const stored = loadSchedule(db, id);
  return stored === null ? failed(fault("schedules.not_found")) : ok(stored as unknown as Json);
};

const readSchedules: Answer<"schedules.list"> = ({ db }, _state, page) =>
  ok(listSchedules(db, page) as unknown as Json);

const readRuns: Answer<"reports.runs"> = ({ db }, _state, page) => ok(listRuns(db, page) as unknown as Json);

const readRun: Answer<"reports.run"> = ({ db }, _state, { id }) => {
  const run = loadRun(db, id);
  if (run === null) return failed(fault("reports.not_found"));
  return ok({ run, deliveries: listReportDeliveries(db, id) } as unknown as Json);
};

export const SCHEDULE_QUERIES: { readonly [N in keyof ScheduleQueryInputs]: Answer<N> } = {
  "schedules.get": readSchedule,
  "schedules.list": readSchedules,
  "reports.runs": readRuns,
  "reports.run": readRun,
};
