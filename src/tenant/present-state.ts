// The state of a tenant that is at home in this object, for whoever decided no earlier than the object stands.

import { fault } from "../kernel/fault.ts";
import { failed, ok, type Result } from "../kernel/result.ts";
import { isStale, type Envelope } from "./envelope.ts";
import { refusalOf } from "./moves/standing.ts";
import { loadState, type ObjectState, type ObjectStore } from "./object-store.ts";

/** `tenant.unknown`, `policy.stale`, or what a tenant that is elsewhere is refused with. */
export function presentState({ db }: ObjectStore, decidedAt: Envelope["decidedAt"]): Result<ObjectState> {
  const state = loadState(db);
  if (state === null) return failed(fault("tenant.unknown", "the object was never initialised"));
  const away = refusalOf(state.standing);
  if (away !== null) return failed(away);
  return isStale(decidedAt, state.epoch) ? failed(fault("policy.stale")) : ok(state);
}
