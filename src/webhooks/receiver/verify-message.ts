// The receiver's half of Standard Webhooks 1.0 (github.com/standard-webhooks/standard-webhooks, spec): `v1`, HMAC-SHA-256 with a
// secret `whsec_…`, and `v1a`, Ed25519 with a public key `whpk_…`. What is signed is `{id}.{timestamp}.{body}`.
// WebCrypto compares in constant time. Written apart from the sender, so that each is a check of the other.

import type { WebhookMessage } from "./message.ts";

export interface ReceivedRequest {
  readonly headers: { get(name: string): string | null };
  /** As it came: parsed and written again it is another one. */
  readonly body: string;
}

export type Refusal = "headers_missing" | "timestamp_out_of_range" | "signature_wrong";

export type Verified =
  | { readonly ok: true; readonly message: WebhookMessage }
  | { readonly ok: false; readonly refusal: Refusal };

export interface Verification {
  /** `whsec_…` and `whpk_…`, the present one and, while it is rotated, the former one. */
  readonly keys: readonly string[];
  readonly nowMs: number;
  readonly toleranceSeconds: number;
}

type Scheme = "v1" | "v1a";

interface Key {
  readonly scheme: Scheme;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const SCHEMES: Readonly<Record<string, Scheme>> = { whsec_: "v1", whpk_: "v1a" };
const ALGORITHMS = { v1: { name: "HMAC", hash: "SHA-256" }, v1a: { name: "Ed25519" } } as const;
const ED25519_BYTES = 64;
/** A request with hundreds of signatures would have each one worked out. */
const MOST_SIGNATURES = 20;
const SECONDS = /^\d{1,12}$/;
const WHOLE_NUMBER = /^[1-9]\d{0,15}$/;

/** Throws for a key that is none: that is a mistake of the settings, not of a request. */
export function parseVerifyingKey(text: string): Key {
  const [prefix = ""] = /^whsec_|^whpk_/.exec(text) ?? [];
  const scheme = SCHEMES[prefix];
  const bytes = parseBase64(text.slice(prefix.length));
  if (scheme === undefined || bytes === null || bytes.byteLength === 0)
    throw new Error("a key is `whsec_` or `whpk_` and base64");
  return { scheme, bytes };
}

function parseBase64(text: string): Uint8Array<ArrayBuffer> | null {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) return null;
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}

export async function verifyMessage(
  { headers, body }: ReceivedRequest,
  { keys, nowMs, toleranceSeconds }: Verification,
): Promise<Verified> {
  const [id, timestamp] = [headers.get("webhook-id"), headers.get("webhook-timestamp")];
  const signatures = headers.get("webhook-signature");
  // With a full stop in the id one message could be read as another.
  if (
    id === null ||
    id === "" ||
    id.includes(".") ||
    timestamp === null ||
    !SECONDS.test(timestamp) ||
    signatures === null
  )
    return { ok: false, refusal: "headers_missing" };
  const sentAtMs = Number(timestamp) * 1_000;
  if (Math.abs(nowMs - sentAtMs) > toleranceSeconds * 1_000)
    return { ok: false, refusal: "timestamp_out_of_range" };
  const signed = new Uint8Array(new TextEncoder().encode(`${id}.${timestamp}.${body}`));
  const isSigned = await hasSignature(signed, signatures, keys.map(parseVerifyingKey));
  if (!isSigned) return { ok: false, refusal: "signature_wrong" };
  return { ok: true, message: { id, sentAtMs, sequence: readSequence(headers), body } };
}

/** Not signed by the standard: HTTPS is what keeps it as it was sent. */
function readSequence(headers: ReceivedRequest["headers"]): number | null {
  const text = headers.get("x-traceo-sequence");
  return text !== null && WHOLE_NUMBER.test(text) ? Number(text) : null;
}

async function hasSignature(
  signed: Uint8Array<ArrayBuffer>,
  signatures: string,
  keys: readonly Key[],
): Promise<boolean> {
  for (const part of signatures.split(" ").slice(0, MOST_SIGNATURES)) {
    const [scheme, text = ""] = part.split(",", 2);
    const signature = parseBase64(text);
    if (signature === null) continue;
    for (const key of keys) {
      if (key.scheme === scheme && (await isSignedBy(key, signature, signed))) return true;
    }
  }
  return false;
}

async function isSignedBy(
  { scheme, bytes }: Key,
  signature: Uint8Array<ArrayBuffer>,
  signed: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  const algorithm = ALGORITHMS[scheme];
  // Some runtimes throw for an Ed25519 signature of another length instead of saying no.
  if (scheme === "v1a" && signature.byteLength !== ED25519_BYTES) return false;
  const key = await crypto.subtle.importKey("raw", bytes, algorithm, false, ["verify"]);
  return crypto.subtle.verify(algorithm.name, key, signature, signed);
}
