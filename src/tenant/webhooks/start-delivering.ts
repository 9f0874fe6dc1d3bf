// From a commit to sending: the queue is told, the alarm is set, and the object begins at once. Any one of the three is enough:
// the message goes to the object again when the object dies, and the alarm when the message is lost.
//
// STEP committed: event, deliveries and effect are stored, nothing else has happened. The outbox's alarm drains the effect.
// STEP kicked: the message is sent, the effect is still there. A crash here sends a second message: it finds nothing to do.

import type { Placement } from "../../residency/store/placement.ts";
import { SECOND_MS } from "../../kernel/time.ts";
import { clearDue, setDue, setDueBy } from "../due-work.ts";
import { loadState, type ObjectStore } from "../object-store.ts";
import { LOOK_AFTER_MS, type Dispatcher } from "./dispatcher.ts";
import { sendDeliverMessage } from "./message.ts";

/** Of commits that follow each other closer than this one tells the queue: the object is at work, and the alarm is set. */
const MESSAGE_EVERY_MS = SECOND_MS;

export interface Starting {
  readonly store: ObjectStore;
  readonly placement: Placement;
  readonly dispatcher: Dispatcher;
  /** Goes on after the caller has its answer. */
  readonly goOn: (work: Promise<void>) => void;
}

export interface Starter {
  /** The handler of the lane `webhooks`. */
  start(): Promise<void>;
  /** The alarm's: other due work does not wait for receivers. */
  resume(): Promise<void>;
}

export function openStarter({ store, placement, dispatcher, goOn }: Starting): Starter {
  let messageAtMs = 0;
  const start = async (): Promise<void> => {
    const state = loadState(store.db);
    // On the move: the object that the tenant arrives in starts by itself.
    if (state === null || state.standing !== null) return;
    const nowMs = store.clock();
    setDueBy(store, { name: "webhooks", atMs: nowMs + LOOK_AFTER_MS });
    goOn(dispatcher.deliver());
    if (nowMs - messageAtMs < MESSAGE_EVERY_MS) return;
    await sendDeliverMessage(placement, state.tenant);
    messageAtMs = nowMs;
  };
  const resume = async (): Promise<void> => {
    if (loadState(store.db)?.standing !== null) return clearDue(store, "webhooks");
    setDue(store, "webhooks", store.clock() + LOOK_AFTER_MS);
    return start();
  };
  return { start, resume };
}
