// Log records as columns: what a file has of them, made without an object for each.

import { wordsToMs } from "../block/words.ts";
import { bodyAt } from "./log-record.ts";
import type { LogRunState } from "./log-runs.ts";
import { numberAt, textAt } from "./row-window.ts";

/** Lists of one length. */
export interface LogColumns {
  /** Epoch milliseconds, rounded down. */
  readonly time: number[];
  readonly severity_text: (string | null)[];
  readonly severity_number: number[];
  readonly service_name: (string | null)[];
  /** Text as it came, or the JSON value. */
  readonly body: unknown[];
  readonly trace_id: (string | null)[];
  readonly span_id: (string | null)[];
}

export const noLogColumns = (): LogColumns => ({
  time: [],
  severity_text: [],
  severity_number: [],
  service_name: [],
  body: [],
  trace_id: [],
  span_id: [],
});

/** About what a record without a text takes as JSON. */
const ROW_BYTES = 48;
const BYTES_OF_IDS = 48;

/** Adds the run's next record; about what it takes as JSON. */
export function addNextLog(to: LogColumns, { logs: { table, words }, at }: LogRunState): number {
  const { columns } = table;
  const traceId = textAt(columns["trace_id"], at);
  to.time.push(wordsToMs(words, at));
  to.severity_text.push(textAt(columns["severity_text"], at));
  to.severity_number.push(numberAt(columns["severity_number"], at) ?? 0);
  to.service_name.push(textAt(columns["service_name"], at));
  to.body.push(bodyAt(table, at));
  to.trace_id.push(traceId);
  to.span_id.push(textAt(columns["span_id"], at));
  const bodyBytes = textAt(columns["body"], at)?.length ?? 0;
  return ROW_BYTES + bodyBytes + (traceId === null ? 0 : BYTES_OF_IDS);
}
