// The door of reporting: frames, panels, dashboards, the kinds of picture, and their drawing.

export { parseDashboard, type Dashboard } from "./dashboard.ts";
export { draw } from "./draw/draw-panel.ts";
export { drawSvg } from "./draw/draw-svg.ts";
export type { Frame } from "./frame.ts";
export type { SourceName } from "./frames/sources.ts";
export { isKind, KIND_NAMES, KINDS, type KindName } from "./kinds/registry.ts";
export type { Drawing } from "./kinds/kind.ts";
export type { LookName } from "./look.ts";
export { parsePanel, type Panel } from "./panel.ts";
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
} from "./export/export-record.ts";
