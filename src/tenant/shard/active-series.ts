// The series of a shard that are active: with a sample in this clock hour or the one before. The limit on them is exact,
// because a series has one shard and the shards' shares add up to the tenant's limit.
// INVARIANT: what is in memory is what is in `series_log`; a series is noted in the transaction that stores its first rows.

import { HOUR_MS } from "../../kernel/time.ts";
import { packIds, Roster, unpackIds, type Id } from "../../telemetry/index.ts";

export interface SeriesPlan {
  /** Places in what was announced of the series that are one too many. */
  readonly refused: readonly number[];
  /** Of the others those that the hour did not know yet. */
  readonly fresh: readonly Id[];
}

export interface ActiveSeries {
  /** Whether the series fit under the share; changes nothing. */
  plan(announced: Uint8Array, share: number, nowMs: number): SeriesPlan;
  /** In the append's transaction. */
  write(plan: SeriesPlan): void;
  /** Once the transaction stands. */
  note(plan: SeriesPlan): void;
  count(nowMs: number): number;
}

export function openActiveSeries(sql: SqlStorage, nowMs: number): ActiveSeries {
  const roster = new Roster(HOUR_MS);
  recall(sql, roster, nowMs);
  const turn = (atMs: number): void => {
    if (roster.turn(atMs)) sql.exec("DELETE FROM series_log WHERE period < ?", roster.period - 1);
  };
  return {
    plan(announced, share, atMs) {
      turn(atMs);
      const refused: number[] = [];
      const fresh: Id[] = [];
      let size = roster.size;
      for (const [at, id] of unpackIds(announced).entries()) {
        const isActive = roster.has(id);
        if (!isActive && size >= share) refused.push(at);
        else fresh.push(id);
        if (!isActive && size < share) size++;
      }
      return { refused, fresh };
    },
    write({ fresh }) {
      const ids = fresh.filter((id) => !roster.isInPeriod(id));
      if (ids.length > 0)
        sql.exec("INSERT INTO series_log (period, ids) VALUES (?, ?)", roster.period, packIds(ids));
    },
    note({ fresh }) {
      for (const id of fresh) roster.note(id);
    },
    count(atMs) {
      turn(atMs);
      return roster.size;
    },
  };
}

function recall(sql: SqlStorage, roster: Roster, nowMs: number): void {
  const period = Math.floor(nowMs / HOUR_MS);
  sql.exec("DELETE FROM series_log WHERE period < ?", period - 1);
  for (const old of [period - 1, period]) {
    roster.turn(old * HOUR_MS);
    const rows = sql.exec<{ ids: ArrayBuffer }>("SELECT ids FROM series_log WHERE period = ?", old);
    for (const { ids } of rows) for (const id of unpackIds(new Uint8Array(ids))) roster.note(id);
  }
}
