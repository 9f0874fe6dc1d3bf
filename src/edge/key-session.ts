// A session as one of the tenant's keys, for work that was asked for with it and goes on without a request: the key must
// still be there and active, and policies are asked as if it came itself.
// INVARIANT: whoever opens one has it from the tenant's object, or from a signed statement of ours, that this key asked.

import { isKeyActive } from "../identity/index.ts";
import type { Tenant } from "../directory/index.ts";
import { fault } from "../kernel/fault.ts";
import { failed, ok, type Result } from "../kernel/result.ts";
import { ACTIONS, decideAccess, subjectOfKey, type Action, type CompiledBundle } from "../policy/index.ts";
import { denial, type Asked, type Permission } from "./authorize.ts";
import { isOpen, loadBundle } from "./bundles.ts";
import type { TenantCall } from "./call.ts";
import type { Rim } from "./rim.ts";
import { createSession } from "./session.ts";

export interface KeyWork {
  readonly tenant: Tenant;
  readonly keyId: string;
  readonly action: Action;
  /** Names the work in the tenant's log. */
  readonly requestId: string;
}

type Opened = Pick<TenantCall, "tenant" | "principal" | "session">;

/** `tenant.unavailable`, `auth.invalid` for a key that is gone, `policy.denied`, `residency.key_unavailable`. */
export async function openKeySession(rim: Rim, work: KeyWork): Promise<Result<Opened>> {
  const cached = await loadBundle(rim, work.tenant);
  if (!cached.ok) return cached;
  const bundle = cached.value.value;
  if (!isOpen(rim, bundle)) return failed(fault("residency.key_unavailable", "a master key is missing"));
  const resource = { type: ACTIONS[work.action].kind, isUnread: true } as const;
  const asked: Asked = { action: work.action, resource, context: { timeMs: rim.clock() } };
  const decide = (latest: CompiledBundle, about: Asked = asked): Result<Permission> =>
    judgeKey(latest, work.keyId, about);
  const permission = decide(bundle);
  if (!permission.ok) return permission;
  const { decision, principal } = permission.value;
  if (decision.effect === "deny") return failed(denial(work.action, decision));
  const { tenant } = bundle;
  const of = { tenant, bundle, decide, asked, permission: permission.value };
  const session = createSession(rim, { ...of, requestId: work.requestId, idempotency: null });
  return ok({ tenant, principal, session });
}

function judgeKey(bundle: CompiledBundle, keyId: string, asked: Asked): Result<Permission> {
  if (bundle.tenant.status !== "active") return failed(fault("tenant.unavailable", bundle.tenant.status));
  const record = bundle.keys[keyId];
  if (record === undefined || !isKeyActive(record, asked.context.timeMs))
    return failed(fault("auth.invalid", "the key has expired or was revoked"));
  const principal = { ...subjectOfKey(record), id: record.id };
  const decision = decideAccess(bundle.compiled, { ...asked, principal });
  return ok({ principal, decision, epoch: bundle.epoch });
}
