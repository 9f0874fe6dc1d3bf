// Every route, queue job and cron task of the gateway. The routes, the OpenAPI document and the hostile tests are made from this list; what is
// not in it is not served.

import { exportLog } from "./audit/http/export-log.ts";
import { getCheckpoint } from "./audit/http/get-checkpoint.ts";
import { getProof } from "./audit/http/get-proof.ts";
import { listEntries } from "./audit/http/list-entries.ts";
import { getConnector } from "./connectors/http/get-connector.ts";
import { listConnectors } from "./connectors/http/list-connectors.ts";
import { consoleOperations } from "./console/console-operations.ts";
import { publicOperations } from "./console/public-operations.ts";
import { getTenant } from "./directory/http/get-tenant.ts";
import { listTenants } from "./directory/http/list-tenants.ts";
import { closeTenant, resumeTenant, suspendTenant } from "./directory/http/set-tenant-status.ts";
import { setTenantTier } from "./directory/http/set-tenant-tier.ts";
import { inRegion, type CronTask, type Operation, type QueueJob } from "./edge/index.ts";
import { getAttribution, putAttribution } from "./finops/http/attribution.ts";
import { budgetOperations } from "./finops/http/budgets.ts";
import { giveGrace } from "./finops/http/give-grace.ts";
import { correctUsage, listCorrections } from "./finops/http/corrections.ts";
import { findAnomalies } from "./finops/http/anomalies.ts";
import { chargebackOperations } from "./finops/http/chargeback.ts";
import { computeCellChargeback, readCellChargeback } from "./finops/http/charge-cell.ts";
import { importBill } from "./finops/http/import-bill.ts";
import { getBillImport, listBillImports } from "./finops/http/list-bill-imports.ts";
import { listMeters } from "./finops/http/list-meters.ts";
import { recommendationOperations } from "./finops/http/recommendations.ts";
import { exchangeRateOperations } from "./finops/http/exchange-rates.ts";
import { getPriceBooks, putPriceBooks } from "./finops/http/price-books.ts";
import { readForecast, readForecastAccuracy } from "./finops/http/read-forecast.ts";
import { findUsedTenants } from "./finops/jobs/find-used-tenants.ts";
import { forecastTenant } from "./finops/jobs/forecast-tenant.ts";
import { readCosts } from "./finops/http/read-costs.ts";
import { readUsage } from "./finops/http/read-usage.ts";
import { createKey } from "./identity/http/create-key.ts";
import { getKey } from "./identity/http/get-key.ts";
import { listKeys } from "./identity/http/list-keys.ts";
import { revokeKey } from "./identity/http/revoke-key.ts";
import { rotateKey } from "./identity/http/rotate-key.ts";
import { analyseDraft } from "./policy/http/analyse.ts";
import { exportCedar, importCedar } from "./policy/http/cedar.ts";
import { decisionOperations } from "./policy/http/decide.ts";
import { documentOperations } from "./policy/http/documents.ts";
import { explainDecision } from "./policy/http/explain.ts";
import {
  approveAccessProposal,
  getAccessProposal,
  listAccessProposals,
  rejectAccessProposal,
} from "./policy/http/proposals.ts";
import { getAccessSettings, putAccessSettings } from "./policy/http/settings.ts";
import { simulateDraft } from "./policy/http/simulate.ts";
import { listTemplates } from "./policy/http/templates.ts";
import { compareAccessVersions, listAccessVersions, restoreAccessVersion } from "./policy/http/versions.ts";
import { detectPersonalData } from "./privacy/http/detect.ts";
import { getPrivacyRules, putPrivacyRules } from "./privacy/http/rules.ts";
import { dashboardOperations } from "./reporting/http/dashboards.ts";
import { createTenant } from "./residency/http/create-tenant.ts";
import { cancelMove, getMove, listOperatorMoves, listOwnMoves, startMove } from "./residency/http/moves.ts";
import {
  cancelOffboarding,
  deleteOffboarded,
  getOffboarding,
  startOffboarding,
} from "./residency/http/offboard.ts";
import { endResidencyException, giveResidencyException } from "./residency/http/residency-exception.ts";
import { putResidency, viewResidency } from "./residency/http/tenant-residency.ts";
import { checkTransfer, putTransferBasis, viewTransferBasis } from "./residency/http/transfers.ts";
import { issueTenantKey } from "./residency/http/issue-tenant-key.ts";
import { rotateSiloKey } from "./residency/http/rotate-silo-key.ts";
import { dataFlowOperations } from "./residency/http/data-flow.ts";
import { downloadExport } from "./residency/http/download-export.ts";
import { linkExport, listExport } from "./residency/http/export-files.ts";
import { getResidencyEvidence } from "./residency/http/evidence.ts";
import { exportOperations } from "./reporting/http/exports.ts";
import { renderExportsJob } from "./reporting/http/exports-render.ts";
import { grafanaOperations } from "./reporting/http/grafana.ts";
import { odataOperations } from "./reporting/http/odata.ts";
import { runReportsJob } from "./reporting/http/runs-render.ts";
import { scheduleOperations } from "./reporting/http/schedules.ts";
import { findDueReports } from "./reporting/jobs/find-due-reports.ts";
import { makePowerBiQuery } from "./reporting/http/power-bi.ts";
import { askForObservations } from "./residency/jobs/ask-for-observations.ts";
import { observeTenant } from "./residency/jobs/observe-tenant.ts";
import { viewTenant } from "./residency/http/view-tenant.ts";
import { findOldBlocks } from "./telemetry/jobs/find-old-blocks.ts";
import { sweepTenant } from "./telemetry/jobs/sweep-tenant.ts";
import { otlpOperations } from "./telemetry/http/otlp.ts";
import { getTrace } from "./telemetry/http/get-trace.ts";
import {
  answerLabelNames,
  answerLabelValues,
  listLabelNames,
  listLabelValues,
} from "./telemetry/http/list-labels.ts";
import { boundedReply } from "./telemetry/http/query-reply.ts";
import { PANEL_READERS } from "./telemetry/http/panel-readers.ts";
import { queryMetrics, runMetrics } from "./telemetry/http/query-metrics.ts";
import { readMetrics } from "./telemetry/http/read-metrics.ts";
import { remoteWrite } from "./telemetry/http/remote-write.ts";
import { searchLogs } from "./telemetry/http/search-logs.ts";
import { setTenantLimits } from "./telemetry/http/set-limits.ts";
import { storeOwnLogs } from "./telemetry/http/store-own-logs.ts";
import { viewLimits } from "./telemetry/http/view-limits.ts";
import { searchTraces } from "./telemetry/http/search-traces.ts";
import { receiveHookOperation } from "./webhooks/http/inbound.ts";
import { createHookSource, deleteHookSource, listHookSources } from "./webhooks/http/inbound-sources.ts";

import { changeEndpoint, deleteEndpoint } from "./webhooks/http/change-endpoint.ts";
import { createEndpoint } from "./webhooks/http/create-endpoint.ts";
import { getDelivery, listDeliveries } from "./webhooks/http/deliveries.ts";
import { listEventTypes } from "./webhooks/http/event-types.ts";
import { listEvents } from "./webhooks/http/events.ts";
import { getEndpoint, listEndpoints } from "./webhooks/http/read-endpoints.ts";
import { recoverFailed, replayDelivery, replaySince } from "./webhooks/http/replay.ts";
import { rotateSecret } from "./webhooks/http/rotate-secret.ts";
import { testEndpoint } from "./webhooks/http/test-endpoint.ts";
import { deliverWebhooks } from "./webhooks/jobs/deliver.ts";

const GATEWAY = publicOperations(() => OPERATIONS);
const CONSOLE = consoleOperations(() => OPERATIONS);
const DATA_FLOW = dataFlowOperations(() => ({
  operations: OPERATIONS,
  jobs: QUEUE_JOBS,
  tasks: CRON_TASKS,
}));
const OPERATOR = [
  createTenant,
  listTenants,
  getTenant,
  setTenantTier,
  setTenantLimits,
  giveGrace,
  readCellChargeback,
  computeCellChargeback,
  suspendTenant,
  resumeTenant,
  closeTenant,
  issueTenantKey,
  rotateSiloKey,
  giveResidencyException,
  endResidencyException,
];
const TENANT = [viewTenant, viewLimits, createKey, listKeys, getKey, rotateKey, revokeKey];
const RESIDENCY = [
  getResidencyEvidence,
  viewResidency,
  putResidency,
  viewTransferBasis,
  putTransferBasis,
  checkTransfer,
];
const ACCESS = [
  ...documentOperations,
  getAccessSettings,
  putAccessSettings,
  listAccessVersions,
  compareAccessVersions,
  restoreAccessVersion,
  listAccessProposals,
  getAccessProposal,
  approveAccessProposal,
  rejectAccessProposal,
  listTemplates,
  exportCedar,
  importCedar,
];
const DECISIONS = [...decisionOperations, explainDecision, simulateDraft, analyseDraft];
const OFFBOARDING = [
  startOffboarding,
  getOffboarding,
  cancelOffboarding,
  deleteOffboarded,
  listExport,
  linkExport,
  downloadExport,
];
const MOVES = [startMove, listOperatorMoves, getMove, cancelMove, listOwnMoves];
const PRIVACY = [getPrivacyRules, putPrivacyRules, detectPersonalData];
const CATALOGUE = [listConnectors, getConnector];
const TELEMETRY_IN = [...otlpOperations, remoteWrite];
const TELEMETRY_OUT = [
  queryMetrics,
  readMetrics,
  listLabelNames,
  listLabelValues,
  searchLogs,
  searchTraces,
  getTrace,
];
const BUSINESS_INTELLIGENCE = [
  ...grafanaOperations({
    metrics: runMetrics,
    labelNames: answerLabelNames,
    labelValues: answerLabelValues,
    bounded: boundedReply,
  }),
  ...odataOperations({ metrics: runMetrics, bounded: boundedReply }),
  makePowerBiQuery,
];
const INBOUND = [listHookSources, createHookSource, deleteHookSource, receiveHookOperation(storeOwnLogs)];
const USAGE = [
  ...budgetOperations,
  listMeters,
  readUsage,
  getAttribution,
  putAttribution,
  correctUsage,
  listCorrections,
  getPriceBooks,
  putPriceBooks,
  ...exchangeRateOperations,
  readCosts,
  readForecast,
  readForecastAccuracy,
];
const AUDIT = [listEntries, getProof, getCheckpoint, exportLog];
const WEBHOOKS = [
  listEventTypes,
  createEndpoint,
  listEndpoints,
  getEndpoint,
  changeEndpoint,
  deleteEndpoint,
  rotateSecret,
  testEndpoint,
  listDeliveries,
  getDelivery,
  replayDelivery,
  replaySince,
  recoverFailed,
  listEvents,
];

const BILLS = [
  importBill,
  listBillImports,
  getBillImport,
  ...chargebackOperations,
  findAnomalies,
  ...recommendationOperations(PANEL_READERS),
];

export const OPERATIONS: readonly Operation[] = [
  ...GATEWAY,
  ...CONSOLE,
  ...OPERATOR,
  ...TENANT,
  ...RESIDENCY,
  ...ACCESS,
  ...DECISIONS,
  ...MOVES,
  ...DATA_FLOW,
  ...OFFBOARDING,
  ...PRIVACY,
  ...CATALOGUE,
  ...TELEMETRY_IN,
  ...TELEMETRY_OUT,
  ...BUSINESS_INTELLIGENCE,
  ...INBOUND,
  ...USAGE,
  ...BILLS,
  ...AUDIT,
  ...WEBHOOKS,
  ...dashboardOperations(PANEL_READERS),
  ...exportOperations(PANEL_READERS),
  ...scheduleOperations,
];

/** Work on a tenant's data: done by the tenant's worker, in its jurisdiction. */
export const REGIONAL_JOBS: readonly QueueJob[] = [
  renderExportsJob(PANEL_READERS),
  runReportsJob(PANEL_READERS),
];

export const QUEUE_JOBS: readonly QueueJob[] = [
  sweepTenant,
  observeTenant,
  deliverWebhooks,
  forecastTenant,
  ...REGIONAL_JOBS.map(inRegion),
];

export const CRON_TASKS: readonly CronTask[] = [
  findOldBlocks,
  askForObservations,
  findUsedTenants,
  findDueReports,
];
