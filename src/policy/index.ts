// The door of policy: actions, documents, the compiled bundle, decisions and what explains them.

export { applyChanges, changesBetween, SETTINGS_ID } from "./access-change.ts";
export type { AccessChange, AccessKind } from "./access-change.ts";
export type { AccessRequest, Subject } from "./access-request.ts";
export { accessSettingsSchema, policyStateOf } from "./access-state.ts";
export type { AccessState } from "./access-state.ts";
export { ACTIONS, type Action } from "./actions.ts";
export { analyse } from "./analyse/analyse.ts";
export { AUTHZEN_PATHS, discoveryDocument } from "./authzen/discovery.ts";
export { evaluateBatch, toEvaluationResponse } from "./authzen/evaluate.ts";
export {
  actionSearchSchema,
  evaluationRequestSchema,
  evaluationsRequestSchema,
  resourceSearchSchema,
  subjectSearchSchema,
  type EvaluationRequest,
} from "./authzen/messages.ts";
export { actionsOn, searchAllowed } from "./authzen/search.ts";
export { toAccessRequest } from "./authzen/to-access-request.ts";
export { bundleBytes, compileBundle, type Bundle, type CompiledBundle } from "./bundle.ts";
export { printCedar } from "./cedar/cedar-print.ts";
export { fromCedar } from "./cedar/from-cedar.ts";
export { toCedar } from "./cedar/to-cedar.ts";
export { compilePolicies, type CompiledPolicies } from "./compile/compile.ts";
export { decideAccess, type AccessDecision } from "./decide-access.ts";
export { explain } from "./explain.ts";
export { mayGrant } from "./may-grant.ts";
export { parsePolicySet } from "./parse/parse-set.ts";
export { parsePolicy } from "./parse/parse-policy.ts";
export { parseGrant, parseRole } from "./parse/parse-role.ts";
export { rolesOf } from "./role-allows.ts";
export { compileRowFilter, type RowTest } from "./row-filter.ts";
export { simulate, type RecordedDecision } from "./simulate.ts";
export { subjectOfKey, subjectOfUser } from "./subjects.ts";
export { TEMPLATES } from "./templates.ts";
