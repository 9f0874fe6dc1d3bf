// The series that a metric query meets: their labels once, their samples of the current day, the state they carry on.

import type { Table } from "../table.ts";
import { NULL_CODE } from "../table.ts";
import { wordsOf } from "../block/words.ts";
import { type Carry, newCarry, type SeriesTraits } from "./fold-series.ts";
import { type Labels, labelColumns, rowLabels } from "./labels.ts";
import { dictOf, dictText, f64Of, numberAt, textAt, type RowWindow } from "./row-window.ts";
import { END, newSeriesDay, NOTHING, SAMPLE, type SeriesDay } from "./series-day.ts";

export interface BookedSeries {
  readonly labels: Labels;
  readonly unit: string | null;
  readonly traits: SeriesTraits;
  readonly carry: Carry;
  day: SeriesDay;
}

export interface SeriesBook {
  readonly series: ReadonlyMap<string, BookedSeries>;
  /** Takes the wanted rows of a table; gives how many. */
  gather(table: Table, window: RowWindow): number;
}

const HISTOGRAM_KINDS: readonly (string | null)[] = ["histogram", "exponential_histogram", "summary"];
const NO_RECORDED_VALUE = 1;
const STALE_LOW = 2;
const STALE_HIGH = 0x7ff0_0000;

export function seriesLabels(table: Table, row: number, metric: string): Record<string, string> {
  const labels = rowLabels(labelColumns(table, row));
  labels["__name__"] = metric;
  return labels;
}

function traitsOf(table: Table, row: number): SeriesTraits {
  const kind = dictText(dictOf(table, "kind"), row);
  return {
    isDelta: dictText(dictOf(table, "temporality"), row) === "delta",
    resets: !(kind === "sum" && numberAt(table.columns["is_monotonic"], row) === 0),
    isHistogram: HISTOGRAM_KINDS.includes(kind),
  };
}

interface RowReader {
  readonly table: Table;
  readonly window: RowWindow;
  readonly values: Float64Array;
  readonly words: Int32Array;
  readonly valid: Uint8Array | null;
  /** Epoch milliseconds that times count from. */
  readonly baseMs: number;
}

function markOf(reader: RowReader, row: number, isHistogram: boolean): number {
  const flags = reader.table.columns["flags"];
  if (flags?.kind === "i32" && ((flags.values[row] as number) & NO_RECORDED_VALUE) !== 0) return END;
  if (isHistogram) return SAMPLE;
  if (reader.valid !== null && reader.valid[row] === 0) return NOTHING;
  if (!Number.isNaN(reader.values[row])) return SAMPLE;
  return reader.words[2 * row + 1] === STALE_HIGH && reader.words[2 * row] === STALE_LOW ? END : NOTHING;
}

/** Start times as doubles are good to 256 ns, which is enough to tell a restart. */
const NANOS_PER_MS = 1_000_000;

function startOf(reader: RowReader, row: number): number {
  const start = numberAt(reader.table.columns["start_time"], row);
  return start === null || start === 0 ? Number.NaN : start - reader.baseMs * NANOS_PER_MS;
}

function takeRow(into: BookedSeries, reader: RowReader, row: number): void {
  const { day, traits } = into;
  const { columns } = reader.table;
  const mark = markOf(reader, row, traits.isHistogram);
  day.times.push(reader.window.times[row] as number);
  day.seqs.push(reader.window.seqs[row] as number);
  day.values.push(reader.values[row] as number);
  day.marks.push(mark);
  day.starts.push(startOf(reader, row));
  if (!traits.isHistogram) return;
  day.points.push({
    count: numberAt(columns["count"], row) ?? 0,
    sum: numberAt(columns["sum"], row),
    min: numberAt(columns["min"], row),
    max: numberAt(columns["max"], row),
    distribution: textAt(columns["distribution"], row),
  });
}

/** Is the series of the row wanted, and may it be seen? */
export type AcceptsSeries = (labels: Labels, table: Table, row: number) => boolean;

export interface BookWants {
  readonly metric: string;
  /** Epoch milliseconds that times count from. */
  readonly baseMs: number;
  readonly accepts: AcceptsSeries;
}

export function openSeriesBook(wants: BookWants): SeriesBook {
  const series = new Map<string, BookedSeries | null>();
  const kept = new Map<string, BookedSeries>();
  const meet = (id: string, table: Table, row: number): BookedSeries | null => {
    const known = series.get(id);
    if (known !== undefined) return known;
    const labels = seriesLabels(table, row, wants.metric);
    const met = wants.accepts(labels, table, row)
      ? {
          labels,
          unit: textAt(table.columns["unit"], row),
          traits: traitsOf(table, row),
          carry: newCarry(),
          day: newSeriesDay(),
        }
      : null;
    series.set(id, met);
    if (met !== null) kept.set(id, met);
    return met;
  };
  return {
    series: kept,
    gather: (table, window) => gatherRows(table, window, { wants, meet }),
  };
}

interface Meeting {
  readonly wants: BookWants;
  meet(id: string, table: Table, row: number): BookedSeries | null;
}

function gatherRows(table: Table, window: RowWindow, meeting: Meeting): number {
  const metric = dictOf(table, "metric");
  const wanted = metric.values.indexOf(meeting.wants.metric);
  if (wanted === -1) return 0;
  const ids = dictOf(table, "series");
  const value = f64Of(table, "value");
  const reader = {
    table,
    window,
    values: value.values,
    words: wordsOf(value.values),
    valid: value.valid,
    baseMs: meeting.wants.baseMs,
  };
  const met: (BookedSeries | null | undefined)[] = new Array<undefined>(ids.values.length);
  let taken = 0;
  for (let row = 0; row < table.rows; row++) {
    if (metric.codes[row] !== wanted || !window.has(row)) continue;
    const code = ids.codes[row] as number;
    if (code === NULL_CODE) continue;
    let series = met[code];
    if (series === undefined) met[code] = series = meeting.meet(ids.values[code] ?? "", table, row);
    if (series === null) continue;
    takeRow(series, reader, row);
    taken += 1;
  }
  return taken;
}
