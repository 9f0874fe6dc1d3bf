// Every route, queue job and cron task of the gateway. The routes, the OpenAPI document and the hostile tests are made from this list; what is
// not in it is not served.

import { exportLog } from "./audit/http/export-log.ts";
import { getCheckpoint } from "./audit/http/get-checkpoint.ts";
import { getProof } from "./audit/http/get-proof.ts";
import { listEntries } from "./audit/http/list-entries.ts";
import { publicOperations } from "./console/public-operations.ts";
import { getTenant } from "./directory/http/get-tenant.ts";
import { listTenants } from "./directory/http/list-tenants.ts";
import { closeTenant, resumeTenant, suspendTenant } from "./directory/http/set-tenant-status.ts";
import { setTenantTier } from "./directory/http/set-tenant-tier.ts";
import type { CronTask, Operation, QueueJob } from "./edge/index.ts";
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
import { askForObservations } from "./residency/jobs/ask-for-observations.ts";
import { observeTenant } from "./residency/jobs/observe-tenant.ts";
import { viewTenant } from "./residency/http/view-tenant.ts";
import { findOldBlocks } from "./telemetry/jobs/find-old-blocks.ts";
import { sweepTenant } from "./telemetry/jobs/sweep-tenant.ts";
import { otlpOperations } from "./telemetry/http/otlp.ts";
import { getTrace } from "./telemetry/http/get-trace.ts";
import { listLabelNames, listLabelValues } from "./telemetry/http/list-labels.ts";
import { queryMetrics } from "./telemetry/http/query-metrics.ts";
import { readMetrics } from "./telemetry/http/read-metrics.ts";
import { remoteWrite } from "./telemetry/http/remote-write.ts";
import { searchLogs } from "./telemetry/http/search-logs.ts";
import { setTenantLimits } from "./telemetry/http/set-limits.ts";
import { viewLimits } from "./telemetry/http/view-limits.ts";
import { searchTraces } from "./telemetry/http/search-traces.ts";

const GATEWAY = publicOperations(() => OPERATIONS);
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
const AUDIT = [listEntries, getProof, getCheckpoint, exportLog];

export const OPERATIONS: readonly Operation[] = [
  ...GATEWAY,
  ...OPERATOR,
  ...TENANT,
  ...RESIDENCY,
  ...ACCESS,
  ...DECISIONS,
  ...MOVES,
  ...DATA_FLOW,
  ...OFFBOARDING,
  ...PRIVACY,
  ...TELEMETRY_IN,
  ...TELEMETRY_OUT,
  ...AUDIT,
];

export const QUEUE_JOBS: readonly QueueJob[] = [sweepTenant, observeTenant];

export const CRON_TASKS: readonly CronTask[] = [findOldBlocks, askForObservations];
