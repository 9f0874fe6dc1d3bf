// Reads the data points of metrics.proto into the draft. Each kind numbers its fields differently; what they share
// (times, flags, attributes, exemplars) is named by a table of tags per kind.

import {
  COUNT,
  INT,
  MAX,
  MIN,
  PointDraft,
  settleCount,
  settleInteger,
  START,
  SUM,
  TIME,
  VALUE,
} from "../intake/point-draft.ts";
import type { MetricKind } from "../intake/metric-rows.ts";
import { exponentialJson, histogramJson, histogramProblem, summaryJson } from "../intake/distribution.ts";
import { FIXED64, LENGTH, VARINT, type WireReader } from "../intake/wire-reader.ts";
import { readExemplar } from "./protobuf-exemplars.ts";
import { addRun, type ProtobufValues, type Runs } from "./protobuf-values.ts";
import { DistributionParts, readDistributionField } from "./protobuf-distributions.ts";

/** LIMIT: more than any point takes whose texts and numbers fit one stored row. */
const MOST_POINT_BYTES = 2_097_152;

const START_TAG = (2 << 3) | FIXED64;
const TIME_TAG = (3 << 3) | FIXED64;

interface PointLayout {
  readonly attributes: number;
  readonly exemplars: number;
  readonly flags: number;
  /** Which 64-bit field fills which slot of the draft. */
  readonly slots: ReadonlyMap<number, number>;
  readonly distribution: "none" | "histogram" | "exponential_histogram" | "summary";
}

const NONE = -1;

function layout(
  [attributes, exemplars, flags]: readonly [number, number, number],
  slots: readonly (readonly [field: number, slot: number])[],
  distribution: PointLayout["distribution"],
): PointLayout {
  return {
    attributes: (attributes << 3) | LENGTH,
    exemplars: exemplars === NONE ? NONE : (exemplars << 3) | LENGTH,
    flags: (flags << 3) | VARINT,
    slots: new Map(slots.map(([field, slot]) => [(field << 3) | FIXED64, slot])),
    distribution,
  };
}

// The field numbers of metrics.proto, in the order attributes, exemplars, flags.
const NUMBER = layout(
  [7, 5, 8],
  [
    [4, VALUE],
    [6, INT],
  ],
  "none",
);

export const POINT_READERS: Readonly<Record<MetricKind, PointLayout>> = {
  gauge: NUMBER,
  sum: NUMBER,
  histogram: layout(
    [9, 8, 10],
    [
      [4, COUNT],
      [5, SUM],
      [11, MIN],
      [12, MAX],
    ],
    "histogram",
  ),
  exponential_histogram: layout(
    [1, 11, 10],
    [
      [4, COUNT],
      [5, SUM],
      [12, MIN],
      [13, MAX],
    ],
    "exponential_histogram",
  ),
  summary: layout(
    [7, NONE, 8],
    [
      [4, COUNT],
      [5, SUM],
    ],
    "summary",
  ),
};

export class PointReader {
  readonly #reader: WireReader;
  readonly #values: ProtobufValues;
  readonly #draft = new PointDraft();
  /** Emptied for every point. */
  readonly #runs: Runs = [];

  constructor(reader: WireReader, values: ProtobufValues) {
    this.#reader = reader;
    this.#values = values;
  }

  /** The point that ends at `end`. The draft is the same object every time. */
  read(end: number, kind: PointLayout): PointDraft {
    const draft = this.#draft;
    draft.clear();
    const reader = this.#reader;
    reader.startPart();
    const runs = this.#runs;
    runs.length = 0;
    if (end - reader.pos > MOST_POINT_BYTES) return this.#tooLong(end);
    let exemplars = "";
    const parts = kind.distribution === "none" ? null : new DistributionParts();
    for (
      let from = reader.pos, tag = reader.nextTag(end);
      tag !== 0;
      from = reader.pos, tag = reader.nextTag(end)
    ) {
      if (tag === kind.attributes) {
        reader.pos = reader.open();
        addRun(runs, from, reader.pos);
      } else if (tag === TIME_TAG) reader.fixed64(draft.words, TIME);
      else if (tag === START_TAG) this.#start();
      else if (tag === kind.flags) draft.flags = reader.uint32() | 0;
      else if (tag === kind.exemplars) exemplars += `,${readExemplar(reader, this.#values, reader.open())}`;
      else if (
        !this.#slot(tag, kind) &&
        !readDistributionField(reader, tag, { parts, kind: kind.distribution })
      )
        reader.skip();
    }
    draft.problem = this.#values.problem;
    this.#values.problem = null;
    if (exemplars !== "") draft.exemplars = `[${exemplars.slice(1)}]`;
    if (parts !== null) describe(draft, parts, kind);
    else if (draft.has(INT)) settleInteger(draft);
    draft.attributes = this.#values.attributeSet(runs);
    return draft;
  }

  /** Not read at all: counts of one byte each would become millions of texts. */
  #tooLong(end: number): PointDraft {
    this.#reader.pos = end;
    this.#draft.problem = `of more than ${MOST_POINT_BYTES} bytes`;
    this.#draft.attributes = this.#values.attributeSet(this.#runs);
    return this.#draft;
  }

  #start(): void {
    const { words } = this.#draft;
    this.#reader.fixed64(words, START);
    if ((words[START * 2] as number) !== 0 || (words[START * 2 + 1] as number) !== 0)
      this.#draft.present |= 1 << START;
  }

  #slot(tag: number, kind: PointLayout): boolean {
    const slot = kind.slots.get(tag);
    if (slot === undefined) return false;
    this.#reader.fixed64(this.#draft.words, slot);
    this.#draft.present |= 1 << slot;
    return true;
  }
}

function describe(draft: PointDraft, parts: DistributionParts, { distribution }: PointLayout): void {
  settleCount(draft);
  if (distribution === "histogram") {
    draft.problem ??= histogramProblem(parts.bounds, parts.counts);
    draft.distribution = histogramJson(parts.bounds, parts.counts);
  } else if (distribution === "exponential_histogram") draft.distribution = exponentialJson(parts);
  else draft.distribution = summaryJson(parts.quantiles);
}
