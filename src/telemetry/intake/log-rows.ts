// Collects the log records of one request into a logs table. A record without a time has its observed time (logs.proto),
// without both the time at which the request arrived.

import type { Origin, ResourceOrigin } from "./attribute-set.ts";
import { NO_RESOURCE, NO_SCOPE } from "./attribute-set.ts";
import { DictBuilder, SmallColumn, TextBuilder, unnumbered, WordsColumn } from "./growing-columns.ts";
import type { IngestLimits } from "./ingest-limits.ts";
import type { Intake } from "./metric-rows.ts";
import { refuse } from "./refusal.ts";
import { Rejections } from "./rejections.ts";
import { toStoredCount } from "./stored-count.ts";
import { BEYOND_RANGE, isStorable, OUTSIDE_WINDOW, TimeWindow } from "./time-window.ts";

export const TIME = 0;
export const OBSERVED = 1;

/** A text body as it came, any other as canonical JSON. */
export interface Body {
  readonly type: "string" | "json";
  readonly text: string;
}

export interface LogDraft {
  readonly words: Uint32Array;
  severityNumber: number;
  severityText: string;
  eventName: string;
  body: Body | null;
  attributes: string;
  traceId: string | null;
  spanId: string | null;
  flags: number;
  dropped: number;
  problem: string | null;
}

export function newLogDraft(): LogDraft {
  return {
    words: new Uint32Array(4),
    severityNumber: 0,
    severityText: "",
    eventName: "",
    body: null,
    attributes: "{}",
    traceId: null,
    spanId: null,
    flags: 0,
    dropped: 0,
    problem: null,
  };
}

function newLogColumns() {
  return {
    time: new WordsColumn(),
    observed_time: new WordsColumn(),
    severity_number: new SmallColumn(),
    severity_text: new DictBuilder(),
    service_name: new DictBuilder(),
    event_name: new DictBuilder(),
    body: new TextBuilder(),
    body_type: new DictBuilder(),
    attributes: new TextBuilder(),
    resource: new DictBuilder(),
    scope: new DictBuilder(),
    trace_id: new TextBuilder(),
    span_id: new TextBuilder(),
    flags: new SmallColumn(),
    dropped_attributes_count: new SmallColumn(),
  };
}

export class LogRows {
  readonly #limits: IngestLimits;
  readonly #window: TimeWindow;
  readonly #received: Uint32Array;
  readonly #rejections = new Rejections();
  readonly #columns = newLogColumns();
  #rows = 0;
  #resource: ResourceOrigin = NO_RESOURCE;
  #scope: Origin = NO_SCOPE;

  constructor(limits: IngestLimits) {
    this.#limits = limits;
    this.#window = new TimeWindow(limits);
    const received = BigInt(Math.floor(limits.receivedMs)) * 1_000_000n;
    this.#received = new Uint32Array(BigUint64Array.of(received).buffer);
  }

  enterResource(resource: ResourceOrigin): void {
    this.#resource = resource;
  }

  enterScope(scope: Origin): void {
    this.#scope = scope;
  }

  add(log: LogDraft): void {
    if (this.#rows + this.#rejections.count >= this.#limits.maxPoints) {
      refuse("telemetry.too_many", `one request may hold ${this.#limits.maxPoints} log records`);
    }
    this.#settleTime(log.words);
    const problem = this.#problemOf(log);
    if (problem !== null) return this.#rejections.add(problem, log.eventName);
    const row = this.#rows++;
    this.#addTexts(row, log);
    this.#addNumbers(row, log);
  }

  finish(): Intake {
    const rows = this.#rows;
    const columns = this.#columns;
    const table = {
      signal: "logs",
      rows,
      columns: {
        time: columns.time.finishI64(rows),
        observed_time: columns.observed_time.finishI64(rows),
        severity_number: columns.severity_number.finishI32(rows),
        severity_text: columns.severity_text.finish(rows),
        service_name: columns.service_name.finish(rows),
        event_name: columns.event_name.finish(rows),
        body: columns.body.finish(rows),
        body_type: columns.body_type.finish(rows),
        attributes: columns.attributes.finish(rows),
        resource: columns.resource.finish(rows),
        scope: columns.scope.finish(rows),
        trace_id: columns.trace_id.finish(rows),
        span_id: columns.span_id.finish(rows),
        flags: columns.flags.finishI32(rows),
        dropped_attributes_count: columns.dropped_attributes_count.finishI32(rows),
        seq: unnumbered(rows),
      },
    } as const;
    return { table, accepted: rows, rejected: this.#rejections.finish() };
  }

  #settleTime(words: Uint32Array): void {
    if ((words[0] as number) !== 0 || (words[1] as number) !== 0) return;
    const hasObserved = (words[2] as number) !== 0 || (words[3] as number) !== 0;
    words.set(hasObserved ? words.subarray(2, 4) : this.#received, 0);
  }

  #problemOf({ problem, words, ...log }: LogDraft): string | null {
    const own = problem ?? this.#resource.problem ?? this.#scope.problem;
    if (own !== null) return own;
    if (!this.#window.holds(words, TIME)) return OUTSIDE_WINDOW;
    if (!isStorable(words, OBSERVED)) return BEYOND_RANGE;
    const { maxStringBytes, maxRowChars } = this.#limits;
    if (Math.max(log.severityText.length, log.eventName.length) > maxStringBytes) {
      return `with a severity text or event name over ${maxStringBytes} bytes`;
    }
    const origin = this.#resource.json.length + this.#scope.json.length + log.severityText.length;
    const chars = origin + log.eventName.length + (log.body?.text.length ?? 0) + log.attributes.length;
    return chars > maxRowChars ? "with too much text in one row" : null;
  }

  #addTexts(row: number, log: LogDraft): void {
    const columns = this.#columns;
    const { serviceName } = this.#resource;
    if (log.severityText !== "")
      columns.severity_text.set(row, columns.severity_text.intern(log.severityText));
    if (serviceName !== null) columns.service_name.set(row, columns.service_name.intern(serviceName));
    if (log.eventName !== "") columns.event_name.set(row, columns.event_name.intern(log.eventName));
    if (log.body !== null) this.#addBody(row, log.body);
    columns.attributes.set(row, log.attributes);
    columns.resource.set(row, columns.resource.intern(this.#resource.json));
    columns.scope.set(row, columns.scope.intern(this.#scope.json));
    if (log.traceId !== null) columns.trace_id.set(row, log.traceId);
    if (log.spanId !== null) columns.span_id.set(row, log.spanId);
  }

  #addBody(row: number, { type, text }: Body): void {
    const { body, body_type: bodyType } = this.#columns;
    body.set(row, text);
    bodyType.set(row, bodyType.intern(type));
  }

  #addNumbers(row: number, log: LogDraft): void {
    const columns = this.#columns;
    columns.time.set(row, log.words, TIME);
    const hasObserved = (log.words[2] as number) !== 0 || (log.words[3] as number) !== 0;
    if (hasObserved) columns.observed_time.set(row, log.words, OBSERVED);
    if (log.severityNumber !== 0) columns.severity_number.set(row, log.severityNumber);
    if (log.flags !== 0) columns.flags.set(row, log.flags | 0);
    if (log.dropped !== 0) columns.dropped_attributes_count.set(row, toStoredCount(log.dropped));
  }
}
