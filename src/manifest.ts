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
import { approveAccessProposal, listAccessProposals, rejectAccessProposal } from "./policy/http/proposals.ts";
import { getAccessSettings, putAccessSettings } from "./policy/http/settings.ts";
import { simulateDraft } from "./policy/http/simulate.ts";
import { listTemplates } from "./policy/http/templates.ts";
import { compareAccessVersions, listAccessVersions, restoreAccessVersion } from "./policy/http/versions.ts";
import { createTenant } from "./residency/http/create-tenant.ts";
import { issueTenantKey } from "./residency/http/issue-tenant-key.ts";
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
import { searchTraces } from "./telemetry/http/search-traces.ts";

const GATEWAY = publicOperations(() => OPERATIONS);
const OPERATOR = [
  createTenant,
  listTenants,
  getTenant,
  setTenantTier,
  suspendTenant,
  resumeTenant,
  closeTenant,
  issueTenantKey,
];
const TENANT = [viewTenant, createKey, listKeys, getKey, rotateKey, revokeKey];
const ACCESS = [
  ...documentOperations,
  getAccessSettings,
  putAccessSettings,
  listAccessVersions,
  compareAccessVersions,
  restoreAccessVersion,
  listAccessProposals,
  approveAccessProposal,
  rejectAccessProposal,
  listTemplates,
  exportCedar,
  importCedar,
];
const DECISIONS = [...decisionOperations, explainDecision, simulateDraft, analyseDraft];
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
  ...ACCESS,
  ...DECISIONS,
  ...TELEMETRY_IN,
  ...TELEMETRY_OUT,
  ...AUDIT,
];

export const QUEUE_JOBS: readonly QueueJob[] = [sweepTenant];

export const CRON_TASKS: readonly CronTask[] = [findOldBlocks];
