// Takes a request of a webhook in: bounds it, verifies it, has it applied once, and answers what makes the sender do the right
// thing. INVARIANT: 2xx is answered only when the message's work is stored, or was before.

import type { Apply, Verdict } from "./message.ts";
import { parseVerifyingKey, verifyMessage, type ReceivedRequest } from "./verify-message.ts";

export interface ReceiverOptions {
  /** `whsec_…` or `whpk_…` as the gateway told them; two while a secret is rotated. */
  readonly keys: readonly string[];
  readonly apply: Apply;
  /** Milliseconds since 1970: `() => Date.now()`. */
  readonly clock: () => number;
  readonly toleranceSeconds?: number;
  readonly maxBytes?: number;
}

export interface Answer {
  readonly status: number;
  /** What became of the message, or why it was refused: for the receiver's own log. */
  readonly outcome: Verdict | "too_large" | "not_verified";
}

export interface Receiver {
  /** For any server: hand it the headers and the raw body, send the status back. Throws what the handler throws: answer 500. */
  accept(request: ReceivedRequest): Promise<Answer>;
  /** For servers with the standard `Request`. A handler that throws is answered 500. */
  receive(request: Request): Promise<Response>;
}

const TOLERANCE_SECONDS = 300;
/** The gateway sends at most 256 KiB. */
const MAX_BYTES = 262_144;

/** `early` and `late` are failures to the sender: the first comes again in its time, the second is for people to look at. */
const STATUS: Readonly<Record<Verdict, number>> = { applied: 200, repeated: 200, early: 425, late: 409 };

export function createReceiver(options: ReceiverOptions): Receiver {
  const { keys, apply, clock, toleranceSeconds = TOLERANCE_SECONDS, maxBytes = MAX_BYTES } = options;
  // A wrong setting shows at the start and not at the first delivery.
  for (const key of keys) parseVerifyingKey(key);
  const accept = async (request: ReceivedRequest): Promise<Answer> => {
    if (new TextEncoder().encode(request.body).byteLength > maxBytes)
      return { status: 413, outcome: "too_large" };
    const verified = await verifyMessage(request, { keys, nowMs: clock(), toleranceSeconds });
    if (!verified.ok) return { status: 401, outcome: "not_verified" };
    const outcome = await apply(verified.message);
    return { status: STATUS[outcome], outcome };
  };
  return { accept, receive: (request) => answer(request, maxBytes, accept) };
}

async function answer(request: Request, maxBytes: number, accept: Receiver["accept"]): Promise<Response> {
  if (Number(request.headers.get("content-length") ?? "0") > maxBytes) return respond(413, "too_large");
  try {
    const body = await request.text();
    const { status, outcome } = await accept({ headers: request.headers, body });
    return respond(status, outcome);
  } catch {
    // Nothing was stored: the sender tries again.
    return respond(500, "failed");
  }
}

function respond(status: number, outcome: string): Response {
  return new Response(`${outcome}\n`, { status, headers: { "content-type": "text/plain" } });
}
