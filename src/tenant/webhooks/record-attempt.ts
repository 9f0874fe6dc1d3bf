// What an attempt led to, in one transaction: the delivery, its endpoint's health, and what follows from them (a dead letter, a
// disabled endpoint), which are commits of their own kind with their entries.
// INVARIANT: nothing of it is written under an old fence, or by an object that is not the tenant's home any more.

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
import { recordOutcome, type Outcome } from "../../webhooks/store/leases.ts";
import type { StoredDelivery } from "../../webhooks/store/deliveries.ts";
import { loadEndpointAt, saveHealth, type StoredEndpoint } from "../../webhooks/store/endpoints.ts";
import { endpointNoAt, seqAt } from "../../webhooks/store/place.ts";
import { bindCommand, type CommandInputs } from "../commands.ts";
import { commit } from "../commit.ts";
import type { Envelope } from "../envelope.ts";
import { tenantAtHome, type ObjectStore } from "../object-store.ts";
import { countAttempt } from "../finops/count-own-work.ts";
import type { Unsendable } from "./prepare-request.ts";
import { failingFor, restSooner, sooner, type Waiting } from "./wait-divisor.ts";

export interface Attempted {
  readonly leased: StoredDelivery;
  readonly eventType: string;
  readonly nowMs: number;
  readonly divisor: number;
}

/** The log of an attempt, once it is known when the next one is. */
export type ToLog = (nextAtMs: number | null) => Json;

/** LIMIT: of a delivery; the newest. Each is some KB. */
const MOST_LOGGED = 12;

interface Consequence {
  readonly outcome: Outcome;
  readonly health: EndpointHealth | null;
  readonly disable: DisableReason | null;
  readonly bury: DeadReason | null;
}

/** After an answer, or the want of one. */
export function recordAnswer(
  store: ObjectStore,
  attempted: Attempted,
  { judgement, toLog }: { readonly judgement: Judgement; readonly toLog: ToLog },
): void {
  store.storage.transactionSync(() => {
    const endpoint = presentEndpoint(store, attempted);
    if (endpoint === null) return;
    countAttempt(store, attempted.nowMs);
    const random = randomFraction(store);
    const consequence = consequenceOf(endpoint, attempted, { judgement, toLog, random });
    carryThrough(store, { endpoint, attempted, consequence, refusal: null });
  });
}

/** When nothing was sent, because nothing may be or there is nothing to send. */
export function recordUnsendable(
  store: ObjectStore,
  attempted: Attempted,
  { reason, refusal }: Unsendable,
): void {
  store.storage.transactionSync(() => {
    const endpoint = presentEndpoint(store, attempted);
    if (endpoint === null) return;
    const { attempts, log } = attempted.leased;
    const settled = { attempts, log, nextAtMs: null, deadReason: reason };
    const outcome: Outcome = { ...settled, state: reason === null ? "delivered" : "dead" };
    const consequence = { outcome, health: null, disable: null, bury: reason };
    carryThrough(store, {
      endpoint,
      attempted,
      consequence: heldBack(endpoint, attempted, consequence),
      refusal,
    });
  });
}

function presentEndpoint({ db }: ObjectStore, { leased }: Attempted): StoredEndpoint | null {
  return tenantAtHome(db) === null ? null : loadEndpointAt(db, endpointNoAt(leased.place));
}

function randomFraction({ random }: ObjectStore): number {
  return new DataView(random(4).buffer).getUint32(0) / 2 ** 32;
}

interface Judged {
  readonly judgement: Judgement;
  readonly toLog: ToLog;
  readonly random: number;
}

function consequenceOf(
  { health, document }: StoredEndpoint,
  { leased, nowMs, divisor }: Attempted,
  { judgement, toLog, random }: Judged,
): Consequence {
  const attempts = leased.attempts + 1;
  const logged = (nextAtMs: number | null) => [...leased.log, toLog(nextAtMs)].slice(-MOST_LOGGED);
  const { retryAfterMs, isOverloaded } = judgement;
  if (judgement.outcome === "delivered") {
    const outcome = {
      state: "delivered",
      deadReason: null,
      attempts,
      nextAtMs: null,
      log: logged(null),
    } as const;
    return { outcome, health: isSame(health, NEW_HEALTH) ? null : NEW_HEALTH, disable: null, bury: null };
  }
  const waiting: Waiting = { nowMs, divisor };
  const failed = restSooner(health, afterFailure(health, { nowMs, isOverloaded, retryAfterMs }), waiting);
  const next = nextAttempt({ attempts, nowMs, random, retryAfterMs });
  const isGone = judgement.outcome === "gone";
  const isKept = isGone || next.kind === "retry" || document.order === "strict";
  // What is kept by a disabled endpoint is due as soon as somebody enables it.
  const nextAtMs = next.kind === "retry" && !isGone ? sooner(next.atMs, waiting) : nowMs;
  const outcome: Outcome = isKept
    ? { state: "pending", deadReason: null, attempts, nextAtMs, log: logged(nextAtMs) }
    : { state: "dead", deadReason: "exhausted", attempts, nextAtMs: null, log: logged(null) };
  const isLong = isLongFailing(failed, failingFor(failed, waiting));
  const exhausted = next.kind === "exhausted" && document.order === "strict" ? "head_exhausted" : null;
  const disable = isGone ? "gone" : (exhausted ?? (isLong ? "failing" : null));
  return { outcome, health: failed, disable, bury: outcome.deadReason };
}

const isSame = (left: EndpointHealth, right: EndpointHealth): boolean =>
  JSON.stringify(left) === JSON.stringify(right);

/** Nothing overtakes the head of a strict order: what cannot be sent stops the endpoint, and is not skipped. */
function heldBack({ document }: StoredEndpoint, { nowMs }: Attempted, given: Consequence): Consequence {
  if (document.order !== "strict" || given.bury === null) return given;
  const outcome: Outcome = { ...given.outcome, state: "pending", deadReason: null, nextAtMs: nowMs };
  return { ...given, outcome, disable: "head_exhausted" };
}

interface Carried {
  readonly endpoint: StoredEndpoint;
  readonly attempted: Attempted;
  readonly consequence: Consequence;
  readonly refusal: Unsendable["refusal"];
}

function carryThrough(store: ObjectStore, { endpoint, attempted, consequence, refusal }: Carried): void {
  const { leased, eventType } = attempted;
  const { outcome, health, disable, bury } = consequence;
  if (!recordOutcome(store.storage.sql, leased, outcome)) return;
  if (health !== null) saveHealth(store.db, endpoint.no, health);
  const { id, document } = endpoint;
  if (bury !== null)
    act(store, "webhooks.bury_delivery", {
      endpointId: id,
      endpointName: document.name,
      messageId: leased.messageId,
      sequence: seqAt(leased.place),
      eventType,
      reason: bury,
      refusal,
    });
  if (disable !== null) act(store, "webhooks.disable_endpoint", { id, reason: disable });
}

type OwnCommand = "webhooks.bury_delivery" | "webhooks.disable_endpoint";

/** The gateway's own doing: no policy decides it, and the tenant's log shows it. */
function act<N extends OwnCommand>(store: ObjectStore, name: N, input: CommandInputs[N]): void {
  const envelope: Envelope = {
    decidedAt: "platform",
    actor: { kind: "system", id: "webhooks" },
    action: name.replace(".", ":"),
    reasons: ["platform"],
    requestId: "webhooks",
    idempotency: null,
  };
  const done = commit(store, envelope, bindCommand(name, input));
  // Thrown out of the transaction: nothing of the attempt is recorded, and the lease ends by itself.
  if (!done.ok) throw new Error(`${name}: ${done.fault.code}`);
}
