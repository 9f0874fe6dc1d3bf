// Why a decision came out as it did: every policy that could have applied, the value of each of its conditions and what
// was found there, and the grants and roles that gave the action.

import type { AccessRequest } from "./access-request.ts";
import type { AttributeValue, Facts } from "./attributes.ts";
import type { CompiledPolicies } from "./compile/compile.ts";
import type { ConditionNode } from "./compile/compile-condition.ts";
import type { CompiledPolicy } from "./compile/compile-policy.ts";
import { OUTCOME_NAMES } from "./compile/outcome.ts";
import { visitCandidates } from "./compile/policy-index.ts";
import { decideAccess, factsOf, type AccessDecision } from "./decide-access.ts";
import type { ConditionValue } from "./policy-document.ts";

export type OutcomeName = (typeof OUTCOME_NAMES)[number];

export type ExplainedCondition =
  | {
      readonly outcome: OutcomeName;
      readonly attribute: string;
      readonly operator: string;
      readonly value: ConditionValue;
      /** null for a missing attribute. */
      readonly actual: AttributeValue | null;
    }
  | { readonly outcome: OutcomeName; readonly all: readonly ExplainedCondition[] }
  | { readonly outcome: OutcomeName; readonly any: readonly ExplainedCondition[] }
  | { readonly outcome: OutcomeName; readonly not: ExplainedCondition };

export interface ExplainedPolicy {
  readonly policy_id: string;
  readonly effect: "allow" | "deny";
  /** `true`: it applies; `error`: it counts for deny only; `unknown`: each row settles it. */
  readonly outcome: OutcomeName;
  readonly isDetermining: boolean;
  /** null for a policy without conditions on resource and circumstances. */
  readonly condition: ExplainedCondition | null;
}

export interface Explanation {
  readonly decision: AccessDecision;
  /** At most MOST_POLICIES, those that determined the decision first. */
  readonly policies: readonly ExplainedPolicy[];
  readonly candidates: number;
  readonly roles: readonly string[];
}

const MOST_POLICIES = 100;

export function explain(compiled: CompiledPolicies, request: AccessRequest): Explanation {
  const decision = decideAccess(compiled, request);
  const facts = factsOf(compiled, request);
  const candidates = new Set<CompiledPolicy>();
  visitCandidates(compiled.policies, { facts }, (policy) => void candidates.add(policy));
  const determining = new Set(decision.reasons);
  const isDetermining = (policy: CompiledPolicy): number => Number(determining.has(policy.reason));
  const ordered = [...candidates].sort((a, b) => isDetermining(b) - isDetermining(a)).slice(0, MOST_POLICIES);
  const policies = ordered.map((policy) => explainPolicy(policy, { facts, determining }));
  return { decision, policies, candidates: candidates.size, roles: facts.roles };
}

interface About {
  readonly facts: Facts;
  readonly determining: ReadonlySet<string>;
}

function explainPolicy(
  { document, reason, root }: CompiledPolicy,
  { facts, determining }: About,
): ExplainedPolicy {
  return {
    policy_id: document.policy_id,
    effect: document.effect,
    outcome: root === null ? "true" : OUTCOME_NAMES[root.test(facts)],
    isDetermining: determining.has(reason),
    condition: root === null ? null : explainCondition(root, facts),
  };
}

function explainCondition(node: ConditionNode, facts: Facts): ExplainedCondition {
  const outcome = OUTCOME_NAMES[node.test(facts)];
  if (node.kind === "leaf") return { outcome, ...node.leaf, actual: node.attribute.read(facts) ?? null };
  if (node.kind === "not") return { outcome, not: explainCondition(node.part, facts) };
  const parts = node.parts.map((part) => explainCondition(part, facts));
  return node.kind === "all" ? { outcome, all: parts } : { outcome, any: parts };
}
