// Collects the spans of one request into a traces table. Decides which spans are kept: one needs a trace id, a span id and
// a start inside the accepted window; an empty name is allowed (trace.proto: "unknown").

import type { Origin, ResourceOrigin } from "./attribute-set.ts";
import { NO_RESOURCE, NO_SCOPE } from "./attribute-set.ts";
import { DictBuilder, SmallColumn, TextBuilder, unnumbered, WordsColumn } from "./growing-columns.ts";
import type { IngestLimits } from "./ingest-limits.ts";
import type { Intake } from "./metric-rows.ts";
import { refuse } from "./refusal.ts";
import { Rejections } from "./rejections.ts";
import { toStoredCount } from "./stored-count.ts";
import { BEYOND_RANGE, isStorable, OUTSIDE_WINDOW, TimeWindow } from "./time-window.ts";

export const START = 0;
export const END = 1;

const KINDS = ["unspecified", "internal", "server", "client", "producer", "consumer"] as const;
const STATUS_CODES = ["unset", "ok", "error"] as const;

export interface SpanDraft {
  readonly words: Uint32Array;
  readonly events: string[];
  readonly links: string[];
  traceId: string | null;
  spanId: string | null;
  parentSpanId: string | null;
  traceState: string;
  name: string;
  /** OTLP's enum numbers. */
  kind: number;
  statusCode: number;
  statusMessage: string;
  attributes: string;
  flags: number;
  droppedAttributes: number;
  droppedEvents: number;
  droppedLinks: number;
  problem: string | null;
}

export function newSpanDraft(): SpanDraft {
  return {
    words: new Uint32Array(4),
    events: [],
    links: [],
    traceId: null,
    spanId: null,
    parentSpanId: null,
    traceState: "",
    name: "",
    kind: 0,
    statusCode: 0,
    statusMessage: "",
    attributes: "{}",
    flags: 0,
    droppedAttributes: 0,
    droppedEvents: 0,
    droppedLinks: 0,
    problem: null,
  };
}

const DICTS = ["name", "kind", "service_name", "status_code", "status_message", "resource", "scope"] as const;
const TEXTS = [
  "trace_id",
  "span_id",
  "parent_span_id",
  "trace_state",
  "attributes",
  "events",
  "links",
] as const;
const COUNTS = ["flags", "dropped_attributes_count", "dropped_events_count", "dropped_links_count"] as const;

export class SpanRows {
  readonly #limits: IngestLimits;
  readonly #window: TimeWindow;
  readonly #rejections = new Rejections();
  readonly #dicts = DICTS.map(() => new DictBuilder());
  readonly #texts = TEXTS.map(() => new TextBuilder());
  readonly #counts = COUNTS.map(() => new SmallColumn());
  readonly #time = new WordsColumn();
  readonly #endTime = new WordsColumn();
  #rows = 0;
  #resource: ResourceOrigin = NO_RESOURCE;
  #scope: Origin = NO_SCOPE;

  constructor(limits: IngestLimits) {
    this.#limits = limits;
    this.#window = new TimeWindow(limits);
  }

  enterResource(resource: ResourceOrigin): void {
    this.#resource = resource;
  }

  enterScope(scope: Origin): void {
    this.#scope = scope;
  }

  add(span: SpanDraft): void {
    if (this.#rows + this.#rejections.count >= this.#limits.maxPoints) {
      refuse("telemetry.too_many", `one request may hold ${this.#limits.maxPoints} spans`);
    }
    const texts = this.#textsOf(span);
    const problem = this.#problemOf(span) ?? this.#problemOfSize(texts);
    if (problem !== null) return this.#rejections.add(problem, span.name);
    this.#store(span, texts);
  }

  finish(): Intake {
    const rows = this.#rows;
    const columns = {
      ...Object.fromEntries(DICTS.map((name, at) => [name, (this.#dicts[at] as DictBuilder).finish(rows)])),
      ...Object.fromEntries(TEXTS.map((name, at) => [name, (this.#texts[at] as TextBuilder).finish(rows)])),
      ...Object.fromEntries(
        COUNTS.map((name, at) => [name, (this.#counts[at] as SmallColumn).finishI32(rows)]),
      ),
      time: this.#time.finishI64(rows),
      end_time: this.#endTime.finishI64(rows),
      seq: unnumbered(rows),
    };
    return {
      table: { signal: "traces", rows, columns },
      accepted: rows,
      rejected: this.#rejections.finish(),
    };
  }

  /** The dictionary texts, then the plain ones, in the order of their tables; null leaves the row null. */
  #textsOf(span: SpanDraft): (string | null)[] {
    const kind = KINDS[span.kind] ?? "unspecified";
    const status = STATUS_CODES[span.statusCode] ?? "unset";
    const { serviceName, json } = this.#resource;
    const dicts = [span.name, kind, serviceName, status, span.statusMessage || null, json, this.#scope.json];
    const ids = [span.traceId, span.spanId, span.parentSpanId, span.traceState || null];
    return [...dicts, ...ids, span.attributes, jsonArray(span.events), jsonArray(span.links)];
  }

  #problemOf(span: SpanDraft): string | null {
    const own = span.problem ?? this.#resource.problem ?? this.#scope.problem;
    if (own !== null) return own;
    if (span.traceId === null) return "without a trace_id";
    if (span.spanId === null) return "without a span_id";
    if (!this.#window.holds(span.words, START)) return OUTSIDE_WINDOW;
    if (!isStorable(span.words, END)) return BEYOND_RANGE;
    const { maxStringBytes } = this.#limits;
    const longest = Math.max(span.name.length, span.statusMessage.length, span.traceState.length);
    return longest > maxStringBytes
      ? `with a name, status or trace_state over ${maxStringBytes} bytes`
      : null;
  }

  #problemOfSize(texts: readonly (string | null)[]): string | null {
    const chars = texts.reduce((sum, text) => sum + (text?.length ?? 0), 0);
    return chars > this.#limits.maxRowChars ? "with too much text in one row" : null;
  }

  #store(span: SpanDraft, texts: readonly (string | null)[]): void {
    const row = this.#rows++;
    for (const [at, text] of texts.entries()) {
      if (text === null) continue;
      const dict = this.#dicts[at];
      if (dict !== undefined) dict.set(row, dict.intern(text));
      else (this.#texts[at - DICTS.length] as TextBuilder).set(row, text);
    }
    this.#time.set(row, span.words, START);
    this.#endTime.set(row, span.words, END);
    const dropped = [span.droppedAttributes, span.droppedEvents, span.droppedLinks].map(toStoredCount);
    for (const [at, count] of [span.flags | 0, ...dropped].entries()) {
      if (count !== 0) (this.#counts[at] as SmallColumn).set(row, count);
    }
  }
}

function jsonArray(items: readonly string[]): string | null {
  return items.length === 0 ? null : `[${items.join(",")}]`;
}
