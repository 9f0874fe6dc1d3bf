// What a golden test of a connector holds: the request that its example event makes, written out, and what the vendor's
// documentation says of such a request, as a schema that every event's request must fit.

import { z } from "zod";
import type { Json } from "../../../src/kernel/canonical-json.ts";
import { EVENT_TYPES, type EventType, type WebhookEvent } from "../../../src/webhooks/index.ts";

export interface Golden {
  readonly id: string;
  /** Where the vendor says so. */
  readonly sources: readonly string[];
  /** Of the example event. `now` for a signed one is the event's instant. */
  readonly expected: {
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: unknown;
  };
  /** The body as documented: of any event that the connector does not ignore. */
  readonly body: z.ZodType;
  /** Addresses of any event. */
  readonly url: RegExp;
  /** Must not stand anywhere in the body, whatever the event holds. */
  readonly never?: readonly RegExp[];
}

/** The examples' own: what the registry of events shows may change, a golden request does not. */
const DATA: Partial<Readonly<Record<EventType, Json>>> = {
  "alert.firing": {
    alert_id: "alr_06fj2x9q0r4t8w1y5zab",
    name: "checkout is slow",
    severity: "critical",
    labels: { service: "checkout", environment: "production" },
    value: 2.4,
    threshold: null,
    since: "2026-11-23T14:20:00.000Z",
  },
  "budget.threshold_reached": {
    budget_id: "bud_1",
    name: "platform",
    spent: "400.12",
    limit: "500.00",
    currency: "USD",
  },
  "key.revoked": { key_id: "key_06fj2x9q0r4t8w1y5zab", name: "collector" },
  "policy.changed": { version: 12, epoch: 40, summary: "nobody exports at night" },
  "report.ready": { report_id: "rep_1", name: "cost by team", format: "pdf" },
};

export const AT_MS = Date.UTC(2026, 10, 23, 14, 20);

export function exampleOf(type: EventType, changes: Partial<WebhookEvent> = {}): WebhookEvent {
  return {
    id: "evt_06fj2x9q0r4t8w1y5zab",
    type,
    atMs: AT_MS,
    data: DATA[type] ?? EVENT_TYPES[type].example,
    tenantId: "ten_06fj2x9q0r4t8w1y5zab",
    key: "alr_06fj2x9q0r4t8w1y5zab",
    ...changes,
  };
}

/** A form comes as its fields, everything else as its JSON. */
export function bodyOf(request: {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}): unknown {
  const body = String(request.body);
  const isForm = request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded") === true;
  return isForm ? Object.fromEntries(new URLSearchParams(body)) : (JSON.parse(body) as unknown);
}

/** JSON in a text. */
export const jsonText = z.string().refine((text) => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}, "JSON");

/** Every text in a body, but for addresses. */
export function allTexts(body: unknown): string[] {
  if (typeof body === "string") return body.startsWith("https://") ? [] : [body];
  return body !== null && typeof body === "object" ? Object.values(body).flatMap(allTexts) : [];
}
