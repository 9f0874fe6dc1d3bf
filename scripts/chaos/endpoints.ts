// The endpoints of the chaos test: every behaviour of a receiver with every ordering. Each event is for one of them.

const BEHAVIOURS = ["answers", "fails", "times_out", "closes", "answers_late", "redirects"] as const;
export type Behaviour = (typeof BEHAVIOURS)[number];

const ORDERS = ["none", "per_key", "strict"] as const;
export type Order = (typeof ORDERS)[number];

export interface ChaosEndpoint {
  readonly at: number;
  readonly behaviour: Behaviour;
  readonly order: Order;
  /** Events of a lane are committed one after the other, and are about one key. */
  readonly lanes: number;
}

/** Of an endpoint in strict order there is one lane: what was acknowledged first comes first. */
const LANES: Readonly<Record<Order, number>> = { none: 3, per_key: 3, strict: 1 };

export const ENDPOINTS: readonly ChaosEndpoint[] = ORDERS.flatMap((order) =>
  BEHAVIOURS.map((behaviour) => ({ behaviour, order })),
).map(({ behaviour, order }, at) => ({ at, behaviour, order, lanes: LANES[order] }));

/** LIMIT: whole seconds are what an endpoint takes. */
export const TIMEOUT_SECONDS = 1;

/** What an event says: which endpoint it is for, and its place among that endpoint's lane. */
export interface ChaosEvent {
  readonly endpoint: number;
  readonly lane: number;
  readonly no: number;
}
