// The door of privacy: data classes, a tenant's rules about them, and what finds and rewrites them.

export { detectText } from "./detect-text.ts";
export { hashKeyBytes } from "./hash-key.ts";
export { compilePlan, type Plan } from "./plan.ts";
export type { Outcome } from "./json-walk.ts";
export { Redactor, tokenOf } from "./redactor.ts";
export { effectiveRules, effectiveRulesSchema, privacyRulesSchema, type PrivacyRules } from "./rules.ts";
