// A delivery: one event on its way to one endpoint. Its id goes with every attempt, so a receiver that remembers ids applies
// the event once. INVARIANTS: at most one attempt in flight (whoever records an attempt holds the fence it was leased
// with); `sequence` rises strictly per endpoint and is never given again; a delivery leaves `pending` once, but for a replay.

/** In flight is not a state: it is a lease that has not ended. */
export const DELIVERY_STATES = ["pending", "delivered", "dead"] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/**
 * - `exhausted`: the last attempt of the schedule failed
 * - `transfer_refused`, `address_refused`, `payload_refused`: it may not be sent, or cannot be made
 * - `endpoint_gone`: the endpoint was disabled or deleted meanwhile
 */
export const DEAD_REASONS = [
  "exhausted",
  "transfer_refused",
  "address_refused",
  "payload_refused",
  "endpoint_gone",
] as const;
export type DeadReason = (typeof DEAD_REASONS)[number];

export const ORDERS = ["none", "per_key", "strict"] as const;
export type Order = (typeof ORDERS)[number];
