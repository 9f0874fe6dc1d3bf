// A policy ready to be asked: does it apply here? Its subjects and actions are the index's business; what is left are
// the resources, the conditions and the exceptions, as one tree.

import type { PolicyDocument } from "../policy-document.ts";
import { parseResourcePattern } from "../resource-pattern.ts";
import {
  combine,
  compileConditions,
  compileResources,
  negated,
  type ConditionNode,
  type Test,
  type Workshop,
} from "./compile-condition.ts";
import { TRUE } from "./outcome.ts";

export interface CompiledPolicy {
  readonly document: PolicyDocument;
  /** `policy:` and its id, as decisions name it. */
  readonly reason: string;
  readonly isDeny: boolean;
  /** Null for a policy that applies whatever the resource and the circumstances. */
  readonly root: ConditionNode | null;
  /** The outcome for a resource by whose value the index found the policy. */
  readonly testFound: Test;
  /** The outcome for rows that have yet to be read. */
  readonly testUnread: Test;
}

const ALWAYS: Test = () => TRUE;

export function compilePolicy(document: PolicyDocument, shop: Workshop): CompiledPolicy {
  const resources = compileResources(document.resources, shop);
  const rest: ConditionNode[] = [];
  if (document.conditions !== undefined) rest.push(compileConditions(document.conditions, shop));
  if (document.unless !== undefined) rest.push(negated(compileConditions(document.unless, shop)));
  const parts = resources === null ? rest : [resources, ...rest];
  const root = parts.length === 0 ? null : combine("all", parts);
  const testUnread = root?.test ?? ALWAYS;
  const isSettledByIndex = resources !== null && fixesOneAttribute(document);
  const testRest = rest.length === 0 ? ALWAYS : combine("all", rest).test;
  const testFound = isSettledByIndex ? testRest : testUnread;
  const [reason, isDeny] = [`policy:${document.policy_id}`, document.effect === "deny"];
  return { document, reason, isDeny, root, testFound, testUnread };
}

/** Is each pattern one equality, all about one attribute? Then being found by its value is matching. */
function fixesOneAttribute({ resources }: PolicyDocument): boolean {
  const equalities = resources.map((pattern) => parseResourcePattern(pattern) ?? []);
  const name = equalities[0]?.[0]?.attribute;
  return equalities.every((one) => one.length === 1 && one[0]?.attribute === name);
}
