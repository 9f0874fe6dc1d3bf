// The states of an endpoint. `paused` is a person's doing and keeps what comes in; `disabled` is ours, after the receiver
// said or showed that it does not want more.

export const ENDPOINT_STATUSES = ["active", "paused", "disabled"] as const;
export type EndpointStatus = (typeof ENDPOINT_STATUSES)[number];

/**
 * - `gone`: it answered 410
 * - `failing`: nothing got through for days
 * - `head_exhausted`: the head of a strict order was given up, and nothing may overtake it
 */
export const DISABLE_REASONS = ["gone", "failing", "head_exhausted"] as const;
export type DisableReason = (typeof DISABLE_REASONS)[number];
