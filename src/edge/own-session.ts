// A session for work that the gateway does for a tenant on its own account, where no credential is shown: the tenant's
// objects behind the same fence, under a name that says who acts.
// INVARIANT: whoever opens one has checked by other means (a signature) that the tenant wants it.

import { fault } from "../kernel/fault.ts";
import { failed, ok, type Result } from "../kernel/result.ts";
import { ACTIONS, type Action, type CompiledBundle } from "../policy/index.ts";
import { checkGuarantee } from "../residency/index.ts";
import type { Asked, Permission } from "./authorize.ts";
import { isOpen, loadBundle } from "./bundles.ts";
import type { PublicCall, TenantCall } from "./call.ts";
import { createSession } from "./session.ts";

export interface OwnSession {
  /** Who acts, in the tenant's log. */
  readonly actor: string;
  readonly action: Action;
}

type Opened = Pick<TenantCall, "tenant" | "principal" | "session">;

/** The tenant is the host's. `tenant.unavailable`, `residency.key_unavailable`, `residency.guarantee_missing`. */
export async function openOwnSession(
  { rim, tenant, nowMs, requestId }: PublicCall,
  { actor, action }: OwnSession,
): Promise<Result<Opened>> {
  if (tenant === null) throw new Error("an operation of a tenant's region has its tenant");
  const cached = await loadBundle(rim, tenant);
  if (!cached.ok) return cached;
  const bundle = cached.value.value;
  if (!isOpen(rim, bundle)) return failed(fault("residency.key_unavailable", "a master key is missing"));
  const storable = checkGuarantee(bundle.tenant, rim.config, nowMs);
  if (!storable.ok) return storable;
  const asked: Asked = { action, resource: { type: ACTIONS[action].kind }, context: { timeMs: nowMs } };
  const decide = (latest: CompiledBundle): Result<Permission> => permit(latest, actor);
  const permission = decide(bundle);
  if (!permission.ok) return permission;
  const of = {
    tenant: bundle.tenant,
    bundle,
    decide,
    asked,
    permission: permission.value,
    requestId,
    idempotency: null,
  };
  return ok({
    tenant: bundle.tenant,
    principal: permission.value.principal,
    session: createSession(rim, of),
  });
}

function permit({ tenant, epoch }: CompiledBundle, actor: string): Result<Permission> {
  if (tenant.status !== "active") return failed(fault("tenant.unavailable", tenant.status));
  // Named like a key is, wherever the work of keys is told apart; no key has this form.
  const principal = { kind: "key", id: actor, roles: [], scopes: [] } as const;
  const decision = { effect: "allow", reasons: ["platform"], errors: [], rowFilter: null } as const;
  return ok({ principal, decision, epoch });
}
