// Signing and verifying by Standard Webhooks 1.0: what is signed is `{id}.{timestamp}.{body}`, the bytes of the body as they
// are sent. Several signatures stand side by side while secrets are rotated, and where an endpoint asks for both schemes.

import { base64, concatBytes, parseBase64, utf8 } from "../kernel/bytes.ts";
import { isEd25519Signed } from "../kernel/ed25519.ts";
import { fault } from "../kernel/fault.ts";
import { hmacSha256 } from "../kernel/hmac.ts";
import { oncePer } from "../kernel/once-per.ts";
import { failed, ok, type Result } from "../kernel/result.ts";
import { isSameSecret } from "../kernel/sha256.ts";
import { SECOND_MS } from "../kernel/time.ts";
import { importSeed, parseSigningKey, parseVerifyingKey, type SigningKey } from "./signing-keys.ts";

/** What the reference implementations allow either way. */
const TOLERANCE_MS = 300 * SECOND_MS;
/** LIMIT: each is checked against each key. */
const MOST_SIGNATURES = 20;
const TIMESTAMP = /^[1-9]\d{0,11}$/;
/** A full stop in it would let one message be read as another: the parts are joined by full stops. */
const MESSAGE_ID = /^[A-Za-z0-9_-]{1,256}$/;

export interface Unsigned {
  readonly messageId: string;
  /** Of the attempt, not of the event. */
  readonly timestampS: number;
  readonly body: string | Uint8Array;
}

/** An endpoint's keys sign message after message. Throws for a key that is none. */
const signersOf = oncePer((keys: readonly string[]) => keys.map(signerOf));

/** The value of `webhook-signature`. Throws for a key that is none, and for an id that could not be told from the rest. */
export async function signMessage(message: Unsigned, keys: readonly string[]): Promise<string> {
  if (!MESSAGE_ID.test(message.messageId)) throw new TypeError("an id of letters, digits, `_` and `-`");
  const signed = signedBytes(message.messageId, String(message.timestampS), message.body);
  return (await Promise.all(signersOf(keys).map(async (sign) => sign(signed)))).join(" ");
}

function signedBytes(messageId: string, timestamp: string, body: string | Uint8Array): Uint8Array {
  return concatBytes([utf8(`${messageId}.${timestamp}.`), typeof body === "string" ? utf8(body) : body]);
}

type Sign = (signed: Uint8Array) => string | Promise<string>;

function signerOf(text: string): Sign {
  const key = parseSigningKey(text);
  if (key === null) throw new TypeError("a signing key is `whsec_` or `whsk_` and base64");
  const { scheme, bytes } = key;
  if (scheme === "v1") return (signed) => `v1,${base64(hmacSha256(bytes, signed))}`;
  const importing = importSeed(bytes, "sealed");
  return async (signed) =>
    `v1a,${base64(new Uint8Array(await crypto.subtle.sign("Ed25519", await importing, signed)))}`;
}

export interface Signed {
  /** `webhook-id`, `webhook-timestamp` and `webhook-signature` as they came. */
  readonly id: string | null;
  readonly timestamp: string | null;
  readonly signature: string | null;
  /** As it came: parsed and written again it is another one. */
  readonly body: string | Uint8Array;
}

export interface Verification {
  /** `whsec_…` and `whpk_…`: the present ones, and while they are rotated the former. */
  readonly keys: readonly string[];
  readonly nowMs: number;
  readonly toleranceMs?: number;
}

export interface VerifiedMessage {
  readonly messageId: string;
  readonly sentAtMs: number;
}

const refuse = (why: string): Result<never> => failed(fault("webhooks.unverified", why));

/** `webhooks.unverified`; the detail is for the log. Throws for a key that is none. */
export async function verifyMessage(
  message: Signed,
  verification: Verification,
): Promise<Result<VerifiedMessage>> {
  const { nowMs, toleranceMs = TOLERANCE_MS } = verification;
  const { id, timestamp, signature, body } = message;
  if (id === null || timestamp === null || signature === null) return refuse("a header is missing");
  if (!TIMESTAMP.test(timestamp)) return refuse("the timestamp is no count of seconds");
  if (id === "" || id.includes(".")) return refuse("the id could be read in two ways");
  const sentAtMs = Number(timestamp) * SECOND_MS;
  if (Math.abs(nowMs - sentAtMs) > toleranceMs) return refuse("the timestamp is too far from now");
  const keys = verification.keys.map(keyOf);
  const isSigned = await isSignedByAny(signature, keys, signedBytes(id, timestamp, body));
  return isSigned ? ok({ messageId: id, sentAtMs }) : refuse("no signature is right");
}

function keyOf(text: string): SigningKey {
  const key = parseVerifyingKey(text);
  if (key === null) throw new TypeError("a verifying key is `whsec_` or `whpk_` and base64");
  return key;
}

async function isSignedByAny(
  header: string,
  keys: readonly SigningKey[],
  signed: Uint8Array,
): Promise<boolean> {
  for (const part of header.split(" ").slice(0, MOST_SIGNATURES)) {
    const comma = part.indexOf(",");
    const offered = comma < 0 ? null : parseBase64(part.slice(comma + 1));
    if (offered === null) continue;
    for (const key of keys)
      if (key.scheme === part.slice(0, comma) && (await isRight(key, offered, signed))) return true;
  }
  return false;
}

async function isRight(
  { scheme, bytes }: SigningKey,
  offered: Uint8Array,
  signed: Uint8Array,
): Promise<boolean> {
  if (scheme === "v1") return isSameSecret(hmacSha256(bytes, signed), offered);
  return isEd25519Signed(bytes, offered, signed);
}
