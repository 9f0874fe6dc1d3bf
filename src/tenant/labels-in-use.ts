// The ledger of label values in the tenant object (telemetry/cardinality/label-ledger.ts), with the log that rebuilds it.
// INVARIANT: a value is written down before the verdict that admits it leaves the object.
// Written once a day per value, many values a row.

import { gte, lt } from "drizzle-orm";
import { base64, parseBase64 } from "../kernel/bytes.ts";
import {
  createLabelLedger,
  LABEL_PERIOD_MS,
  labelKey,
  type LabelLedger,
  type LabelNews,
  type LabelReport,
  type LabelUse,
  type LabelVerdict,
} from "../telemetry/index.ts";
import type { ObjectStore } from "./object-store.ts";
import { fullLabels, labelLog } from "./schema.ts";

/** A row of the log: metric, label, ids in base64. */
type Line = readonly [metric: string, label: string, ids: string];

/** LIMIT: a row of SQLite holds 2 MB. */
const MOST_ROW_CHARS = 1_000_000;
const MOST_FULL = 1_000;

export interface LabelsInUse {
  judge(reports: readonly LabelReport[], cap: number): readonly LabelVerdict[];
  largest(count: number): LabelUse[];
  /** Labels that were full today or yesterday, by `labelKey`: isolates admit nothing new of them unasked. */
  full(): string[];
}

export function openLabels(store: ObjectStore): LabelsInUse {
  const { db, clock, storage } = store;
  let ledger: LabelLedger | null = null;
  let keptSince = Number.NEGATIVE_INFINITY;
  const open = (): LabelLedger => (ledger ??= recall(store));
  const forgetOld = (period: number): void => {
    if (keptSince === period - 1) return;
    keptSince = period - 1;
    db.delete(labelLog).where(lt(labelLog.period, keptSince)).run();
    db.delete(fullLabels).where(lt(fullLabels.period, keptSince)).run();
  };
  return {
    judge(reports, cap) {
      const nowMs = clock();
      const period = periodOf(nowMs);
      const { verdicts, news } = open().judge(reports, cap, nowMs);
      try {
        storage.transactionSync(() => {
          forgetOld(period);
          write(store, news, period);
        });
      } catch (error) {
        // The memory is ahead of the log now: it is built from the log again.
        ledger = null;
        throw error;
      }
      return verdicts;
    },
    largest: (count) => open().largest(count, clock()),
    full() {
      const rows = db
        .select()
        .from(fullLabels)
        .where(gte(fullLabels.period, periodOf(clock()) - 1))
        .limit(MOST_FULL)
        .all();
      return rows.map((row) => labelKey(row));
    },
  };
}

const periodOf = (ms: number): number => Math.floor(ms / LABEL_PERIOD_MS);

function recall({ db, clock }: ObjectStore): LabelLedger {
  const ledger = createLabelLedger();
  const since = periodOf(clock()) - 1;
  const rows = db.select().from(labelLog).where(gte(labelLog.period, since)).orderBy(labelLog.period).all();
  for (const { period, lines } of rows) {
    for (const [metric, label, ids] of lines as Line[])
      ledger.recall({ metric, label, ids: parseBase64(ids) ?? new Uint8Array(0) }, period * LABEL_PERIOD_MS);
  }
  return ledger;
}

function write({ db }: ObjectStore, news: readonly LabelNews[], period: number): void {
  let lines: Line[] = [];
  let chars = 0;
  const flush = (): void => {
    if (lines.length > 0) db.insert(labelLog).values({ period, lines }).run();
    lines = [];
    chars = 0;
  };
  for (const { metric, label, ids, isFull } of news) {
    if (isFull) db.insert(fullLabels).values({ metric, label, period }).onConflictDoNothing().run();
    if (ids.byteLength === 0) continue;
    lines.push([metric, label, base64(ids)]);
    chars += metric.length + label.length + ids.byteLength * 2;
    if (chars > MOST_ROW_CHARS) flush();
  }
  flush();
}
