// Work on blocks that spans several stores. The intent is written before the first of them is touched, with every name
// that the work will use; after a crash it is done again under the same names, so it happens once in effect.

import type { BlockMeta, Signal } from "../../telemetry/index.ts";

export interface FlushIntent {
  readonly kind: "flush";
  readonly signal: Signal;
  readonly from: number;
  readonly to: number;
}

type MergedPart = Pick<BlockMeta, "blockId" | "objectKey" | "sizeBytes" | "seqFrom" | "seqTo">;

export interface MergeIntent {
  readonly kind: "merge";
  readonly signal: Signal;
  readonly day: string;
  readonly level: number;
  readonly parts: readonly MergedPart[];
}

export interface SweepIntent {
  readonly kind: "sweep";
  readonly signal: Signal;
  readonly blocks: readonly Pick<BlockMeta, "signal" | "day" | "blockId" | "objectKey">[];
}

export type Intent = FlushIntent | MergeIntent | SweepIntent;

/** At most one intent per kind and signal is open. */
function nameOf(intent: Intent): string {
  return `${intent.kind} ${intent.signal}`;
}

export function openIntent(sql: SqlStorage, intent: Intent): void {
  sql.exec(
    "INSERT INTO intents (name, intent) VALUES (?, ?) ON CONFLICT (name) DO NOTHING",
    nameOf(intent),
    JSON.stringify(intent),
  );
}

export function closeIntent(sql: SqlStorage, intent: Intent): void {
  sql.exec("DELETE FROM intents WHERE name = ?", nameOf(intent));
}

export function loadIntents(sql: SqlStorage): Intent[] {
  const rows = sql.exec<{ intent: string }>("SELECT intent FROM intents ORDER BY name").toArray();
  return rows.map((row) => JSON.parse(row.intent) as Intent);
}
