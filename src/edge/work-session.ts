// A session without a request, for work that goes on after it: of a key or a user whom the tenant's bundle knows now, with
// policies asked as if they came themselves.
// INVARIANT: nothing is done for one who is gone, and nothing that policies deny as they are when the session is opened.

import type { Tenant } from "../directory/index.ts";
import { fault } from "../kernel/fault.ts";
import { failed, ok, type Result } from "../kernel/result.ts";
import { ACTIONS, decideAccess, type Action, type CompiledBundle } from "../policy/index.ts";
import { denial, type Asked, type Permission } from "./authorize.ts";
import { isOpen, loadBundle, refreshBundle } from "./bundles.ts";
import type { TenantCall } from "./call.ts";
import type { Rim } from "./rim.ts";
import { createSession } from "./session.ts";

export interface Work {
  readonly tenant: Tenant;
  readonly action: Action;
  /** Names the work in the tenant's log. */
  readonly requestId: string;
}

export type OpenedWork = Pick<TenantCall, "tenant" | "principal" | "session">;

/** Whom the bundle knows at that instant; `auth.invalid`. */
export type FindPrincipal = (bundle: CompiledBundle, nowMs: number) => Result<Permission["principal"]>;

/** `tenant.unavailable`, `policy.denied`, `residency.key_unavailable`, and what `find` refuses. */
export async function openWorkSession(
  rim: Rim,
  { tenant: wanted, action, requestId }: Work,
  find: FindPrincipal,
): Promise<Result<OpenedWork>> {
  const latest = await loadKnowing(rim, wanted, find);
  if (!latest.ok) return latest;
  const bundle = latest.value.value;
  if (!isOpen(rim, bundle)) return failed(fault("residency.key_unavailable", "a master key is missing"));
  const resource = { type: ACTIONS[action].kind, isUnread: true } as const;
  const asked: Asked = { action, resource, context: { timeMs: rim.clock() } };
  const decide = (newest: CompiledBundle, about: Asked = asked): Result<Permission> =>
    judge(newest, find, about);
  const permission = decide(bundle);
  if (!permission.ok) return permission;
  const { decision, principal } = permission.value;
  if (decision.effect === "deny") return failed(denial(action, decision));
  const { tenant } = bundle;
  const of = { tenant, bundle, decide, asked, permission: permission.value };
  return ok({ tenant, principal, session: createSession(rim, { ...of, requestId, idempotency: null }) });
}

/** Who was added a moment ago is not in the bundle that is held here: for one that it does not know it is asked for anew. */
async function loadKnowing(rim: Rim, tenant: Tenant, find: FindPrincipal) {
  const cached = await loadBundle(rim, tenant);
  if (!cached.ok || find(cached.value.value, rim.clock()).ok) return cached;
  return refreshBundle(rim, tenant);
}

function judge(bundle: CompiledBundle, find: FindPrincipal, asked: Asked): Result<Permission> {
  if (bundle.tenant.status !== "active") return failed(fault("tenant.unavailable", bundle.tenant.status));
  const found = find(bundle, asked.context.timeMs);
  if (!found.ok) return found;
  const decision = decideAccess(bundle.compiled, { ...asked, principal: found.value });
  return ok({ principal: found.value, decision, epoch: bundle.epoch });
}
