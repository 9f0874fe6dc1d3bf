// Sends what is due to one endpoint, as many at once as it allows, until nothing is due or the time is used up. Each round reads the
// endpoint anew: what pauses, disables or changes it takes effect with the next delivery. What there is room for is leased in one
// statement, and answers that come close together are recorded in one transaction, so a round is several deliveries where it can be.
// An endpoint that has just failed is asked one thing at a time until it answers: a dead receiver holds one connection, not all
// that the platform gives (LIMIT: six at once).

import type { Tenant } from "../../directory/index.ts";
import { concurrencyOf, beginProbe, permitOf } from "../../webhooks/index.ts";
import type { StoredDelivery } from "../../webhooks/store/deliveries.ts";
import { leaseDeliveries } from "../../webhooks/store/leases.ts";
import { loadEndpointAt, saveHealth, type StoredEndpoint } from "../../webhooks/store/endpoints.ts";
import { loadEvents } from "../../webhooks/store/events.ts";
import { findDue } from "../../webhooks/store/pending.ts";
import { reportEvent } from "../../kernel/report.ts";
import { SECOND_MS } from "../../kernel/time.ts";
import { tenantAtHome } from "../object-store.ts";
import { openAnswerBook, type AnswerBook } from "./answer-book.ts";
import { attemptDelivery, boxOf, timeoutOf, type Leased } from "./attempt-delivery.ts";
import type { Bell } from "./bell.ts";
import type { Courier } from "./courier.ts";
import { createSecretKeeper, rewrapSecrets, type SecretKeeper } from "./open-secrets.ts";
import type { Pace } from "./pace.ts";
import { recordAnswers } from "./record-attempt.ts";

/** How long a lease outlasts the request it is for: to read the answer and to record it. */
const LEASE_SLACK_MS = 5 * SECOND_MS;
/** LIMIT: then the alarm carries on, so that a busy endpoint's run is not one invocation for ever. */
const RUN_FOR_MS = 20 * SECOND_MS;

export interface Run {
  readonly no: number;
  readonly tenant: Tenant;
  readonly pace: Pace;
  /** Rings when there may be more to send than there was, or room for it. */
  readonly bell: Bell;
}

export async function runEndpoint(courier: Courier, run: Run): Promise<void> {
  const { no, bell } = run;
  const { store } = courier;
  const box = boxOf(courier, run.tenant.id);
  const keeper = createSecretKeeper(box);
  const before = loadEndpointAt(store.db, no);
  if (before !== null) await rewrapSecrets(store, box, before);
  const endMs = store.clock() + RUN_FOR_MS;
  const inFlight = new Map<number, Promise<void>>();
  const book = openAnswerBook({
    write: (answers) => recordAnswers(store, answers),
    wait: courier.wait,
    underWay: () => inFlight.size,
  });
  while (store.clock() < endMs) {
    const rung = bell.rung();
    const endpoint = loadEndpointAt(store.db, no);
    if (endpoint === null || !maySend(courier, endpoint)) break;
    const waitMs = startDue(courier, { ...run, endpoint, keeper, book, inFlight });
    if (inFlight.size === 0 && waitMs === null) break;
    const waits = waitMs === null ? [] : [courier.wait(waitMs)];
    await Promise.race([rung, ...waits]);
  }
  await Promise.all(inFlight.values());
}

function maySend({ store }: Courier, { status }: StoredEndpoint): boolean {
  return status === "active" && tenantAtHome(store.db) !== null;
}

interface Round extends Run {
  readonly endpoint: StoredEndpoint;
  readonly keeper: SecretKeeper;
  readonly book: AnswerBook;
  /** By place. */
  readonly inFlight: Map<number, Promise<void>>;
}

/** Starts as many as there is room for. How long to wait when only the endpoint's rate is in the way; null otherwise. */
function startDue(courier: Courier, round: Round): number | null {
  const { endpoint, pace, inFlight } = round;
  const { store } = courier;
  const nowMs = store.clock();
  const permit = permitOf(endpoint.health, nowMs);
  if (permit.kind === "wait") return null;
  const isShy = permit.kind === "probe" || endpoint.health.failures > 0;
  const room = (isShy ? 1 : concurrencyOf(endpoint.document)) - inFlight.size;
  const wanted = { endpointNo: endpoint.no, order: endpoint.document.order };
  // Whose lease has ended under it is still being sent by this object: it is not sent beside itself.
  const due = findDue(store.storage.sql, wanted, { nowMs, room }).filter((place) => !inFlight.has(place));
  const { allowed, waitMs } = pace.take(due.length, endpoint.document.rate_per_second, nowMs);
  if (allowed > 0 && permit.kind === "probe")
    saveHealth(store.db, endpoint.no, beginProbe(endpoint.health, nowMs));
  const untilMs = nowMs + timeoutOf(endpoint) + LEASE_SLACK_MS;
  if (allowed > 0)
    startAll(courier, round, leaseDeliveries(store.storage.sql, { places: due.slice(0, allowed), untilMs }));
  return waitMs;
}

function startAll(courier: Courier, round: Round, deliveries: readonly StoredDelivery[]): void {
  const { inFlight, bell } = round;
  const events = loadEvents(
    courier.store.storage.sql,
    deliveries.map(({ eventSeq }) => eventSeq),
  );
  for (const delivery of deliveries) {
    const { place, eventSeq } = delivery;
    const event = events.get(eventSeq) ?? null;
    const attempted = attempt(courier, { ...round, delivery, event }).finally(() => {
      inFlight.delete(place);
      bell.ring();
    });
    inFlight.set(place, attempted);
  }
}

/** What is thrown is a bug or a store that fails: the lease ends by itself, and the delivery is tried again. */
async function attempt(courier: Courier, leased: Leased): Promise<void> {
  try {
    await attemptDelivery(courier, leased);
  } catch (error) {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : "thrown";
    reportEvent({ event: "webhook_attempt_failed", endpoint: leased.endpoint.id, reason });
  }
}
