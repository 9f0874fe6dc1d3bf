// A session as one of the tenant's users, for work that is done for them and goes on without a request: the user must be known
// now, and policies are asked as if they came themselves. What a session would prove of them (MFA, a network) nothing proves.
// INVARIANT: whoever opens one gives what is read to that user only, or to nobody.

import type { Tenant } from "../directory/index.ts";
import { fault } from "../kernel/fault.ts";
import type { KeyId } from "../kernel/ids.ts";
import { failed, ok, type Result } from "../kernel/result.ts";
import { ACTIONS, decideAccess, subjectOfUser, type Action, type CompiledBundle } from "../policy/index.ts";
import { denial, type Asked, type Permission } from "./authorize.ts";
import { isOpen, loadBundle, refreshBundle } from "./bundles.ts";
import type { TenantCall } from "./call.ts";
import type { Rim } from "./rim.ts";
import { createSession } from "./session.ts";

export interface UserWork {
  readonly tenant: Tenant;
  /** The id, or the e-mail address. */
  readonly user: string;
  readonly action: Action;
  /** Names the work in the tenant's log. */
  readonly requestId: string;
}

export interface OpenedUser extends Pick<TenantCall, "tenant" | "session"> {
  readonly userId: string;
  readonly email: string | null;
}

/** `tenant.unavailable`, `auth.invalid` for a user who is not known, `policy.denied`, `residency.key_unavailable`. */
export async function openUserSession(rim: Rim, work: UserWork): Promise<Result<OpenedUser>> {
  const cached = await loadBundle(rim, work.tenant);
  if (!cached.ok) return cached;
  // Who was added a moment ago is not in the bundle that is held here.
  const isKnown = findUser(cached.value.value, work.user) !== null;
  const latest = isKnown ? cached : await refreshBundle(rim, work.tenant);
  if (!latest.ok) return latest;
  const bundle = latest.value.value;
  if (!isOpen(rim, bundle)) return failed(fault("residency.key_unavailable", "a master key is missing"));
  const resource = { type: ACTIONS[work.action].kind, isUnread: true } as const;
  const asked: Asked = { action: work.action, resource, context: { timeMs: rim.clock() } };
  const decide = (newest: CompiledBundle, about: Asked = asked): Result<Permission> =>
    judgeUser(newest, work.user, about);
  const permission = decide(bundle);
  if (!permission.ok) return permission;
  const { decision } = permission.value;
  if (decision.effect === "deny") return failed(denial(work.action, decision));
  const { tenant } = bundle;
  const of = { tenant, bundle, decide, asked, permission: permission.value };
  const session = createSession(rim, { ...of, requestId: work.requestId, idempotency: null });
  const user = findUser(bundle, work.user);
  return ok({ tenant, session, userId: user?.id ?? "", email: user?.email ?? null });
}

function findUser({ access }: CompiledBundle, named: string) {
  const lower = named.toLowerCase();
  return (
    access.users.find(({ id }) => id === named) ??
    access.users.find(({ email }) => email?.toLowerCase() === lower) ??
    null
  );
}

function judgeUser(bundle: CompiledBundle, named: string, asked: Asked): Result<Permission> {
  if (bundle.tenant.status !== "active") return failed(fault("tenant.unavailable", bundle.tenant.status));
  const user = findUser(bundle, named);
  if (user === null) return failed(fault("auth.invalid", "there is no such user"));
  // Principals of sessions have been keys so far: where the two differ their kind tells.
  const principal = { ...subjectOfUser(user), id: user.id as KeyId };
  const decision = decideAccess(bundle.compiled, { ...asked, principal });
  return ok({ principal, decision, epoch: bundle.epoch });
}
