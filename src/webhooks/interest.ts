// Does an endpoint want an event? By its type first, then by the condition on the envelope.

import { compileCondition } from "./condition.ts";
import type { Endpoint } from "./endpoint.ts";
import { standardEnvelope } from "./envelope.ts";
import { matchesPattern } from "./event-pattern.ts";
import type { WebhookEvent } from "./event.ts";

export type Interest = (event: WebhookEvent) => boolean;

/** Made once for an endpoint; what it makes is asked of every event. */
export function compileInterest({
  event_types: patterns,
  condition,
}: Pick<Endpoint, "event_types" | "condition">): Interest {
  const meets = condition === null ? () => true : compileCondition(condition);
  return (event) =>
    patterns.some((pattern) => matchesPattern(pattern, event.type)) && meets(standardEnvelope(event));
}
