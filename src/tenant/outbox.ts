// Effects: what must leave the tenant object. Written by the commit, drained at once, and by alarm after a crash.
// INVARIANT: within a lane effects happen in order, each at least once; every lane's handler is idempotent, so each
// happens once in effect. An effect is deleted only after its handler succeeded.

import { and, eq, lte, max, sql } from "drizzle-orm";
import type { Json } from "../kernel/canonical-json.ts";
import { oncePer } from "../kernel/once-per.ts";
import { reportEvent } from "../kernel/report.ts";
import { SECOND_MS } from "../kernel/time.ts";
import { clearDue, setDue } from "./due-work.ts";
import type { ObjectStore } from "./object-store.ts";
import { effects } from "./schema.ts";

export type Lane = "directory" | "shards" | "webhooks" | "mail" | "usage" | "bills" | "reports";

export interface Effect {
  readonly lane: Lane;
  readonly payload: Json;
}

/** One row per lane: what carries its effects out. A handler throws when the effect did not happen. */
export type LaneHandlers = Readonly<Record<Lane, (payload: Json) => Promise<void>>>;

const LONGEST_WAIT_MS = 300 * SECOND_MS;

export function putEffects(db: ObjectStore["db"], wanted: readonly Effect[], nowMs: number): void {
  for (const { lane, payload } of wanted) {
    db.insert(effects).values({ lane, payload, attempts: 0, notBeforeMs: nowMs }).run();
  }
}

/** Asked with every event that is told: the statement is built once. */
const newestOfLane = oncePer((db: ObjectStore["db"]) =>
  db
    .select({ id: max(effects.id) })
    .from(effects)
    .where(eq(effects.lane, sql.placeholder("lane")))
    .prepare(),
);

/** The newest effect that waits in a lane, or null. */
export function lastPending({ db }: Pick<ObjectStore, "db">, lane: Lane): number | null {
  return newestOfLane(db).get({ lane })?.id ?? null;
}

/** Does an effect of the lane still wait that is as old as this one or older? */
export function isPending({ db }: ObjectStore, lane: Lane, upToId: number): boolean {
  const isOlder = and(eq(effects.lane, lane), lte(effects.id, upToId));
  return db.select({ id: effects.id }).from(effects).where(isOlder).limit(1).get() !== undefined;
}

export interface Outbox {
  /** Drains one lane as far as it goes; then the alarm stands at the next attempt of any lane, if one is left. */
  drain(lane: Lane): Promise<void>;
  drainAll(): Promise<void>;
}

/** One drain of a lane at a time: two would only do every effect twice. A slow lane holds up no other. */
export function openOutbox(store: ObjectStore, handlers: LaneHandlers): Outbox {
  const running = new Map<Lane, Promise<void>>();
  const drain = (lane: Lane): Promise<void> => {
    const drained =
      running.get(lane) ??
      drainLane(store, lane, handlers[lane]).finally(() => {
        running.delete(lane);
        setNextAttempt(store);
      });
    running.set(lane, drained);
    return drained;
  };
  const lanes = Object.keys(handlers) as Lane[];
  return {
    drain,
    drainAll: async () => {
      const waiting = lanesWaiting(store);
      const open = lanes.filter((lane) => running.has(lane) || waiting.has(lane));
      if (open.length === 0) setNextAttempt(store);
      await Promise.all(open.map((lane) => drain(lane)));
    },
  };
}

/** In SQL as written, here and below: every commit passes. */
function lanesWaiting({ storage }: ObjectStore): ReadonlySet<string> {
  const rows = storage.sql.exec<{ lane: string }>("SELECT DISTINCT lane FROM effects");
  return new Set(rows.toArray().map(({ lane }) => lane));
}

function setNextAttempt(store: ObjectStore): void {
  const { atMs } = store.storage.sql
    .exec<{ atMs: number | null }>("SELECT min(not_before_ms) AS atMs FROM effects")
    .one();
  if (atMs === null) clearDue(store, "outbox");
  else setDue(store, "outbox", Math.max(atMs, store.clock() + SECOND_MS));
}

interface Waiting extends Record<string, SqlStorageValue> {
  id: number;
  payload: string;
  attempts: number;
  not_before_ms: number;
}

function firstWaiting({ storage }: ObjectStore, lane: Lane): Waiting | undefined {
  const columns = "id, payload, attempts, not_before_ms";
  const rows = storage.sql.exec<Waiting>(
    `SELECT ${columns} FROM effects WHERE lane = ? ORDER BY id LIMIT 1`,
    lane,
  );
  return rows.toArray()[0];
}

async function drainLane(store: ObjectStore, lane: Lane, handle: LaneHandlers[Lane]): Promise<void> {
  for (;;) {
    const next = firstWaiting(store, lane);
    if (next === undefined || next.not_before_ms > store.clock()) return;
    try {
      await handle(JSON.parse(next.payload) as Json);
    } catch (error) {
      postpone(store, next);
      reportFailure(lane, error);
      return;
    }
    // A crash here repeats the effect at the next drain; the handler is idempotent.
    store.storage.sql.exec("DELETE FROM effects WHERE id = ?", next.id);
  }
}

function postpone(store: ObjectStore, effect: { id: number; attempts: number }): void {
  const attempts = effect.attempts + 1;
  const waitMs = Math.min(2 ** effect.attempts * SECOND_MS, LONGEST_WAIT_MS);
  store.db
    .update(effects)
    .set({ attempts, notBeforeMs: store.clock() + waitMs })
    .where(eq(effects.id, effect.id))
    .run();
}

/** An effect that fails is retried for ever; the log is where it shows. Ids and the error's name only. */
function reportFailure(lane: Lane, error: unknown): void {
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : "unknown";
  reportEvent({ event: "effect_failed", lane, reason });
}
