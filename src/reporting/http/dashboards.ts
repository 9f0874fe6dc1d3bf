// The operations on dashboards and panels, for the manifest, which hands telemetry's readers over.

import type { Operation } from "../../edge/index.ts";
import { importGrafana } from "./dashboards-import.ts";
import { panelOperations } from "./dashboards-panels.ts";
import { getDashboard, listDashboards, listVersions } from "./dashboards-read.ts";
import { createDashboard, deleteDashboard, putDashboard, restoreVersion } from "./dashboards-write.ts";
import { variableOperation } from "./dashboards-variables.ts";
import { listPanelKinds } from "./panel-kinds.ts";
import { renderPanelOperation } from "./panels-render.ts";
import type { Readers } from "./readers.ts";

export const dashboardOperations = (readers: Readers): readonly Operation[] => [
  listPanelKinds,
  renderPanelOperation(readers),
  listDashboards,
  createDashboard,
  importGrafana,
  getDashboard,
  putDashboard,
  deleteDashboard,
  listVersions,
  restoreVersion,
  ...panelOperations(readers),
  variableOperation(readers),
];
