// What carries deliveries out: the object's store, what opens secrets, and the network.

import type { Placement } from "../../residency/store/placement.ts";
import type { ObjectStore } from "../object-store.ts";
import type { Outbox } from "../outbox.ts";
import type { AddressRules } from "../../webhooks/index.ts";
import type { Fetch } from "./fetch-answer.ts";

export interface Courier {
  readonly store: ObjectStore;
  readonly placement: Placement;
  readonly outbox: Outbox;
  readonly fetch: Fetch;
  readonly wait: (ms: number) => Promise<void>;
  readonly addresses: AddressRules;
  /** Every wait is this many times shorter; 1 but in tests. */
  readonly waitDivisor: number;
}
