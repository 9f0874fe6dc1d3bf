// Collects the points of one request into a metrics table. Decides which points are kept and what series each belongs to.
// A series is the SHA-256 of `{metric digest}{canonical attributes}`; the digest covers metric, kind, unit, temporality,
// monotonicity, resource and scope. INVARIANT: the series of the same point is the same in every request and release.

import { metricDigest, metricIdentity, seriesOf } from "../cardinality/series-identity.ts";
import type { AttributeSet, Origin, ResourceOrigin } from "./attribute-set.ts";
import { NO_RESOURCE, NO_SCOPE } from "./attribute-set.ts";
import type { IngestLimits } from "./ingest-limits.ts";
import { MetricColumns } from "./metric-columns.ts";
import { COUNT, NO_RECORDED_VALUE, type PointDraft, START, TIME, VALUE } from "./point-draft.ts";
import { refuse } from "./refusal.ts";
import { type Rejected, Rejections } from "./rejections.ts";
import type { Table } from "../table.ts";
import { BEYOND_RANGE, isStorable, OUTSIDE_WINDOW, TimeWindow } from "./time-window.ts";

/** What one ingest request came to: the rows kept, and what was lost. */
export interface Intake {
  readonly table: Table;
  readonly accepted: number;
  readonly rejected: Rejected;
}

export type MetricKind = "gauge" | "sum" | "histogram" | "exponential_histogram" | "summary";

export interface Metric {
  readonly name: string;
  readonly kind: MetricKind;
  readonly unit: string | null;
  readonly description: string | null;
  readonly temporality: "delta" | "cumulative" | null;
  readonly isMonotonic: boolean | null;
}

interface KnownMetric {
  readonly id: number;
  readonly digest: string;
  /** Codes of series by the codes of their attributes. */
  readonly series: Map<number, number>;
}

export class MetricRows {
  readonly #limits: IngestLimits;
  readonly #window: TimeWindow;
  readonly #columns = new MetricColumns();
  readonly #rejections = new Rejections();
  readonly #metrics = new Map<string, KnownMetric>();
  #resource: ResourceOrigin = NO_RESOURCE;
  #scope: Origin = NO_SCOPE;
  #name = "";
  #metricProblem: string | null = null;
  #current: KnownMetric = { id: -1, digest: "", series: new Map() };
  #sharedChars = 0;

  constructor(limits: IngestLimits) {
    this.#limits = limits;
    this.#window = new TimeWindow(limits);
  }

  enterResource(resource: ResourceOrigin): void {
    this.#resource = resource;
    this.#columns.enterResource(resource);
  }

  enterScope(scope: Origin): void {
    this.#scope = scope;
    this.#columns.enterScope(scope);
  }

  enterMetric(metric: Metric): void {
    this.#name = metric.name;
    this.#metricProblem = this.#problemOfMetric(metric);
    const { name, unit } = metric;
    const origin = `[${this.#resource.json},${this.#scope.json}]`;
    const identity = metricIdentity(metric, origin);
    const known = this.#metrics.get(identity);
    const current = known ?? {
      id: this.#metrics.size,
      digest: metricDigest(identity),
      series: new Map<number, number>(),
    };
    if (known === undefined) this.#metrics.set(identity, current);
    this.#current = current;
    this.#sharedChars = origin.length + name.length + (unit?.length ?? 0) + (metric.description?.length ?? 0);
    this.#columns.enterMetric(metric);
  }

  add(point: PointDraft): void {
    const columns = this.#columns;
    if (columns.rows + this.#rejections.count >= this.#limits.maxPoints) {
      refuse("telemetry.too_many", `one request may hold ${this.#limits.maxPoints} points`);
    }
    const set = point.attributes as AttributeSet;
    const problem = this.#metricProblem ?? this.#problemOf(point, set);
    if (problem !== null) return this.#rejections.add(problem, this.#name);
    if (set.metric !== this.#current.id) this.#identify(set);
    columns.add(point, set);
  }

  finish(): Intake {
    const table = this.#columns.finish();
    return { table, accepted: table.rows, rejected: this.#rejections.finish() };
  }

  /** A set met for another metric since, or for none yet. Equal JSON has equal codes, so the code finds the series. */
  #identify(set: AttributeSet): void {
    const { id, digest, series } = this.#current;
    if (set.code < 0) set.code = this.#columns.attributes.intern(set.json);
    const known = series.get(set.code);
    set.series = known ?? this.#columns.series.append(seriesOf(digest, set.json));
    if (known === undefined) series.set(set.code, set.series);
    set.metric = id;
  }

  #problemOfMetric({ name, unit, description }: Metric): string | null {
    const { maxStringBytes } = this.#limits;
    if (name === "") return "without a metric name";
    const longest = Math.max(name.length, unit?.length ?? 0, description?.length ?? 0);
    if (longest > maxStringBytes)
      return `with a metric name, unit or description over ${maxStringBytes} bytes`;
    return this.#resource.problem ?? this.#scope.problem;
  }

  #problemOf(point: PointDraft, set: AttributeSet): string | null {
    if (point.problem !== null) return point.problem;
    if (set.problem !== null) return set.problem;
    if (!this.#window.holds(point.words, TIME)) return OUTSIDE_WINDOW;
    if (point.has(START) && !isStorable(point.words, START)) return BEYOND_RANGE;
    if (!point.has(VALUE) && !point.has(COUNT) && (point.flags & NO_RECORDED_VALUE) === 0)
      return "without a value";
    return this.#problemOfSize(point, set);
  }

  #problemOfSize(point: PointDraft, set: AttributeSet): string | null {
    const own = set.json.length + (point.distribution?.length ?? 0) + (point.exemplars?.length ?? 0);
    return this.#sharedChars + own > this.#limits.maxRowChars ? "with too much text in one row" : null;
  }
}
