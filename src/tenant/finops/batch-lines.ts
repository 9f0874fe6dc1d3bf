// What batches of a shard are charged for, as usage lines by hour: of their own rows, and of the blocks that they became.
// INVARIANT: lines add up to the batches' rows and bytes, and to the blocks' bytes.

import { SIGNAL_METERS, mergeLines, type UsageLine } from "../../finops/index.ts";
import { HOUR_MS } from "../../kernel/time.ts";
import { shareOfBytes, type Signal, type UsagePart } from "../../telemetry/index.ts";

/** Of a stored batch, what its usage is made of. */
export interface CountedBatch {
  readonly rows: number;
  readonly receivedMs: number;
  readonly keyId: string;
  /** As stored; null for a batch of before usage was counted. */
  readonly usage: string | null;
}

/** By hours since 1970. */
export type LinesByHour = Readonly<Record<number, readonly UsageLine[]>>;

function batchLines(signal: Signal, { rows, keyId, usage }: CountedBatch): UsageLine[] {
  const { rows: rowMeter, bytes: byteMeter } = SIGNAL_METERS[signal];
  const unsaid: readonly UsagePart[] = [["", "", "", {}, rows, 0]];
  const parts = usage === null ? unsaid : (JSON.parse(usage) as readonly UsagePart[]);
  return parts.map(([service, team, environment, tags, count, bytes]) => {
    const quantities = bytes === 0 ? { [rowMeter]: count } : { [rowMeter]: count, [byteMeter]: bytes };
    return { service, team, environment, tags, key: keyId, quantities };
  });
}

export interface BatchAccount {
  add(batch: CountedBatch): void;
  /** `blockBytes` of what the batches became: shared among them by row; nothing while they wait. */
  lines(blockBytes: number): LinesByHour;
}

/** Of one signal. */
export function openBatchAccount(signal: Signal): BatchAccount {
  const hours = new Map<number, UsageLine[]>();
  return {
    add(batch) {
      const hour = Math.floor(batch.receivedMs / HOUR_MS);
      const known = hours.get(hour) ?? [];
      // Merged now and then, so that a long run of batches is not held line by line.
      const lines = [...known, ...batchLines(signal, batch)];
      hours.set(hour, lines.length > MOST_UNMERGED ? mergeLines(lines) : lines);
    },
    lines(blockBytes) {
      const merged = [...hours].map(([hour, lines]) => [hour, mergeLines(lines)] as const);
      return Object.fromEntries(blockBytes === 0 ? merged : withStored(signal, merged, blockBytes));
    },
  };
}

const MOST_UNMERGED = 5_000;

type HourLines = readonly (readonly [hour: number, lines: readonly UsageLine[]])[];

function withStored(signal: Signal, hours: HourLines, blockBytes: number): HourLines {
  const rowsOf = ({ quantities }: UsageLine): number => quantities[SIGNAL_METERS[signal].rows] ?? 0;
  const of = hours.flatMap(([, lines]) => lines).reduce((sum, line) => sum + rowsOf(line), 0);
  let before = 0;
  return hours.map(([hour, lines]) => [
    hour,
    lines.map((line) => {
      const rows = rowsOf(line);
      const bytes = shareOfBytes(blockBytes, before, { rows, of });
      before += rows;
      return bytes === 0 ? line : { ...line, quantities: { ...line.quantities, stored_bytes: bytes } };
    }),
  ]);
}
