// Label values before series are made of them: what is past a label's cap becomes `__overflow__`. Asked only about series
// that this isolate does not remember, so a request of known series costs nothing here.

import type { TenantCall } from "../../edge/index.ts";
import { ok, type Result } from "../../kernel/result.ts";
import {
  freshSeries,
  labelKey,
  OVERFLOW_VALUE,
  overflowRows,
  seriesLabels,
  type FreshSeries,
  type Id,
  type LabelBook,
  type LabelName,
  type Overflow,
  type SeriesLabels,
  type Table,
} from "../index.ts";

interface Asked extends LabelName {
  readonly ids: Id[];
}

export async function capLabels(call: TenantCall, table: Table): Promise<Result<Table>> {
  const { book } = call.session;
  const fresh = freshSeries(table, book.seen);
  if (fresh.length === 0) return ok(table);
  const labelled = fresh.map((series) => ({ series, ...seriesLabels(table, series.row) }));
  const unknown = new Map<string, Asked>();
  for (const one of labelled) collectUnknown(book.labels, one, unknown);
  const refused = unknown.size > 0 ? await tellLabels(call, unknown) : ok(NONE);
  if (!refused.ok) return refused;
  const overflows = labelled.flatMap((one) => overflowOf(book.labels, one, refused.value));
  if (overflows.length === 0) return ok(table);
  countOverflows(book.labels, table, overflows);
  return ok(overflowRows(table, overflows));
}

interface Labelled extends SeriesLabels {
  readonly series: FreshSeries;
}

function collectUnknown(book: LabelBook, { metric, labels }: Labelled, unknown: Map<string, Asked>): void {
  for (const [label, value] of labels) {
    if (value === OVERFLOW_VALUE) continue;
    const name = { metric, label };
    const { verdict, id } = book.judge(name, value);
    if (verdict !== "ask") continue;
    const asked = unknown.get(labelKey(name)) ?? { ...name, ids: [] };
    asked.ids.push(id);
    unknown.set(labelKey(name), asked);
  }
}

function overflowOf(
  book: LabelBook,
  { series, metric, labels }: Labelled,
  refused: ReadonlySet<string>,
): Overflow[] {
  const overflows = ([label, value]: readonly [string, string]): boolean => {
    if (value === OVERFLOW_VALUE) return false;
    const { verdict, id } = book.judge({ metric, label }, value);
    return verdict === "overflows" || refused.has(idText(id));
  };
  const names = labels.filter(overflows).map(([label]) => label);
  return names.length === 0 ? [] : [{ code: series.code, row: series.row, metric, labels: names }];
}

function countOverflows(book: LabelBook, table: Table, overflows: readonly Overflow[]): void {
  const column = table.columns["series"];
  if (column?.kind !== "dict") return;
  const points = new Map<number, number>(overflows.map(({ code }) => [code, 0]));
  for (const code of column.codes) {
    const count = points.get(code);
    if (count !== undefined) points.set(code, count + 1);
  }
  for (const { code, metric, labels } of overflows)
    for (const label of labels) book.countOverflow({ metric, label }, points.get(code) ?? 0);
}

/** Tells what was admitted by allowance, and asks about the rest: the ids of values that were refused. */
async function tellLabels(
  call: TenantCall,
  unknown: ReadonlyMap<string, Asked>,
): Promise<Result<ReadonlySet<string>>> {
  const { labels } = call.session.book;
  const reports = labels.report(unknown);
  const plain = reports.map(({ metric, label, told, asked, overflowed }) => ({
    metric,
    label,
    told,
    asked,
    overflowed,
  }));
  const judged = await call.session.judgeLabels(plain);
  if (judged.ok) labels.settle(reports, judged.value);
  else labels.restore(reports);
  if (!judged.ok) return judged;
  const ids = judged.value.flatMap(({ metric, label, refused }) => {
    const asked = unknown.get(labelKey({ metric, label }))?.ids ?? [];
    return refused.flatMap((at) => asked[at] ?? []);
  });
  return ok(new Set(ids.map((id) => idText(id))));
}

const NONE: ReadonlySet<string> = new Set();
const idText = ({ high, low }: Id): string => `${high} ${low}`;

/** Off the request's path, once in a while. */
export function tellLater(call: TenantCall): void {
  if (call.session.book.shouldTell(call.nowMs)) call.waitUntil(tellLabels(call, new Map()));
}
