// Refused attempts of known principals belong in the tenant's audit log. They are counted in the isolate and written
// once a second per principal, action and circumstances, so that a client that hammers a forbidden route costs one entry a
// second; a draft of policies can be tried on each kind of attempt. Every 403 is one, also what only the work itself finds.
// LIMIT: an isolate that dies loses what it counted in its last second; the access log has every attempt.

import type { Tenant } from "../directory/index.ts";
import { FAULTS, type Fault, type FaultCode } from "../kernel/fault.ts";
import { SECOND_MS } from "../kernel/time.ts";
import type { Asked } from "./authorize.ts";
import { tenantApi } from "./bundles.ts";
import type { PendingDenials, Rim } from "./rim.ts";

export interface Denial {
  readonly tenant: Tenant;
  readonly principalId: string;
  readonly asked: Asked;
  readonly reasons: readonly string[];
  readonly requestId: string;
  /** What refused it where policy did not: it allowed the action, but not what was wanted of it. Null for policy. */
  readonly refusedBy: FaultCode | null;
}

const FORBIDDEN = 403;

export const isDenial = ({ code }: Fault): boolean => FAULTS[code].status === FORBIDDEN;

/** A promise to keep the request's context alive with, or null when an earlier attempt of this second does the writing. */
export function recordDenial(rim: Rim, denial: Denial): Promise<void> | null {
  const name = `${denial.tenant.id} ${denial.principalId} ${denial.asked.action}`;
  const kinds: PendingDenials = rim.denials.get(name) ?? new Map();
  rim.denials.set(name, kinds);
  const kind = kindOf(denial, kinds);
  const nowMs = rim.clock();
  const pending = kinds.get(kind);
  // Whoever was to write and has not for so long was cancelled with its request: this attempt takes its place.
  const isAbandoned = pending !== undefined && nowMs - pending.sinceMs > ABANDONED_AFTER_MS;
  const isFirst = pending === undefined || isAbandoned;
  kinds.set(kind, { attempts: (pending?.attempts ?? 0) + 1, sinceMs: isFirst ? nowMs : pending.sinceMs });
  return isFirst ? writeAfterASecond(rim, { name, kinds, kind }, denial) : null;
}

const ABANDONED_AFTER_MS = 10 * SECOND_MS;
/** LIMIT: who asks with more circumstances in a second than these has the others counted as one, as the first of them. */
const MOST_KINDS = 16;
const ANY_OTHER = "";

/** All that policies look at but the clock: where it came from and what it was about. */
function kindOf({ asked: { resource, context }, refusedBy }: Denial, kinds: PendingDenials): string {
  const { timeMs: _clock, ...circumstances } = context;
  const kind = JSON.stringify([resource, circumstances, refusedBy]);
  return kinds.has(kind) || kinds.size < MOST_KINDS ? kind : ANY_OTHER;
}

interface Place {
  readonly name: string;
  readonly kinds: PendingDenials;
  readonly kind: string;
}

async function writeAfterASecond(rim: Rim, { name, kinds, kind }: Place, denial: Denial): Promise<void> {
  await scheduler.wait(SECOND_MS);
  const attempts = kinds.get(kind)?.attempts ?? 1;
  kinds.delete(kind);
  if (kinds.size === 0 && rim.denials.get(name) === kinds) rim.denials.delete(name);
  try {
    await write(rim, denial, attempts);
  } catch (error) {
    // The answer has left: all that can be done is to say so.
    rim.report({ event: "denial_not_recorded", fault: error instanceof Error ? error.name : "thrown" });
  }
}

async function write(rim: Rim, denial: Denial, attempts: number): Promise<void> {
  const { asked, refusedBy } = denial;
  const detail = { attempts, ...(refusedBy === null ? {} : { refused_by: refusedBy }) };
  const written = await tenantApi(rim, denial.tenant).execute(
    "access.record",
    { resource: "tenant:self", outcome: "denied", detail },
    {
      // The gateway's own record of what it refused: no tenant policy may keep it out of the log.
      decidedAt: "platform",
      actor: { kind: "key", id: denial.principalId },
      action: asked.action,
      // What policy allowed is no denial to try a draft on.
      ...(refusedBy === null ? { asked } : {}),
      reasons: denial.reasons,
      requestId: denial.requestId,
      idempotency: null,
    },
  );
  if (!written.ok) rim.report({ event: "denial_not_recorded", fault: written.fault.code });
}
