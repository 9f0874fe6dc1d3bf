// All operations of schedules and their runs.

import type { Operation } from "../../edge/index.ts";
import { getRun, getRunFile, listRuns } from "./runs-read.ts";
import { getSchedule, listSchedules, previewSchedule } from "./schedules-read.ts";
import { pauseSchedule, resumeSchedule, runSchedule } from "./schedules-state.ts";
import { createSchedule, deleteSchedule, putSchedule } from "./schedules-write.ts";

export const scheduleOperations: readonly Operation[] = [
  createSchedule,
  listSchedules,
  previewSchedule,
  getSchedule,
  putSchedule,
  deleteSchedule,
  pauseSchedule,
  resumeSchedule,
  runSchedule,
  listRuns,
  getRun,
  getRunFile,
];
