// What is kept of an attempt, to be read by whoever may see the endpoint: what was sent, what came back, how long it took.
// INVARIANT: no credential is in it. Values of secret headers and credentials are taken out of everything, also where the
// receiver sends them back; query values and signatures are not kept.
// LIMIT: about 12 KB an attempt: bodies are cut after BODY_BYTES, headers after HEADERS.

import { z } from "zod";
import { utf8 } from "../kernel/bytes.ts";
import { oncePer } from "../kernel/once-per.ts";
import type { EndpointSecrets } from "./endpoint.ts";
import type { Judgement } from "./judge-answer.ts";
import type { OutboundRequest } from "./outbound-request.ts";
import { isCredentialHeader } from "./own-headers.ts";

const BODY_BYTES = 4_096;
const HEADERS = 40;
const HEADER_CHARS = 256;
const URL_CHARS = 512;
/** Shorter ones would take harmless text away and are no secrets. */
const LEAST_SECRET_CHARS = 6;
const REDACTED = "[redacted]";
/** Of a UTF-16 code unit, in UTF-8. */
const MOST_BYTES_OF_UNIT = 3;
const DECODER = new TextDecoder();

const exchangedSchema = z.object({
  headers: z.record(z.string(), z.string()),
  body: z.string(),
  /** Of the whole; of an answer as far as it was read. */
  body_bytes: z.int(),
  is_truncated: z.boolean(),
});

export const attemptSchema = z.object({
  /** 1 for the first. */
  attempt: z.int(),
  at: z.iso.datetime(),
  duration_ms: z.int(),
  outcome: z.enum(["delivered", "failed", "gone"]),
  reason: z.string().describe("`status_500`, `redirect`, `timeout`, `connection_failed`, ..."),
  request: exchangedSchema.extend({ method: z.string(), url: z.string() }),
  response: exchangedSchema.extend({ status: z.int() }).nullable(),
  next_attempt_at: z.iso.datetime().nullable(),
});

export type AttemptRecord = z.infer<typeof attemptSchema>;

export interface Received {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** As far as it was read. */
  readonly body: Uint8Array;
}

export interface MadeAttempt {
  readonly attempt: number;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly request: OutboundRequest;
  readonly received: Received | null;
  readonly judgement: Judgement;
  readonly nextAtMs: number | null;
  /** What must not be kept, and the signing keys, which neither. */
  readonly secrets: EndpointSecrets & { readonly keys: readonly string[] };
}

export function recordAttempt(made: MadeAttempt): AttemptRecord {
  const { request, received, judgement, startedAtMs, endedAtMs, nextAtMs } = made;
  const redact = redactorOf(made.secrets);
  return {
    attempt: made.attempt,
    at: new Date(startedAtMs).toISOString(),
    duration_ms: Math.max(0, Math.round(endedAtMs - startedAtMs)),
    outcome: judgement.outcome,
    reason: judgement.reason,
    request: {
      method: request.method,
      url: keptUrl(request.url, redact),
      ...exchanged(request.headers, asBytes(request.body), redact),
    },
    response:
      received === null
        ? null
        : { status: received.status, ...exchanged(received.headers, received.body, redact) },
    next_attempt_at: nextAtMs === null ? null : new Date(nextAtMs).toISOString(),
  };
}

type Redact = (text: string) => string;

/** Made once for the secrets of a run. Longest first, so that a secret that holds another leaves nothing of itself. */
const redactorOf = oncePer(({ secret_headers, credentials, keys }: MadeAttempt["secrets"]): Redact => {
  const values = [...Object.values(secret_headers), ...Object.values(credentials), ...keys];
  // `Bearer abc` comes back as `abc` from a receiver that tells which token it did not like.
  const parts = values.flatMap((value) => [value, ...(partsOfAddress(value) ?? value.split(/[\s,;=:]+/))]);
  const written = parts.flatMap((part) => [
    part,
    encodeURIComponent(part.toWellFormed()),
    JSON.stringify(part).slice(1, -1),
  ]);
  const sorted = [...new Set(written)]
    .filter((part) => part.length >= LEAST_SECRET_CHARS)
    .toSorted((a, b) => b.length - a.length);
  return (text) => sorted.reduce((rest, secret) => rest.replaceAll(secret, REDACTED), text);
});

/**
 * A secret address opens by its path or its query: neither is kept where it stands without the host, nor those steps of the
 * path that are no words. Null for what is no address.
 */
function partsOfAddress(value: string): string[] | null {
  const url = URL.parse(value);
  if (url === null || !/^https?:$/.test(url.protocol)) return null;
  const { pathname, searchParams } = url;
  const path = pathname.replace(/^\/|\/$/g, "");
  const steps = path.split("/").filter((step) => !/^[a-z]*(?:[-_.][a-z]+)*$/.test(step));
  return [path, ...steps, ...searchParams.values()];
}

function asBytes(body: string | Uint8Array): Uint8Array {
  return typeof body === "string" ? utf8(body) : body;
}

interface KeptUrl {
  readonly url: string;
  readonly kept: string;
}

/** The one that was kept last under the secrets of a run: most endpoints have one address. */
const lastUrls = oncePer((_redact: Redact): { last: KeptUrl | null } => ({ last: null }));

function keptUrl(url: string, redact: Redact): string {
  const known = lastUrls(redact);
  if (known.last?.url !== url) known.last = { url, kept: withoutValues(url, redact) };
  return known.last.kept;
}

/** Values of a query are not kept: services put tokens there. */
function withoutValues(url: string, redact: Redact): string {
  const { origin, pathname, searchParams } = new URL(url);
  const names = [...searchParams.keys()].map((name) => `${encodeURIComponent(name)}=${REDACTED}`);
  return redact(`${origin}${pathname}${names.length > 0 ? "?" : ""}${names.join("&")}`).slice(0, URL_CHARS);
}

function exchanged(headers: Readonly<Record<string, string>>, body: Uint8Array, redact: Redact) {
  return {
    headers: keptHeaders(headers, redact),
    body: keptBody(body, redact),
    body_bytes: body.byteLength,
    is_truncated: body.byteLength > BODY_BYTES,
  };
}

const HIDDEN: ReadonlySet<string> = new Set(["set-cookie", "webhook-signature", "www-authenticate"]);

function keptHeaders(headers: Readonly<Record<string, string>>, redact: Redact): Record<string, string> {
  const kept = Object.entries(headers).slice(0, HEADERS);
  return Object.fromEntries(
    kept.map(([name, value]) => {
      const isHidden = HIDDEN.has(name.toLowerCase()) || isCredentialHeader(name);
      return [
        name.toLowerCase().slice(0, HEADER_CHARS),
        isHidden ? REDACTED : redact(value).slice(0, HEADER_CHARS),
      ];
    }),
  );
}

/** Redacted before it is cut, so that no half of a secret stands at the cut. Bytes that are no text are shown as U+FFFD. */
function keptBody(body: Uint8Array, redact: Redact): string {
  const text = redact(DECODER.decode(body)).toWellFormed();
  const cut = text.length * MOST_BYTES_OF_UNIT <= BODY_BYTES ? text : firstBytes(text);
  return cut.replaceAll(/(?![\t\n\r])\p{Cc}/gu, "\ufffd");
}

function firstBytes(text: string): string {
  return new TextDecoder().decode(utf8(text).subarray(0, BODY_BYTES), { stream: true });
}
