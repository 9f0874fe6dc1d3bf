// What a verified request says, and what may become of it. This folder stands alone: it imports nothing from outside itself,
// so it can be copied as it is into any project that receives Traceo webhooks.

/** A delivery whose signature was right. */
export interface WebhookMessage {
  /** `webhook-id`: one for an event and an endpoint for ever, the same in every attempt and replay. */
  readonly id: string;
  /** `webhook-timestamp`, when this attempt was signed. */
  readonly sentAtMs: number;
  /** `x-traceo-sequence`: rises by one from delivery to delivery of an endpoint; null where the sender has none. */
  readonly sequence: number | null;
  /** The body as it was signed. */
  readonly body: string;
}

/**
 * - `applied`: the handler's work and the note of the id are stored, together.
 * - `repeated`: the id was noted before; nothing was done.
 * - `early`: messages before it are still to come; nothing was done.
 * - `late`: its place in the order has passed; nothing was done.
 */
export type Verdict = "applied" | "repeated" | "early" | "late";

/** Applies a message once. Throws when the handler or the store fails: then nothing of it is stored. */
export type Apply = (message: WebhookMessage) => Promise<Verdict>;

/** `consecutive`: only the message after the last applied one; the first is `firstSequence`. */
export type Order = "none" | "consecutive";

export interface Ordering {
  readonly order: Order;
  /** Where an endpoint that already was in use is taken over; 1 otherwise. */
  readonly firstSequence: number;
}

/** What a store knows of a message before it is applied. */
export interface Noted {
  readonly isNoted: boolean;
  /** The sequence of the last message that was applied; null before the first. */
  readonly position: number | null;
}

export const ANY_ORDER: Ordering = { order: "none", firstSequence: 1 };

export function judgeMessage(
  { sequence }: WebhookMessage,
  { isNoted, position }: Noted,
  { order, firstSequence }: Ordering,
): Verdict {
  if (isNoted) return "repeated";
  if (order === "none") return "applied";
  if (sequence === null) throw new Error("the message has no x-traceo-sequence: it cannot be put in order");
  const next = position === null ? firstSequence : position + 1;
  if (sequence === next) return "applied";
  return sequence > next ? "early" : "late";
}
