// One attempt of one delivery that is leased, from its event to the record of what came back.
//
// STEP taken: the lease is written, nothing is sent. A crash here leaves a lease that ends; the alarm stands at its end.
// STEP sent: the request is under way or answered, nothing is recorded. A crash here sends the same message again once the
// lease has ended, with the same id: that is the "at least once" that a receiver makes "once".
// STEP recorded: the attempt, the endpoint's health and what follows from them are in one transaction.

import type { Tenant } from "../../directory/index.ts";
import type { Json } from "../../kernel/canonical-json.ts";
import { findConnector, isTaken } from "../../connectors/index.ts";
import {
  judgeAnswer,
  recordAttempt,
  type Attempt,
  type Judgement,
  type OutboundRequest,
  type WebhookEvent,
} from "../../webhooks/index.ts";
import type { StoredDelivery } from "../../webhooks/store/deliveries.ts";
import type { StoredEndpoint } from "../../webhooks/store/endpoints.ts";
import type { StoredEvent } from "../../webhooks/store/events.ts";
import { seqAt } from "../../webhooks/store/place.ts";
import { SECOND_MS } from "../../kernel/time.ts";
import type { AnswerBook } from "./answer-book.ts";
import type { Attempted } from "./attempt-consequence.ts";
import type { Courier } from "./courier.ts";
import { fetchAnswer, type Fetched } from "./fetch-answer.ts";
import type { OpenedSecrets, SecretKeeper } from "./open-secrets.ts";
import { prepareRequest } from "./prepare-request.ts";
import { recordUnsendable } from "./record-attempt.ts";
import type { SecretBox } from "./secret-box.ts";

export interface Leased {
  readonly endpoint: StoredEndpoint;
  readonly delivery: StoredDelivery;
  /** Null: it went with its retention while its delivery waited. */
  readonly event: StoredEvent | null;
  readonly tenant: Pick<Tenant, "id" | "jurisdiction">;
  readonly keeper: SecretKeeper;
  readonly book: AnswerBook;
}

export async function attemptDelivery(courier: Courier, leased: Leased): Promise<void> {
  const { endpoint, delivery, tenant, keeper, book } = leased;
  const { store, waitDivisor: divisor } = courier;
  const startedAtMs = store.clock();
  const event = eventOf(leased);
  const attempted = { leased: delivery, eventType: event?.type ?? "", nowMs: startedAtMs, divisor };
  if (event === null) return recordUnsendable(store, attempted, { reason: "payload_refused", refusal: null });
  const attempt: Attempt = {
    messageId: delivery.messageId,
    event,
    sequence: seqAt(delivery.place),
    attempt: delivery.attempts + 1,
    nowMs: startedAtMs,
  };
  const secrets = await keeper.open(endpoint, startedAtMs);
  const { id: endpointId, document } = endpoint;
  const preparing = { endpointId, document, secrets, attempt, tenant };
  const prepared = await prepareRequest(courier, preparing);
  if (prepared.kind === "unsendable") return recordUnsendable(store, attempted, prepared);
  const { request } = prepared;
  const timeoutMs = timeoutOf(endpoint);
  const fetched = await fetchAnswer({ fetch: courier.fetch, request, timeoutMs });
  await recordFetched(book, { attempted, attempt, endpoint, request, fetched, secrets }, store.clock());
}

export function timeoutOf({ document }: StoredEndpoint): number {
  return document.timeout_seconds * SECOND_MS;
}

export function boxOf({ store, placement }: Courier, tenantId: string): SecretBox {
  return { vault: placement.vault, tenantId, random: store.random };
}

function eventOf({ event, tenant }: Leased): WebhookEvent | null {
  if (event === null) return null;
  const { seq: _seq, ...told } = event;
  return { ...told, tenantId: tenant.id };
}

interface Made {
  readonly attempted: Attempted;
  readonly attempt: Attempt;
  readonly endpoint: StoredEndpoint;
  readonly request: OutboundRequest;
  readonly fetched: Fetched;
  readonly secrets: OpenedSecrets;
}

async function recordFetched(book: AnswerBook, made: Made, endedAtMs: number): Promise<void> {
  const { attempted, attempt, request, fetched, secrets } = made;
  const judgement = judgeMade(made, endedAtMs);
  const toLog = (nextAtMs: number | null): Json =>
    recordAttempt({
      attempt: attempt.attempt,
      startedAtMs: attempt.nowMs,
      endedAtMs,
      request,
      received: fetched.received,
      judgement,
      nextAtMs,
      secrets,
    });
  await book.record({ ...attempted, nowMs: endedAtMs, judgement, toLog });
}

/** With some vendors an answer means something else than with HTTP. */
function judgeMade({ endpoint, fetched }: Made, nowMs: number): Judgement {
  const judgement = judgeAnswer(fetched.answer, nowMs);
  const { connector } = endpoint.document;
  if (connector === null || fetched.received === null) return judgement;
  const found = findConnector(connector.id);
  if (!found.ok) return judgement;
  const { status, body } = fetched.received;
  const taken = isTaken(found.value, status, new TextDecoder().decode(body));
  if (taken === (judgement.outcome === "delivered")) return judgement;
  return { ...judgement, outcome: taken ? "delivered" : "failed", reason: `vendor_${status}` };
}
