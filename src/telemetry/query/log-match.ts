// Which log records a request wants, and where they stand: the conditions as tests of a table's rows, what a read of them may
// leave out, and their order.
// INVARIANT: order is (time, shard, seq, place in the batch), which flushing and merging keep; so pages fit together.

import { nanosToMs } from "../block/words.ts";
import type { RowCheck } from "../policy-labels.ts";
import { NULL_CODE, type Table } from "../table.ts";
import { labelColumns, rowLabels } from "./labels.ts";
import type { LogPosition, LogRequest } from "./log-request.ts";
import type { ReadSpec } from "./plan-read.ts";
import { dictOf, textAt } from "./row-window.ts";

type Keyed = Pick<LogPosition, "time" | "shard" | "seq">;

export function compareLogs(left: Keyed, right: Keyed, isNewestFirst: boolean): number {
  if (left.time !== right.time) return left.time < right.time === isNewestFirst ? 1 : -1;
  return left.shard - right.shard || left.seq - right.seq;
}

export function logSpec(request: LogRequest, columns: readonly string[]): ReadSpec {
  const after = request.after === null ? null : nanosToMs(request.after.time);
  return {
    signal: "logs",
    fromMs: after !== null && !request.isNewestFirst ? Math.max(request.fromMs, after) : request.fromMs,
    toMs: after !== null && request.isNewestFirst ? Math.min(request.toMs, after + 1) : request.toMs,
    columns,
    oneOf: {
      ...(request.services === null ? {} : { service_name: request.services }),
      ...(request.traceId === null ? {} : { trace_id: [request.traceId] }),
    },
    ...(request.severityMin > 0 ? { atLeast: { severity_number: request.severityMin } } : {}),
  };
}

type RowTest = (row: number) => boolean;

function serviceTest(table: Table, services: readonly string[]): RowTest {
  const column = dictOf(table, "service_name");
  const isWanted = column.values.map((name) => services.includes(name));
  return (row) => {
    const code = column.codes[row] as number;
    return code !== NULL_CODE && isWanted[code] === true;
  };
}

/** The tests that a row must pass, the cheapest first. */
export function rowTests(table: Table, request: LogRequest, rowFilter: RowCheck | undefined): RowTest[] {
  const tests: RowTest[] = [];
  const severity = table.columns["severity_number"];
  if (request.severityMin > 0 && severity?.kind === "i32") {
    tests.push((row) => (severity.values[row] as number) >= request.severityMin);
  }
  if (request.services !== null) tests.push(serviceTest(table, request.services));
  if (request.traceId !== null)
    tests.push((row) => textAt(table.columns["trace_id"], row) === request.traceId);
  const { text } = request;
  if (text !== null)
    tests.push((row) => textAt(table.columns["body"], row)?.toLowerCase().includes(text) === true);
  if (request.hasFilters) tests.push((row) => request.matches(rowLabels(labelColumns(table, row))));
  if (rowFilter !== undefined) tests.push((row) => rowFilter(table, row));
  return tests;
}
