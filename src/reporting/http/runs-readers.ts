// For whom a run is rendered, and as whom: a user of the tenant as that user, everybody outside as the schedule's owner. What
// stands in the way of one stands in the way of that one only.

import { openKeySession, openUserSession, type Rim, type TenantSession } from "../../edge/index.ts";
import type { Tenant } from "../../directory/index.ts";
import { FAULTS, type Fault } from "../../kernel/fault.ts";
import { checkTransfer, transferBasisSchema } from "../../residency/index.ts";
import type { StoredReportDelivery, StoredRun } from "../schedules/run-record.ts";
import type { Destination, Recipient } from "../schedules/schedule.ts";

export type Target = Pick<StoredReportDelivery, "kind" | "role" | "target" | "user">;

export interface Reader {
  readonly target: Target;
  readonly session: TenantSession;
  readonly tenant: Tenant;
}

/** Why somebody gets nothing: `isPassing` when time alone may mend it. */
export interface Refusal {
  readonly state: "skipped" | "failed";
  readonly reason: string;
  readonly isPassing: boolean;
}

export type Found =
  | { readonly reader: Reader; readonly refusal: null }
  | { readonly reader: null; readonly target: Target; readonly refusal: Refusal };

export interface Asking {
  readonly rim: Rim;
  readonly tenant: Tenant;
  readonly run: StoredRun;
}

export const skipped = (reason: string): Refusal => ({ state: "skipped", reason, isPassing: false });

/** Rights that are missing are a reason to skip; everything else went wrong. */
export function refusalOf({ code }: Fault): Refusal {
  const isRight =
    code === "policy.denied" || code === "auth.invalid" || code === "residency.transfer_refused";
  return { state: isRight ? "skipped" : "failed", reason: code, isPassing: FAULTS[code].retryable };
}

/** In the order of the document; an address that is named twice is written to once. */
export async function findReaders(asking: Asking): Promise<Found[]> {
  const { recipients, copies, destinations } = asking.run.document;
  const found: Found[] = [];
  for (const one of recipients) found.push(await findRecipient(asking, one, "recipient"));
  for (const one of copies) found.push(await findRecipient(asking, one, "copy"));
  for (const one of destinations) found.push(await findDestination(asking, one));
  const keyOf = (one: Found): string => {
    const { kind, target } = one.reader === null ? one.target : one.reader.target;
    return `${kind} ${target.toLowerCase()}`;
  };
  return [...new Map(found.toReversed().map((one) => [keyOf(one), one])).values()].toReversed();
}

async function findRecipient(
  asking: Asking,
  recipient: Recipient,
  role: "recipient" | "copy",
): Promise<Found> {
  if ("email" in recipient) {
    const target: Target = { kind: "email", role, target: recipient.email, user: null };
    return asOwner(asking, target, recipient.country);
  }
  const { rim, tenant, run } = asking;
  const { user } = recipient;
  const opened = await openUserSession(rim, { tenant, user, action: "reports:view", requestId: run.id });
  const unknown: Target = { kind: "email", role, target: user, user };
  if (!opened.ok) return { reader: null, target: unknown, refusal: refusalOf(opened.fault) };
  const { session, tenant: placed, userId, email } = opened.value;
  if (email === null)
    return { reader: null, target: { ...unknown, user: userId }, refusal: skipped("no_address") };
  const target: Target = { kind: "email", role, target: email, user: userId };
  return { reader: { target, session, tenant: placed }, refusal: null };
}

async function findDestination(asking: Asking, destination: Destination): Promise<Found> {
  const { kind } = destination;
  const target = kind === "folder" ? destination.path : destination.endpoint_id;
  return asOwner(asking, { kind, role: "destination", target, user: null }, null);
}

/** An endpoint's country is asked before each attempt to deliver to it. */
async function asOwner({ rim, tenant, run }: Asking, target: Target, country: string | null): Promise<Found> {
  const action = target.kind === "folder" ? "reports:schedule" : "reports:distribute";
  const opened = await openKeySession(rim, { tenant, keyId: run.owner, action, requestId: run.id });
  if (!opened.ok) return { reader: null, target, refusal: refusalOf(opened.fault) };
  const { session, tenant: placed } = opened.value;
  if (country !== null) {
    const asked = await session.ask("residency.transfer_basis", {});
    if (!asked.ok) return { reader: null, target, refusal: refusalOf(asked.fault) };
    const grounds = { basis: transferBasisSchema.parse(asked.value), nowMs: rim.clock() };
    const transfer = { dataClass: "telemetry", from: placed.jurisdiction, to: country } as const;
    const allowed = checkTransfer(transfer, grounds);
    if (!allowed.ok) return { reader: null, target, refusal: refusalOf(allowed.fault) };
  }
  return { reader: { target, session, tenant: placed }, refusal: null };
}
