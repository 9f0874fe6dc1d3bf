// The door of policy: actions, documents, the compiled bundle, decisions and what explains them.

export { applyChanges, changesBetween, isInForce, SETTINGS_ID } from "./access-change.ts";
export type { AccessChange, AccessKind } from "./access-change.ts";
export type { AccessRequest, Subject } from "./access-request.ts";
export { accessSettingsSchema, policyStateOf } from "./access-state.ts";
export type { AccessState } from "./access-state.ts";
export { ACTIONS, type Action } from "./actions.ts";
export type { AttributeType } from "./attributes.ts";
export { analyse, analyseChanges } from "./analyse/analyse.ts";
export { findingSchema } from "./analyse/finding.ts";
export { isLockedOut, mayEver } from "./analyse/lock-out.ts";
export { AUTHZEN_PATHS, discoveryDocument } from "./authzen/discovery.ts";
export { evaluateBatch, toEvaluationResponse } from "./authzen/evaluate.ts";
export {
  actionSearchSchema,
  evaluationRequestSchema,
  evaluationsRequestSchema,
  parseEvaluation,
  resourceSearchSchema,
  subjectSearchSchema,
  type EvaluationRequest,
  type EvaluationResponse,
  type Page,
} from "./authzen/messages.ts";
export { actionsOn, isAllowedWhole, pageOf } from "./authzen/search.ts";
export { inSession, toAccessRequest, unknownWord } from "./authzen/to-access-request.ts";
export {
  bundleBytes,
  compileBundle,
  type AttributionLabels,
  type BudgetStop,
  type Bundle,
  type CompiledBundle,
  type FormerLayout,
  type StopMatch,
} from "./bundle.ts";
export { printCedar } from "./cedar/cedar-print.ts";
export { fromCedar } from "./cedar/from-cedar.ts";
export { toCedar, type NotCarried } from "./cedar/to-cedar.ts";
export { compilePolicies, type CompiledPolicies } from "./compile/compile.ts";
export { DATA_CLASSES, DATA_CLASS_NAMES, type DataClass } from "./data-classes.ts";
export { decideAccess, type AccessDecision } from "./decide-access.ts";
export { explain, type Explanation } from "./explain.ts";
export { givenByChanges, givenByRoles, mayGive, mayGrant, unknownRoles } from "./may-grant.ts";
export { parseInstant, prepareOperator, type Holds } from "./operators.ts";
export { parsePolicySet } from "./parse/parse-set.ts";
export { parsePolicy } from "./parse/parse-policy.ts";
export { parseGrant, parseRole } from "./parse/parse-role.ts";
export { placeViolations } from "./place-violations.ts";
export { rolesOf } from "./role-allows.ts";
export { allRows, compileRowFilter, labelsAsked, type RowFilter } from "./row-filter.ts";
export { simulate, type RecordedDecision } from "./simulate.ts";
export { subjectOfKey, subjectOfUser } from "./subjects.ts";
export { TEMPLATES } from "./templates.ts";
export { openZone, type Zone } from "./zone.ts";
