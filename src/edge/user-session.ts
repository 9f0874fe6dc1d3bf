// A session as one of the tenant's users, for work that is done for them: the user must be known now. What a session would prove
// of them (MFA, a network) nothing proves.
// INVARIANT: whoever opens one gives what is read to that user only, or to nobody.

import { fault } from "../kernel/fault.ts";
import { failed, ok, type Result } from "../kernel/result.ts";
import { subjectOfUser, type CompiledBundle } from "../policy/index.ts";
import type { Rim } from "./rim.ts";
import { openWorkSession, type OpenedWork, type Work } from "./work-session.ts";

export interface UserWork extends Work {
  /** The id, or the e-mail address. */
  readonly user: string;
}

export interface OpenedUser extends Pick<OpenedWork, "tenant" | "session"> {
  readonly userId: string;
  readonly email: string | null;
}

/** `tenant.unavailable`, `auth.invalid` for a user who is not known, `policy.denied`, `residency.key_unavailable`. */
export async function openUserSession(rim: Rim, work: UserWork): Promise<Result<OpenedUser>> {
  const opened = await openWorkSession(rim, work, (bundle) => {
    const user = findUser(bundle, work.user);
    return user === null ? failed(fault("auth.invalid", "there is no such user")) : ok(subjectOfUser(user));
  });
  if (!opened.ok) return opened;
  const { tenant, session } = opened.value;
  const user = findUser(session.bundle, work.user);
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
