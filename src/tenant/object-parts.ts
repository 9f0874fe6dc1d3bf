// What a tenant object is made of, put together once when it comes to life: its store, the outbox that leads out of it, and
// the deployment that it runs in. Everything that the object does is a function of these.

import { drizzle } from "drizzle-orm/durable-sqlite";
import type { Config } from "../config.ts";
import type { Placement } from "../residency/store/placement.ts";
import { openAdmissionDesk, type AdmissionDesk } from "./admission-desk.ts";
import { createLaneHandlers } from "./lanes.ts";
import { judgeNow } from "./finops/attend-budgets.ts";
import { openBudgetDesk, type BudgetDesk } from "./finops/budget-desk.ts";
import { createPassKeeper, type PassKeeper } from "./moves/work-on-move.ts";
import type { ObjectStore } from "./object-store.ts";
import { openOutbox, type Outbox } from "./outbox.ts";
import { createQuerySlots, type QuerySlots } from "./query-slots.ts";
import type { KeyMaker } from "./rekey.ts";
import { postMail, type MailBinding, type PostOffice } from "./mail/post-mail.ts";
import type { AddressRules } from "../webhooks/index.ts";
import type { Courier } from "./webhooks/courier.ts";
import { openDispatcher, type Dispatcher } from "./webhooks/dispatcher.ts";
import { openStarter, type Starter } from "./webhooks/start-delivering.ts";

/** What the object has from its deployment. */
export interface Surroundings {
  readonly config: Config;
  readonly placement: Placement;
  readonly directory: D1Database;
  /** The platform's e-mail service, where it is bound. */
  readonly mail: MailBinding | null;
  /** For work that goes on after its caller has the answer. */
  readonly goOn: (work: Promise<unknown>) => void;
}

export interface ObjectParts extends Surroundings {
  readonly store: ObjectStore;
  readonly outbox: Outbox;
  readonly desk: AdmissionDesk;
  readonly slots: QuerySlots;
  readonly passes: PassKeeper;
  readonly keyMaker: KeyMaker;
  readonly budgets: BudgetDesk;
  /** Where this deployment sends nothing. */
  readonly addresses: AddressRules;
  /** What the alarm and the queue start. */
  readonly starter: Starter;
  readonly dispatcher: Dispatcher;
}

export function openParts(storage: DurableObjectStorage, surroundings: Surroundings): ObjectParts {
  const { placement, directory } = surroundings;
  const random = (sizeBytes: number): Uint8Array => crypto.getRandomValues(new Uint8Array(sizeBytes));
  const store: ObjectStore = { storage, db: drizzle(storage), clock: () => Date.now(), random };
  const startDelivering = (): Promise<void> => starter.start();
  const post = (id: number): Promise<void> => postMail(postOfficeOf(store, surroundings), id);
  const lanes = createLaneHandlers({ directory, placement, store, startDelivering, postMail: post });
  const outbox = openOutbox(store, lanes);
  const dispatcher = openDispatcher(courierOf(store, outbox, surroundings));
  const starter: Starter = openStarter({ store, placement, dispatcher, goOn: surroundings.goOn });
  return {
    ...surroundings,
    store,
    outbox,
    starter,
    dispatcher,
    addresses: addressesOf(surroundings),
    desk: openAdmissionDesk(store),
    slots: createQuerySlots(Date.now()),
    passes: createPassKeeper(),
    keyMaker: { store, vault: placement.vault },
    budgets: openBudgetDesk({
      store,
      placement,
      judge: judgeNow({ store, outbox, goOn: surroundings.goOn }),
    }),
  };
}

function postOfficeOf(store: ObjectStore, { placement, mail, config }: Surroundings): PostOffice {
  return { store, placement, binding: mail, domain: config.BASE_DOMAIN };
}

function addressesOf({ config: { MODE: mode, BASE_DOMAIN: ownDomain } }: Surroundings): AddressRules {
  return { mode, ownDomain };
}

function courierOf(store: ObjectStore, outbox: Outbox, surroundings: Surroundings): Courier {
  const { placement, config } = surroundings;
  return {
    store,
    placement,
    outbox,
    fetch: (url, init) => fetch(url, init),
    wait: (ms) => scheduler.wait(ms),
    addresses: addressesOf(surroundings),
    waitDivisor: config.WEBHOOK_WAIT_DIVISOR,
  };
}
