// A session as one of the tenant's keys, for work that was asked for with it: the key must still be there and active.
// INVARIANT: whoever opens one has it from the tenant's object, or from a signed statement of ours, that this key asked.

import { isKeyActive } from "../identity/index.ts";
import { fault } from "../kernel/fault.ts";
import { failed, ok, type Result } from "../kernel/result.ts";
import { subjectOfKey } from "../policy/index.ts";
import type { Rim } from "./rim.ts";
import { openWorkSession, type OpenedWork, type Work } from "./work-session.ts";

export interface KeyWork extends Work {
  readonly keyId: string;
}

/** `tenant.unavailable`, `auth.invalid` for a key that is gone, `policy.denied`, `residency.key_unavailable`. */
export async function openKeySession(rim: Rim, work: KeyWork): Promise<Result<OpenedWork>> {
  return openWorkSession(rim, work, ({ keys }, nowMs) => {
    const record = keys[work.keyId];
    if (record === undefined || !isKeyActive(record, nowMs))
      return failed(fault("auth.invalid", "the key has expired or was revoked"));
    return ok({ ...subjectOfKey(record), id: record.id });
  });
}
