// Nobody raises itself: whoever gives roles away holds, everywhere and now, all that these roles grant.

import type { Subject } from "./access-request.ts";
import type { CompiledPolicies } from "./compile/compile.ts";
import { isWithinScopes } from "./decide-access.ts";
import { rolesOf } from "./role-allows.ts";

export function mayGrant(
  compiled: CompiledPolicies,
  holder: { readonly subject: Subject; readonly nowMs: number },
  roles: readonly string[],
): boolean {
  const { subject, nowMs } = holder;
  const held = rolesOf(compiled.grants, {
    principal: subject,
    action: "roles:grant",
    resource: { type: "role" },
    context: { timeMs: nowMs },
  });
  const has = ([action, extent]: readonly [string, "all" | "own"]): boolean =>
    isWithinScopes(subject, action) &&
    held.some((role) => {
      const mine = compiled.roles.get(role)?.actions.get(action);
      return mine === "all" || mine === extent;
    });
  return roles.every((role) => {
    const granted = compiled.roles.get(role);
    return granted !== undefined && [...granted.actions].every(has);
  });
}
