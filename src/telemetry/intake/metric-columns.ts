// The growing columns of a metrics table. What a metric, scope or resource gives to all its points is interned once and
// then only its code is written for each point.

import type { Column, Table } from "../table.ts";
import type { AttributeSet, Origin, ResourceOrigin } from "./attribute-set.ts";
import { DictBuilder, SmallColumn, TextBuilder, unnumbered, WordsColumn } from "./growing-columns.ts";
import type { Metric } from "./metric-rows.ts";
import {
  COUNT,
  INT,
  MAX,
  MIN,
  NO_RECORDED_VALUE,
  type PointDraft,
  START,
  SUM,
  TIME,
  VALUE,
} from "./point-draft.ts";

/** The dictionary columns that one metric gives to all its points. */
const SHARED = [
  "metric",
  "kind",
  "unit",
  "description",
  "temporality",
  "service_name",
  "resource",
  "scope",
] as const;
type Shared = (typeof SHARED)[number];

/** The 64-bit columns that a point may leave out, by the draft's slot. VALUE is apart: a flag may void it. */
const OPTIONAL_WORDS = [
  ["start_time", START],
  ["value_int", INT],
  ["count", COUNT],
  ["sum", SUM],
  ["min", MIN],
  ["max", MAX],
] as const;
const HAS_OPTIONAL = OPTIONAL_WORDS.reduce((mask, [, slot]) => mask | (1 << slot), 0);

export class MetricColumns {
  rows = 0;
  readonly attributes = new DictBuilder();
  readonly series = new DictBuilder();
  readonly #shared = SHARED.map(() => new DictBuilder());
  readonly #codes = new Uint32Array(SHARED.length);
  readonly #isMonotonic = new SmallColumn();
  readonly #time = new WordsColumn();
  readonly #value = new WordsColumn();
  readonly #optional = OPTIONAL_WORDS.map(() => new WordsColumn());
  readonly #distribution = new TextBuilder();
  readonly #exemplars = new TextBuilder();
  readonly #flags = new SmallColumn();
  #monotonic: boolean | null = null;

  constructor() {
    this.enterResource({ json: "{}", problem: null, serviceName: null });
    this.enterScope({ json: "{}", problem: null });
  }

  enterResource({ json, serviceName }: ResourceOrigin): void {
    this.#share("resource", json);
    this.#share("service_name", serviceName);
  }

  enterScope({ json }: Origin): void {
    this.#share("scope", json);
  }

  enterMetric(metric: Metric): void {
    this.#share("metric", metric.name);
    this.#share("kind", metric.kind);
    this.#share("unit", metric.unit);
    this.#share("description", metric.description);
    this.#share("temporality", metric.temporality);
    this.#monotonic = metric.isMonotonic;
  }

  add(point: PointDraft, set: AttributeSet): void {
    const row = this.rows++;
    const { words } = point;
    for (let at = 0; at < SHARED.length; at++) {
      (this.#shared[at] as DictBuilder).set(row, this.#codes[at] as number);
    }
    this.attributes.set(row, set.code);
    this.series.set(row, set.series);
    this.#time.set(row, words, TIME);
    if (point.has(VALUE) && (point.flags & NO_RECORDED_VALUE) === 0) this.#value.set(row, words, VALUE);
    if ((point.present & HAS_OPTIONAL) !== 0) this.#addOptional(row, point);
    if (this.#monotonic !== null) this.#isMonotonic.set(row, this.#monotonic ? 1 : 0);
    if (point.flags !== 0) this.#flags.set(row, point.flags);
    if (point.distribution !== null) this.#distribution.set(row, point.distribution);
    if (point.exemplars !== null) this.#exemplars.set(row, point.exemplars);
  }

  finish(): Table {
    const { rows } = this;
    const columns: Record<string, Column> = {};
    for (const [at, name] of SHARED.entries()) columns[name] = (this.#shared[at] as DictBuilder).finish(rows);
    columns["is_monotonic"] = this.#isMonotonic.finishBool(rows);
    columns["series"] = this.series.finish(rows);
    columns["attributes"] = this.attributes.finish(rows);
    columns["time"] = this.#time.finishI64(rows);
    columns["value"] = this.#value.finishF64(rows);
    for (const [at, [name]] of OPTIONAL_WORDS.entries()) {
      const words = this.#optional[at] as WordsColumn;
      columns[name] = isFloat(name) ? words.finishF64(rows) : words.finishI64(rows);
    }
    columns["distribution"] = this.#distribution.finish(rows);
    columns["exemplars"] = this.#exemplars.finish(rows);
    columns["flags"] = this.#flags.finishI32(rows);
    columns["seq"] = unnumbered(rows);
    return { signal: "metrics", rows, columns };
  }

  #addOptional(row: number, point: PointDraft): void {
    for (let at = 0; at < OPTIONAL_WORDS.length; at++) {
      const [, slot] = OPTIONAL_WORDS[at] as (typeof OPTIONAL_WORDS)[number];
      if (point.has(slot)) (this.#optional[at] as WordsColumn).set(row, point.words, slot);
    }
  }

  #share(name: Shared, text: string | null): void {
    const at = SHARED.indexOf(name);
    this.#codes[at] = (this.#shared[at] as DictBuilder).internOrNull(text);
  }
}

function isFloat(name: string): boolean {
  return name === "sum" || name === "min" || name === "max";
}
