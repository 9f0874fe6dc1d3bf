// Stretches of one state: the rows that state timelines and status histories have, one per series or text field.

import { fieldsOf, fieldTitle, numberIn, type Field, type Frame } from "../frame.ts";
import { reachedSeverity, type Severity } from "../look.ts";
import type { Face, RangeMs } from "./kind.ts";
import { writeNumber } from "../draw/write-number.ts";

export interface Sample {
  readonly ms: number;
  /** As it is read, and what it counts as. */
  readonly text: string;
  readonly severity: Severity | null;
}

export interface StateRow {
  readonly name: string;
  readonly samples: readonly Sample[];
}

/** Words that services use for their state. */
const WORDS: Readonly<Record<string, Severity>> = {
  ok: "ok",
  up: "ok",
  healthy: "ok",
  running: "ok",
  success: "ok",
  passed: "ok",
  active: "ok",
  degraded: "warning",
  warning: "warning",
  pending: "info",
  unknown: "info",
  starting: "info",
  down: "critical",
  error: "critical",
  failed: "critical",
  critical: "critical",
};

export function readStates(frames: readonly Frame[], face: Face): StateRow[] {
  return frames.flatMap((frame) => {
    const [time] = fieldsOf(frame, "time");
    if (time === undefined) return [];
    return frame.fields
      .filter(({ type }) => type !== "time")
      .map((field) => ({ name: fieldTitle(field), samples: readSamples(time, field, face) }))
      .filter(({ samples }) => samples.length > 0);
  });
}

function readSamples(time: Field, field: Field, face: Face): Sample[] {
  const samples = field.values.flatMap((value, row): Sample[] => {
    const ms = numberIn(time, row);
    if (ms === null || value === null) return [];
    if (typeof value === "string") return [{ ms, text: value, severity: WORDS[value.toLowerCase()] ?? null }];
    const severity = reachedSeverity(value, face.thresholds);
    // With thresholds a number counts as what it has reached; without, every number is a state of its own.
    const text =
      face.thresholds.length > 0
        ? (severity ?? "normal")
        : writeNumber(value, { unit: face.unit ?? field.unit, decimals: face.decimals });
    return [{ ms, text, severity }];
  });
  return samples.sort((a, b) => a.ms - b.ms);
}

export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
  readonly sample: Sample;
}

/** Neighbours that say the same become one; the last lasts until the end of the range. */
export function joinSame(samples: readonly Sample[], { toMs }: RangeMs): Stretch[] {
  const stretches: { fromMs: number; toMs: number; sample: Sample }[] = [];
  for (const sample of samples) {
    const last = stretches.at(-1);
    if (last !== undefined) last.toMs = sample.ms;
    if (last?.sample.text !== sample.text) stretches.push({ fromMs: sample.ms, toMs, sample });
  }
  const last = stretches.at(-1);
  if (last !== undefined) last.toMs = Math.max(toMs, last.fromMs);
  return stretches;
}

export const rangeOfStates = (asked: RangeMs | null, rows: readonly StateRow[]): RangeMs => {
  if (asked !== null) return asked;
  const all = rows.flatMap(({ samples }) => samples.map(({ ms }) => ms));
  const fromMs = all.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const toMs = all.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return { fromMs, toMs: Math.max(toMs, fromMs + 1) };
};
