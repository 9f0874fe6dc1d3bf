// Gets a tenant's deliveries going: one run of an endpoint at a time, endpoints beside each other, and the alarm at the earliest
// that is left. Who calls it while it runs waits for the same runs, which look again at what is due.

import { SECOND_MS } from "../../kernel/time.ts";
import type { Tenant } from "../../directory/index.ts";
import { listActive, nextWakeAt } from "../../webhooks/store/active.ts";
import { isAnyDue } from "../../webhooks/store/pending.ts";
import { clearDue, dueAt, setDue } from "../due-work.ts";
import { loadState } from "../object-store.ts";
import { lastPending } from "../outbox.ts";
import { createBell, type Bell } from "./bell.ts";
import type { Courier } from "./courier.ts";
import { createPace, type Pace } from "./pace.ts";
import { runEndpoint } from "./run-endpoint.ts";

/** When the alarm looks after what the queue and the object itself should have done by then. */
export const LOOK_AFTER_MS = 30 * SECOND_MS;

export interface Dispatcher {
  /** Sends what is due; done when every run has ended. */
  deliver(): Promise<void>;
}

interface Running {
  readonly bell: Bell;
  readonly ended: Promise<void>;
}

export function openDispatcher(courier: Courier): Dispatcher {
  const { store } = courier;
  const running = new Map<number, Running>();
  const paces = new Map<number, Pace>();
  const paceOf = (no: number): Pace => {
    const pace = paces.get(no) ?? createPace();
    paces.set(no, pace);
    return pace;
  };
  const end = (no: number): void => {
    running.delete(no);
    setNextWake(courier, running);
  };
  const start = (tenant: Tenant, no: number): Promise<void> => {
    const bell = createBell();
    const ended = runEndpoint(courier, { tenant, no, pace: paceOf(no), bell }).finally(() => end(no));
    running.set(no, { bell, ended });
    return ended;
  };
  /** Starts a run where something is due, and rings where one is under way. */
  const run = async (tenant: Tenant, no: number): Promise<void> => {
    const known = running.get(no);
    const isDue = isAnyDue(store.storage.sql, no, store.clock());
    if (known !== undefined && isDue) known.bell.ring();
    if (known !== undefined) return known.ended;
    if (isDue) await start(tenant, no);
  };
  // Hundreds may wait for one slow receiver: of those whose runs end together one looks, a moment later, for all.
  let looking: Promise<void> | null = null;
  const lookAfter = (): Promise<void> => {
    looking ??= Promise.resolve().then(() => {
      looking = null;
      return drainConsequences(courier);
    });
    return looking;
  };
  return {
    deliver: async () => {
      const state = loadState(store.db);
      if (state === null || state.standing !== null) return;
      const active = listActive(store.storage.sql, store.clock());
      const runs = active.map((no) => run(state.tenant, no));
      // A run that ends sets the alarm; without one there is nobody else to.
      if (running.size === 0) setNextWake(courier, running);
      await Promise.all(runs);
      await lookAfter();
    },
  };
}

/** What attempts brought about: events for other endpoints, mail. */
async function drainConsequences({ store, outbox }: Courier): Promise<void> {
  const hasEffects = (["webhooks", "mail"] as const).some((lane) => lastPending(store, lane) !== null);
  if (hasEffects) await outbox.drainAll();
}

/**
 * The alarm stands at what is due next of endpoints without a run, so that one that is slow puts off no other's retries; for
 * runs it looks after them. A crash before this leaves it where it stood: it looks after that too.
 */
function setNextWake(courier: Courier, running: ReadonlyMap<number, unknown>): void {
  const { store } = courier;
  const nowMs = store.clock();
  const idleMs = nextWakeAt(store.storage.sql, { isRunning: (no) => running.has(no), nowMs });
  const wakes = idleMs === null ? [] : [idleMs];
  if (running.size > 0) wakes.push(nowMs + LOOK_AFTER_MS);
  const wakeMs = wakes.length === 0 ? null : Math.max(Math.min(...wakes), nowMs);
  const standingMs = dueAt(store, "webhooks");
  if (wakeMs === standingMs) return;
  // Beside a run each delivery of another endpoint comes here: an alarm that is early looks after it as well, and is not written.
  const isEarly = wakeMs !== null && standingMs !== null && standingMs > nowMs && standingMs < wakeMs;
  if (running.size > 0 && isEarly) return;
  if (wakeMs === null) clearDue(store, "webhooks");
  else setDue(store, "webhooks", wakeMs);
}
