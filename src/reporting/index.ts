// The door of reporting: frames, panels, dashboards, the kinds of picture, and their drawing.

export { parseDashboard, type Dashboard } from "./dashboard.ts";
export { draw } from "./draw/draw-panel.ts";
export { drawSvg } from "./draw/draw-svg.ts";
export { FORMAT_NAMES, type FormatName } from "./export/formats.ts";
export type { Frame } from "./frame.ts";
export type { SourceName } from "./frames/sources.ts";
export { isKind, KIND_NAMES, KINDS, type KindName } from "./kinds/registry.ts";
export type { Drawing } from "./kinds/kind.ts";
export { LOOKS, type Look, type LookName } from "./look.ts";
export { parsePanel, type Panel } from "./panel.ts";
export type { PictureView } from "./picture-view.ts";
export { STORED_LIMITS, viewHead, type DashboardHead } from "./stored-dashboard.ts";
export { ALL, choose, fillIn, type Variable } from "./variable.ts";
export { openClockface } from "./draw/write-time.ts";
export { writeChange, writeNumber } from "./draw/write-number.ts";
export {
  EXPORT_LIMITS,
  exportsFolder,
  viewExport,
  type ExportProgress,
  type ExportRequest,
  type StoredExport,
  type StoredLink,
  isLinkOpen,
} from "./export/export-record.ts";
export { lastDue, missedBetween, nextDue } from "./schedules/due-times.ts";
export {
  reportsFolder,
  runFolder,
  sharedFolder,
  viewRun,
  viewSchedule,
  type MailPart,
  type ReportFile,
  type RunState,
  type StoredReportDelivery,
  type StoredRun,
  type StoredSchedule,
  type TargetOutcome,
} from "./schedules/run-record.ts";
export { SCHEDULE_LIMITS, type Destination, type Schedule } from "./schedules/schedule.ts";
export { isReportFormat } from "./export/formats.ts";
