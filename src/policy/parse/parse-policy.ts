// One attribute policy, from what a tenant wrote. Everything that is wrong is said at once, with its place.

import type { Result } from "../../kernel/result.ts";
import { pointerTo } from "../../kernel/violations.ts";
import { isActionPattern } from "../actions.ts";
import { LIMITS, type PolicyDocument } from "../policy-document.ts";
import { parseResourcePattern } from "../resource-pattern.ts";
import { parseConditions } from "./parse-condition.ts";
import { nestsDeeper, Refusals, sizeBytesOf } from "./refusals.ts";

const FIELDS: ReadonlySet<string> = new Set([
  "policy_id",
  "description",
  "effect",
  "subjects",
  "actions",
  "resources",
  "conditions",
  "unless",
]);
const POLICY_ID = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,127}$/;
const DESCRIPTION = /^[^]{0,1000}$/;
const SUBJECT = /^(?:\*|(?:user|group|role|key):[^\s*][^*\n\r]{0,255})$/;
// A condition takes at most two levels of JSON for each of its own, and its value two more.
const MOST_JSON_LEVELS = LIMITS.nesting * 2 + 4;

export function parsePolicy(value: unknown): Result<PolicyDocument> {
  const refusals = new Refusals();
  return refusals.settle(readPolicy(value, "", refusals));
}

export function readPolicy(value: unknown, pointer: string, refusals: Refusals): PolicyDocument {
  const empty: PolicyDocument = { policy_id: "", effect: "deny", subjects: [], actions: [], resources: [] };
  if (nestsDeeper(value, MOST_JSON_LEVELS)) {
    refusals.add(pointer, `conditions nest at most ${LIMITS.nesting} deep`);
    return empty;
  }
  const fields = refusals.fieldsOf(value, pointer, FIELDS);
  if (fields === null) return empty;
  if (sizeBytesOf(value) > LIMITS.policyBytes) {
    refusals.add(pointer, `a policy has at most ${LIMITS.policyBytes} bytes`);
    return empty;
  }
  const at = (name: string): string => pointerTo(pointer, name);
  const list = (name: string, message: string, isGood: (item: string) => boolean): readonly string[] =>
    readList({ value: fields[name], pointer: at(name), message, isGood }, refusals);
  if (fields["effect"] !== "allow" && fields["effect"] !== "deny")
    refusals.add(at("effect"), "`allow` or `deny`");
  return {
    policy_id: refusals.textOf(fields["policy_id"], at("policy_id"), POLICY_ID),
    ...(fields["description"] === undefined
      ? {}
      : { description: refusals.textOf(fields["description"], at("description"), DESCRIPTION) }),
    effect: fields["effect"] === "allow" ? "allow" : "deny",
    subjects: list("subjects", "`user:`, `group:`, `role:` or `key:` and a name, or `*`", (s) =>
      SUBJECT.test(s),
    ),
    actions: list("actions", "there is no such action", isActionPattern),
    resources: list(
      "resources",
      "there is no such kind of resource",
      (r) => parseResourcePattern(r) !== null,
    ),
    ...readConditions("conditions", fields["conditions"]),
    ...readConditions("unless", fields["unless"]),
  };

  function readConditions(name: "conditions" | "unless", written: unknown): Partial<PolicyDocument> {
    // The brief's policies write an empty list for no condition.
    if (written === undefined || (Array.isArray(written) && written.length === 0)) return {};
    return { [name]: parseConditions(written, at(name), refusals) };
  }
}

interface ListPlace {
  readonly value: unknown;
  readonly pointer: string;
  readonly message: string;
  readonly isGood: (item: string) => boolean;
}

export function readList(
  { value, pointer, message, isGood }: ListPlace,
  refusals: Refusals,
): readonly string[] {
  const items = refusals.itemsOf(value, pointer, { least: 1, most: LIMITS.valuesPerList });
  for (const [at, item] of items.entries()) {
    if (typeof item !== "string" || !isGood(item)) refusals.add(pointerTo(pointer, at), message);
  }
  return items as readonly string[];
}
