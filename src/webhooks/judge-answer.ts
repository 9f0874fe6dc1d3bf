// What an attempt came to, by Standard Webhooks 1.0: 2xx is delivered, 410 says that nothing more is wanted, everything else is
// a failure that is tried again. A redirect is a failure: it is never followed, so it leads to no other address.

import { parseRetryAfter } from "./retry-after.ts";

/** Why there was no answer. */
type NoAnswer = "timeout" | "connection_failed";

export type Answer =
  | { readonly status: number; readonly retryAfter: string | null }
  | { readonly status: null; readonly noAnswer: NoAnswer };

export interface Judgement {
  readonly outcome: "delivered" | "failed" | "gone";
  /** `status_500`, `redirect`, `timeout`, ... */
  readonly reason: string;
  /** Did the receiver say or show that it is overloaded? */
  readonly isOverloaded: boolean;
  readonly retryAfterMs: number | null;
}

const GONE = 410;
const OVERLOADED: ReadonlySet<number> = new Set([429, 502, 503, 504]);

export function judgeAnswer(answer: Answer, nowMs: number): Judgement {
  if (answer.status === null) {
    const { noAnswer } = answer;
    return { outcome: "failed", reason: noAnswer, isOverloaded: noAnswer === "timeout", retryAfterMs: null };
  }
  const { status, retryAfter } = answer;
  const isDelivered = status >= 200 && status < 300;
  const isRedirect = status >= 300 && status < 400;
  return {
    outcome: isDelivered ? "delivered" : status === GONE ? "gone" : "failed",
    reason: isRedirect ? "redirect" : `status_${status}`,
    isOverloaded: OVERLOADED.has(status),
    retryAfterMs: isDelivered ? null : parseRetryAfter(retryAfter, nowMs),
  };
}
