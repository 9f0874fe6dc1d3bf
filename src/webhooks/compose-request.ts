// The request of one attempt: transformation, envelope, own headers, identity and signature. Only the timestamp and the number of
// the attempt differ between attempts, and what a change of the endpoint or its keys makes different.

import { utf8 } from "../kernel/bytes.ts";
import type { Json } from "../kernel/canonical-json.ts";
import { fault } from "../kernel/fault.ts";
import { failed, ok, type Result } from "../kernel/result.ts";
import { SECOND_MS } from "../kernel/time.ts";
import type { Endpoint, EndpointSecrets } from "./endpoint.ts";
import { envelop, standardEnvelope, type Enveloped } from "./envelope.ts";
import type { WebhookEvent } from "./event.ts";
import type { OutboundRequest } from "./outbound-request.ts";
import { signMessage } from "./sign-message.ts";
import { transform } from "./template-words.ts";

/** LIMIT: of a body. An event has half of it at most; a transformation may write more. */
export const MOST_BODY_BYTES = 131_072;
const USER_AGENT = "Traceo-Webhooks/1.0";

export interface Attempt {
  readonly messageId: string;
  readonly event: WebhookEvent;
  /** Of the endpoint. */
  readonly sequence: number;
  /** 1 for the first. */
  readonly attempt: number;
  readonly nowMs: number;
}

/** The event as the endpoint is to see it, for the envelope or for a connector. */
export function sentEvent(endpoint: Pick<Endpoint, "transformation">, attempt: Attempt): WebhookEvent {
  const event = { ...attempt.event, sequence: attempt.sequence };
  const { transformation } = endpoint;
  if (transformation?.target !== "data") return event;
  return { ...event, data: transform(transformation.template, standardEnvelope(event)) };
}

function contentOf(endpoint: Endpoint, attempt: Attempt): Enveloped {
  const event = sentEvent(endpoint, attempt);
  if (endpoint.transformation?.target !== "body") return envelop(event, endpoint.envelope);
  const made: Json = transform(endpoint.transformation.template, standardEnvelope(event));
  return { headers: { "content-type": "application/json" }, body: JSON.stringify(made) };
}

/** What every attempt carries, a connector's too; the signature is apart. */
export function identityHeaders({
  messageId,
  event,
  sequence,
  attempt,
  nowMs,
}: Attempt): Record<string, string> {
  return {
    "user-agent": USER_AGENT,
    "webhook-id": messageId,
    "webhook-timestamp": String(Math.floor(nowMs / SECOND_MS)),
    "x-idempotency-key": messageId,
    "x-traceo-event": event.id,
    "x-traceo-sequence": String(sequence),
    "x-traceo-attempt": String(attempt),
  };
}

export interface Composed extends Attempt {
  readonly endpoint: Endpoint;
  readonly secrets: Pick<EndpointSecrets, "secret_headers">;
  /** `whsec_…` and `whsk_…`, all that are in force for the endpoint's schemes. */
  readonly keys: readonly string[];
}

function lowerNames(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, text]) => [name.toLowerCase(), text]));
}

/** `webhooks.payload_refused` for a body that is too large. For an endpoint with a `url`; a connector makes its own. */
export async function composeRequest(composed: Composed): Promise<Result<OutboundRequest>> {
  const { endpoint, secrets, keys, messageId, nowMs } = composed;
  if (endpoint.url === null)
    throw new TypeError("an endpoint without an address is its connector's to send to");
  const { headers, body } = contentOf(endpoint, composed);
  const sizeBytes = utf8(body).byteLength;
  if (sizeBytes > MOST_BODY_BYTES)
    return failed(
      fault("webhooks.payload_refused", `a body has at most ${MOST_BODY_BYTES} bytes, not ${sizeBytes}`),
    );
  const signature = await signMessage({ messageId, timestampS: Math.floor(nowMs / SECOND_MS), body }, keys);
  return ok({
    method: "POST",
    url: endpoint.url,
    headers: {
      ...lowerNames(endpoint.headers),
      ...lowerNames(secrets.secret_headers),
      ...headers,
      ...identityHeaders(composed),
      "webhook-signature": signature,
    },
    body,
  });
}
