// Nobody raises itself: whoever gives something away (by a grant, a role or an allow policy) holds, everywhere and now,
// all that this gives.

import type { Violation } from "../kernel/fault.ts";
import type { AccessChange } from "./access-change.ts";
import type { AccessState } from "./access-state.ts";
import type { Subject } from "./access-request.ts";
import { actionsMatching } from "./actions.ts";
import type { CompiledPolicies } from "./compile/compile.ts";
import { isWithinScopes } from "./decide-access.ts";
import { rolesOf } from "./role-allows.ts";

interface Holder {
  readonly subject: Subject;
  readonly nowMs: number;
}

export function mayGrant(compiled: CompiledPolicies, holder: Holder, roles: readonly string[]): boolean {
  return (
    roles.every((role) => compiled.roles.has(role)) &&
    mayGive(compiled, holder, givenByRoles(compiled, roles))
  );
}

/** An action on everything, or on what its holder owns. */
type Given = readonly [action: string, extent: "all" | "own"];

/** Is all of it held? `compiled` is what was in force before: a change gives its own maker nothing. */
export function mayGive(compiled: CompiledPolicies, holder: Holder, given: readonly Given[]): boolean {
  const { subject, nowMs } = holder;
  const held = rolesOf(compiled.grants, {
    principal: subject,
    action: "roles:grant",
    resource: { type: "role" },
    context: { timeMs: nowMs },
  });
  return given.every(
    ([action, extent]) =>
      isWithinScopes(subject, action) &&
      held.some((role) => {
        const mine = compiled.roles.get(role)?.actions.get(action);
        return mine === "all" || mine === extent;
      }),
  );
}

/** All that these roles grant. */
export function givenByRoles({ roles }: CompiledPolicies, names: readonly string[]): readonly Given[] {
  return [...new Set(names)].flatMap((name) => [...(roles.get(name)?.actions ?? [])]);
}

/** What documents that came or changed give to anybody: roles by name, and the actions of allow policies. */
export function givenByChanges(changes: readonly AccessChange[]): {
  readonly roles: readonly string[];
  readonly actions: readonly Given[];
} {
  const set = (kind: AccessChange["kind"]): readonly unknown[] =>
    changes.flatMap((change) => (change.kind === kind && change.document !== null ? [change.document] : []));
  const policies = set("policy") as AccessState["policies"];
  const allows = policies.filter(({ effect }) => effect === "allow");
  return {
    roles: [
      ...(set("role") as AccessState["roles"]).map(({ name }) => name),
      ...(set("grant") as AccessState["grants"]).map(({ role }) => role),
      ...(set("user") as AccessState["users"]).flatMap(({ roles }) => roles),
    ],
    actions: allows
      .flatMap(({ actions }) => actions.flatMap(actionsMatching))
      .map((action) => [action, "all"]),
  };
}

/** Roles of users that do not exist, by their place in the user's document. */
export function unknownRoles(
  { roles }: CompiledPolicies,
  changes: readonly AccessChange[],
): readonly Violation[] {
  const users = changes.filter(({ kind, document }) => kind === "user" && document !== null);
  return users.flatMap(({ document }) =>
    (document as unknown as AccessState["users"][number]).roles.flatMap((role, at) =>
      roles.has(role) ? [] : [{ pointer: `/roles/${at}`, message: `there is no role \`${role}\`` }],
    ),
  );
}
