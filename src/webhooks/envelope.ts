// The forms in which an event is sent: Standard Webhooks 1.0 (`type`, `timestamp`, `data`) and CloudEvents 1.0.2 by its HTTP
// binding, structured (all of it in the body) and binary (attributes in `ce-` headers, data in the body).

import type { Json } from "../kernel/canonical-json.ts";
import { utf8 } from "../kernel/bytes.ts";
import type { EnvelopeForm } from "./endpoint.ts";
import { dataClassOf, EVENT_TYPES } from "./event-types.ts";
import type { WebhookEvent } from "./event.ts";

export interface Enveloped {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

type Attributes = Readonly<Record<string, string>>;

/** What conditions and templates look into, whatever form the endpoint asks for. */
export function standardEnvelope({ type, atMs, data }: WebhookEvent): Json {
  return { type, timestamp: new Date(atMs).toISOString(), data };
}

/**
 * `id` and `source` together are of the event and the same in every attempt. `sequence` and `partitionkey` are documented
 * extensions; `dataclass` and `dataversion` are ours, of the catalogue.
 */
function attributesOf(event: WebhookEvent): Attributes {
  return {
    specversion: "1.0",
    id: event.id,
    source: `/tenants/${event.tenantId}`,
    type: event.type,
    time: new Date(event.atMs).toISOString(),
    ...(event.key === null ? {} : { subject: event.key, partitionkey: event.key }),
    ...(event.sequence === undefined ? {} : { sequence: String(event.sequence) }),
    dataclass: dataClassOf(event.type),
    dataversion: String(EVENT_TYPES[event.type].version),
  };
}

const FORMS: Readonly<Record<EnvelopeForm, (event: WebhookEvent) => Enveloped>> = {
  standard: (event) => ({
    headers: { "content-type": "application/json" },
    body: JSON.stringify(standardEnvelope(event)),
  }),
  cloudevents_structured: (event) => ({
    headers: { "content-type": "application/cloudevents+json; charset=utf-8" },
    body: JSON.stringify({ ...attributesOf(event), datacontenttype: "application/json", data: event.data }),
  }),
  cloudevents_binary: (event) => ({
    headers: { "content-type": "application/json", ...binaryHeaders(attributesOf(event)) },
    body: JSON.stringify(event.data),
  }),
};

export function envelop(event: WebhookEvent, form: EnvelopeForm): Enveloped {
  return FORMS[form](event);
}

function binaryHeaders(attributes: Attributes): Attributes {
  const named = Object.entries(attributes).map(([name, text]) => [`ce-${name}`, headerText(text)]);
  return Object.fromEntries(named) as Attributes;
}

/** CloudEvents HTTP binding, 3.1.3.2: what is not printable ASCII, space, `"` and `%` is percent-encoded UTF-8. */
function headerText(text: string): string {
  return Array.from(text.toWellFormed(), (char) =>
    /^[\x21\x23\x24\x26-\x7e]$/.test(char) ? char : percentEncoded(char),
  ).join("");
}

function percentEncoded(char: string): string {
  return Array.from(utf8(char), (byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");
}
