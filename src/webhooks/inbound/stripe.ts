// Stripe: `Stripe-Signature` is `t=` seconds and one or more `v1=`, each the HMAC-SHA-256 of `{t}.{body}` in hexadecimal, by the
// secret as it is written (`whsec_…`, not decoded). The message's id is the event's. Source: docs.stripe.com/webhooks/signature.

import { parseHex } from "../../kernel/bytes.ts";
import { isMac } from "./hook-mac.ts";
import { jsonOf, textIn, verifiedHook, type ReceivedHook, type VerifiedHook } from "./received-hook.ts";

/** What Stripe's own libraries take. */
const TOLERANCE_MS = 300_000;
/** Two while a secret is rotated; a request with hundreds would have each one compared. */
const MOST_SIGNATURES = 8;
const SECONDS = /^\d{1,12}$/;

interface StripeSignature {
  readonly seconds: string;
  readonly offered: readonly string[];
}

function readHeader(text: string): StripeSignature | null {
  const fields = text.split(",").map((field) => field.trim().split("=", 2));
  const seconds = fields.find(([name]) => name === "t")?.[1];
  if (seconds === undefined || !SECONDS.test(seconds)) return null;
  const offered = fields.flatMap(([name, value]) => (name === "v1" && value !== undefined ? [value] : []));
  return { seconds, offered: offered.slice(0, MOST_SIGNATURES) };
}

export function verifyStripe(hook: ReceivedHook, secret: string, nowMs: number): VerifiedHook | null {
  const signature = readHeader(hook.headers["stripe-signature"] ?? "");
  if (signature === null) return null;
  const { seconds, offered } = signature;
  if (Math.abs(nowMs - Number(seconds) * 1_000) > TOLERANCE_MS) return null;
  const parts = [`${seconds}.`, hook.body];
  const isSigned = offered.some((text) => isMac(parseHex(text), { algorithm: "sha256", secret, parts }));
  if (!isSigned) return null;
  const event = jsonOf(hook.body);
  return verifiedHook(textIn(event, "id"), textIn(event, "type"));
}
