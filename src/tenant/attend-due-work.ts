// What the alarm sees to: each name that is due, by its handler. The runtime gives an alarm up after six failures; due work is
// never given up, and none holds up another.

import { reportEvent } from "../kernel/report.ts";
import { MINUTE_MS } from "../kernel/time.ts";
import { alignAlarm, listDue, setDue, type DueName } from "./due-work.ts";
import type { ObjectStore } from "./object-store.ts";

/** A handler clears its own name, or moves it to when it is due again. */
export type DueHandlers = Readonly<Record<DueName, () => Promise<void>>>;

export async function attendDueWork(store: ObjectStore, handlers: DueHandlers): Promise<void> {
  for (const name of listDue(store, store.clock())) await attend(store, name, handlers[name]);
  alignAlarm(store.storage);
}

async function attend(store: ObjectStore, name: DueName, handle: () => Promise<void>): Promise<void> {
  try {
    await handle();
  } catch (error) {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : "thrown";
    reportEvent({ event: "due_work_failed", name, reason });
    setDue(store, name, store.clock() + MINUTE_MS);
  }
}
