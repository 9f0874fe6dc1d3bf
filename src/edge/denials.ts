// Refused attempts of known principals belong in the tenant's audit log. They are counted in the isolate and written
// once a second per principal and action, so that a client that hammers a forbidden route costs one entry a second.
// LIMIT: an isolate that dies loses what it counted in its last second; the access log has every attempt.

import type { Tenant } from "../directory/index.ts";
import { SECOND_MS } from "../kernel/time.ts";
import type { Asked } from "./authorize.ts";
import { tenantApi } from "./bundles.ts";
import type { Rim } from "./rim.ts";

export interface Denial {
  readonly tenant: Tenant;
  readonly principalId: string;
  readonly asked: Asked;
  readonly reasons: readonly string[];
  readonly requestId: string;
}

/** A promise to keep the request's context alive with, or null when an earlier attempt of this second does the writing. */
export function recordDenial(rim: Rim, denial: Denial): Promise<void> | null {
  const name = `${denial.tenant.id} ${denial.principalId} ${denial.asked.action}`;
  const nowMs = rim.clock();
  const pending = rim.denials.get(name);
  // Whoever was to write and has not for so long was cancelled with its request: this attempt takes its place.
  const isAbandoned = pending !== undefined && nowMs - pending.sinceMs > ABANDONED_AFTER_MS;
  const isFirst = pending === undefined || isAbandoned;
  rim.denials.set(name, {
    attempts: (pending?.attempts ?? 0) + 1,
    sinceMs: isFirst ? nowMs : pending.sinceMs,
  });
  return isFirst ? writeAfterASecond(rim, name, denial) : null;
}

const ABANDONED_AFTER_MS = 10 * SECOND_MS;

async function writeAfterASecond(rim: Rim, name: string, denial: Denial): Promise<void> {
  await scheduler.wait(SECOND_MS);
  const attempts = rim.denials.get(name)?.attempts ?? 1;
  rim.denials.delete(name);
  try {
    await write(rim, denial, attempts);
  } catch (error) {
    // The answer has left: all that can be done is to say so.
    rim.report({ event: "denial_not_recorded", fault: error instanceof Error ? error.name : "thrown" });
  }
}

async function write(rim: Rim, denial: Denial, attempts: number): Promise<void> {
  const written = await tenantApi(rim, denial.tenant).execute(
    "access.record",
    { resource: "tenant:self", outcome: "denied", detail: { attempts } },
    {
      // The gateway's own record of what it refused: no tenant policy may keep it out of the log.
      decidedAt: "platform",
      actor: { kind: "key", id: denial.principalId },
      action: denial.asked.action,
      asked: denial.asked,
      reasons: denial.reasons,
      requestId: denial.requestId,
      idempotency: null,
    },
  );
  if (!written.ok) rim.report({ event: "denial_not_recorded", fault: written.fault.code });
}
