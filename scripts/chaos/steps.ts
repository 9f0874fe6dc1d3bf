// Where the gateway is killed: between any two things that it does to the outside while an event is on its way. Nothing is
// seen of a crash between two statements without one of these in between: a transaction is there or it is not.
// By the names that src/tenant/webhooks gives its steps; `consumed`, `answered` and `alarm` are further gaps. workers/front.ts
// stands at each.

export const STEPS = [
  /** Event, deliveries and effect are committed; the queue message is not sent. */
  "committed",
  /** The message is sent; the effect still says that it is to be. */
  "kicked",
  /** The consumer has the message; it has done nothing about it. */
  "consumed",
  /** The lease is written; the request has not left. */
  "taken",
  /** The receiver has the request, has applied it, and has not answered: stopped there, see receiver-process.ts. */
  "sent",
  /** The answer is there; the attempt is not recorded. */
  "answered",
  /** The attempt is recorded; what comes after it is not begun. */
  "recorded",
  /** The consumer's work is done; the message is not acknowledged. */
  "delivered",
  /** The alarm has fired; nothing that is due is done. */
  "alarm",
] as const;

export type Step = (typeof STEPS)[number];

/** Kill where `step` is reached for the n-th time from now on; null lets it live. */
export interface Armed {
  /** Rises with every aim that is taken. */
  readonly aim: number;
  readonly step: Step | null;
  readonly nth: number;
}
