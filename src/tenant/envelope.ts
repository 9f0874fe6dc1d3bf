// What comes with every command to a tenant object: who decided it, at which epoch, and how to know it again.

import type { AuditActor } from "../audit/index.ts";
import type { AccessRequest } from "../policy/index.ts";

export interface Envelope {
  /** The epoch of the bundle that allowed it; `platform` for operators and for the gateway's own work, which no tenant policy decides. */
  readonly decidedAt: number | "platform";
  readonly actor: AuditActor;
  readonly action: string;
  /** What determined the decision. */
  readonly reasons: readonly string[];
  readonly requestId: string;
  /** What was decided about, for deciding it again; absent where no policy decides. */
  readonly asked?: Omit<AccessRequest, "principal">;
  readonly idempotency: Idempotency | null;
}

/** With the actor it names a request: a repeated one gets the first one's reply and changes nothing. */
export interface Idempotency {
  readonly key: string;
  /** SHA-256 over what the client asked: the same key with another request is refused. */
  readonly requestHash: string;
}

/** May a command that was decided then still take effect? */
export function isStale(decidedAt: Envelope["decidedAt"], epoch: number): boolean {
  return decidedAt !== "platform" && decidedAt < epoch;
}
