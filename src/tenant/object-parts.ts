// What a tenant object is made of, put together once when it comes to life: its store, the outbox that leads out of it, and
// the deployment that it runs in. Everything that the object does is a function of these.

import { drizzle } from "drizzle-orm/durable-sqlite";
import type { Config } from "../config.ts";
import type { Placement } from "../residency/store/placement.ts";
import { openAdmissionDesk, type AdmissionDesk } from "./admission-desk.ts";
import { createLaneHandlers } from "./lanes.ts";
import { createPassKeeper, type PassKeeper } from "./moves/work-on-move.ts";
import type { ObjectStore } from "./object-store.ts";
import { openOutbox, type Outbox } from "./outbox.ts";
import { createQuerySlots, type QuerySlots } from "./query-slots.ts";
import type { KeyMaker } from "./rekey.ts";

/** What the object has from its deployment. */
export interface Surroundings {
  readonly config: Config;
  readonly placement: Placement;
  readonly directory: D1Database;
}

export interface ObjectParts extends Surroundings {
  readonly store: ObjectStore;
  readonly outbox: Outbox;
  readonly desk: AdmissionDesk;
  readonly slots: QuerySlots;
  readonly passes: PassKeeper;
  readonly keyMaker: KeyMaker;
}

export function openParts(storage: DurableObjectStorage, surroundings: Surroundings): ObjectParts {
  const { placement, directory } = surroundings;
  const random = (sizeBytes: number): Uint8Array => crypto.getRandomValues(new Uint8Array(sizeBytes));
  const store: ObjectStore = { storage, db: drizzle(storage), clock: () => Date.now(), random };
  return {
    ...surroundings,
    store,
    outbox: openOutbox(store, createLaneHandlers(directory, placement, store.db)),
    desk: openAdmissionDesk(store),
    slots: createQuerySlots(Date.now()),
    passes: createPassKeeper(),
    keyMaker: { store, vault: placement.vault },
  };
}
