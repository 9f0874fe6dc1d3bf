// What an answer, or the want of one, leads to: for the delivery, for its endpoint's health, and for the endpoint. Pure.

import type { Json } from "../../kernel/canonical-json.ts";
import {
  afterFailure,
  isLongFailing,
  NEW_HEALTH,
  nextAttempt,
  type DeadReason,
  type DisableReason,
  type EndpointHealth,
  type Judgement,
} from "../../webhooks/index.ts";
import type { StoredDelivery } from "../../webhooks/store/deliveries.ts";
import type { StoredEndpoint } from "../../webhooks/store/endpoints.ts";
import type { Outcome } from "../../webhooks/store/leases.ts";
import { failingFor, restSooner, sooner, type Waiting } from "./wait-divisor.ts";

export interface Attempted {
  readonly leased: StoredDelivery;
  readonly eventType: string;
  readonly nowMs: number;
  readonly divisor: number;
}

export interface Judged {
  readonly judgement: Judgement;
  /** The log of the attempt, once it is known when the next one is. */
  readonly toLog: (nextAtMs: number | null) => Json;
}

export interface Consequence {
  readonly outcome: Outcome;
  readonly health: EndpointHealth | null;
  readonly disable: DisableReason | null;
  readonly bury: DeadReason | null;
}

type Endpoint = Pick<StoredEndpoint, "health" | "document">;

/** LIMIT: of a delivery; the newest. Each is some KB. */
const MOST_LOGGED = 12;

/** `random` gives a fraction below 1. */
export function consequenceOf(
  endpoint: Endpoint,
  attempted: Attempted & Judged,
  random: () => number,
): Consequence {
  const { judgement } = attempted;
  return judgement.outcome === "delivered"
    ? afterDelivery(endpoint, attempted)
    : afterNone(endpoint, attempted, random);
}

function loggedOf({ leased, toLog }: Attempted & Judged, nextAtMs: number | null): Outcome["log"] {
  return [...leased.log, toLog(nextAtMs)].slice(-MOST_LOGGED);
}

function afterDelivery({ health }: Endpoint, attempted: Attempted & Judged): Consequence {
  const attempts = attempted.leased.attempts + 1;
  const log = loggedOf(attempted, null);
  const outcome: Outcome = { state: "delivered", deadReason: null, attempts, nextAtMs: null, log };
  return { outcome, health: isSame(health, NEW_HEALTH) ? null : NEW_HEALTH, disable: null, bury: null };
}

const isSame = (left: EndpointHealth, right: EndpointHealth): boolean =>
  JSON.stringify(left) === JSON.stringify(right);

function afterNone(
  { health, document }: Endpoint,
  attempted: Attempted & Judged,
  random: () => number,
): Consequence {
  const { leased, nowMs, divisor, judgement } = attempted;
  const attempts = leased.attempts + 1;
  const { retryAfterMs, isOverloaded } = judgement;
  const waiting: Waiting = { nowMs, divisor };
  const failed = restSooner(health, afterFailure(health, { nowMs, isOverloaded, retryAfterMs }), waiting);
  const next = nextAttempt({ attempts, nowMs, random: random(), retryAfterMs });
  const isGone = judgement.outcome === "gone";
  const isKept = isGone || next.kind === "retry" || document.order === "strict";
  // What is kept by a disabled endpoint is due as soon as somebody enables it.
  const nextAtMs = next.kind === "retry" && !isGone ? sooner(next.atMs, waiting) : nowMs;
  const settled = { attempts, log: loggedOf(attempted, isKept ? nextAtMs : null) };
  const outcome: Outcome = isKept
    ? { state: "pending", deadReason: null, nextAtMs, ...settled }
    : { state: "dead", deadReason: "exhausted", nextAtMs: null, ...settled };
  const isLong = isLongFailing(failed, failingFor(failed, waiting));
  const exhausted = next.kind === "exhausted" && document.order === "strict" ? "head_exhausted" : null;
  const disable = isGone ? "gone" : (exhausted ?? (isLong ? "failing" : null));
  return { outcome, health: failed, disable, bury: outcome.deadReason };
}

/** When nothing was sent, because nothing may be or there is nothing to send: `reason` null for the latter. */
export function withoutAttempt(
  { document }: Endpoint,
  { leased, nowMs }: Attempted,
  reason: DeadReason | null,
): Consequence {
  const { attempts, log } = leased;
  const none = { health: null, disable: null, bury: reason };
  if (reason === null)
    return { ...none, outcome: { state: "delivered", deadReason: null, nextAtMs: null, attempts, log } };
  // Nothing overtakes the head of a strict order: what cannot be sent stops the endpoint, and is not skipped.
  if (document.order === "strict") {
    const outcome: Outcome = { state: "pending", deadReason: null, nextAtMs: nowMs, attempts, log };
    return { ...none, outcome, disable: "head_exhausted" };
  }
  return { ...none, outcome: { state: "dead", deadReason: reason, nextAtMs: null, attempts, log } };
}
