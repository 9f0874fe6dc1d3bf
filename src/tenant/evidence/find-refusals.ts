// Entries of a period in which the transfer rules kept data where it was. The log has no index by what entries tell:
// a period's entries are found by halving, and read through.

import type { Json } from "../../kernel/canonical-json.ts";
import type { StatedRefusal } from "../../residency/index.ts";

/** LIMIT: entries that are read for one statement, the newest; it says where it began. */
const MOST_SEARCHED = 500_000;
const MOST_FOUND = 1_000;

export interface FoundRefusals {
  readonly refusals: readonly StatedRefusal[];
  readonly fromSeq: number;
}

export function findRefusals(
  sql: SqlStorage,
  { size, from, to }: { readonly size: number; readonly from: string; readonly to: string },
): FoundRefusals {
  const end = seqAt(sql, size, to);
  const fromSeq = Math.max(seqAt(sql, size, from), end - MOST_SEARCHED);
  const rows = sql.exec<{ seq: number; entry: string }>(
    `SELECT seq, entry FROM audit_entries WHERE seq >= ? AND seq < ?
      AND json_extract(entry, '$.detail.allowed') = 0 AND json_extract(entry, '$.detail.rule') IS NOT NULL
      ORDER BY seq DESC LIMIT ?`,
    fromSeq,
    end,
    MOST_FOUND,
  );
  const refusals = rows.toArray().map(({ seq, entry }) => {
    const { at, action, detail } = JSON.parse(entry) as { at: string; action: string; detail: Json };
    return { seq, at, action, detail: withoutQuestion(detail) };
  });
  return { refusals: refusals.reverse(), fromSeq };
}

/** Who asked what stays in the log. */
function withoutQuestion(detail: Json): Json {
  const { decided_on: _asked, ...told } = detail as Readonly<Record<string, Json>>;
  return told;
}

/** The first entry that is not before the instant; entries are in the order of their times. */
function seqAt(sql: SqlStorage, size: number, instant: string): number {
  let [low, high] = [0, size];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const [row] = sql
      .exec<{ at: string }>(
        "SELECT json_extract(entry, '$.at') AS at FROM audit_entries WHERE seq = ?",
        middle,
      )
      .toArray();
    if ((row?.at ?? "") < instant) low = middle + 1;
    else high = middle;
  }
  return low;
}
