// Where in what somebody sent a violation of the whole set stands. The set is judged as one, by `/roles/3/inherits/0`; who
// sent one role is told `/inherits/0`, and of another document its address: `roles/night-shift#/inherits/0`.

import type { Violation } from "../kernel/fault.ts";
import type { AccessChange, AccessKind } from "./access-change.ts";
import type { PolicySet } from "./policy-document.ts";

const PLACE = /^\/(policies|roles|grants)\/(\d+)(\/.*)?$/;

const KINDS = { policies: "policy", roles: "role", grants: "grant" } as const satisfies Record<
  string,
  AccessKind
>;

/** The places within the document that was sent come first. */
export function placeViolations<V extends Violation>(
  violations: readonly V[],
  set: PolicySet,
  changes: readonly AccessChange[],
): readonly V[] {
  const placed = violations.map((violation) => place(violation, set, changes));
  const isSent = ({ pointer }: Violation): boolean => pointer === "" || pointer.startsWith("/");
  return [...placed.filter(isSent), ...placed.filter((violation) => !isSent(violation))];
}

function place<V extends Violation>(violation: V, set: PolicySet, changes: readonly AccessChange[]): V {
  const [, list, at, within = ""] = PLACE.exec(violation.pointer) ?? [];
  if (list === undefined) return { ...violation, pointer: "" };
  const name = list as keyof typeof KINDS;
  const id = idsOf(set)[name][Number(at)] ?? "";
  const [sent] = changes;
  const isSent = changes.length === 1 && sent?.kind === KINDS[name] && sent.id === id;
  return { ...violation, pointer: isSent ? within : `${name}/${encodeURIComponent(id)}#${within}` };
}

function idsOf({ policies, roles, grants }: PolicySet): Record<keyof typeof KINDS, readonly string[]> {
  return {
    policies: policies.map(({ policy_id }) => policy_id),
    roles: roles.map(({ name }) => name),
    grants: grants.map(({ id }) => id),
  };
}
