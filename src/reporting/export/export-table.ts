// What every file is written from: tables of typed columns whose rows come in batches, so that a file of a million rows is
// never whole in memory. INVARIANT: a batch has a list of values for each of its table's columns, all of one length.

import { fieldTitle, rowCount, type Field, type FieldType, type FieldValue, type Frame } from "../frame.ts";

export interface ExportColumn {
  readonly name: string;
  readonly type: FieldType;
  readonly unit?: string;
}

export interface RowBatch {
  readonly rows: number;
  readonly values: readonly (readonly FieldValue[])[];
}

export interface ExportTable {
  readonly name: string;
  readonly columns: readonly ExportColumn[];
  /** Its query has more rows than it was asked for. */
  readonly isCut?: boolean;
  /** From the first row on, each time that it is asked. */
  readonly batches: () => AsyncIterable<RowBatch> | Iterable<RowBatch>;
}

/** Of one frame: the labels of its only labelled field as columns of texts, and its fields. */
function columnsOf(
  frame: Frame,
): { readonly column: ExportColumn; readonly values: readonly FieldValue[] }[] {
  const labelled = frame.fields.filter(({ labels }) => Object.keys(labels ?? {}).length > 0);
  const only = labelled.length === 1 ? labelled[0] : undefined;
  const labels = Object.entries(only?.labels ?? {}).map(([name, value]) => ({
    column: { name, type: "text" as const },
    values: Array.from({ length: rowCount(frame) }, () => value),
  }));
  const fields = frame.fields.map((field) => ({
    column: columnOf(field, field === only),
    values: field.values,
  }));
  const times = fields.filter(({ column }) => column.type === "time");
  return [...times, ...labels, ...fields.filter(({ column }) => column.type !== "time")];
}

const columnOf = (field: Field, isPlain: boolean): ExportColumn => ({
  name: isPlain ? field.name : fieldTitle(field),
  type: field.type,
  ...(field.unit === undefined ? {} : { unit: field.unit }),
});

/** Series of one query differ in their labels: times stay in front, and what was measured comes last. */
const RANKS: Readonly<Record<FieldType, number>> = { time: 0, text: 1, number: 2 };

/** The columns of all of them: one that is a text in one place and a number in another is a text. */
export function mergeColumns(lists: readonly (readonly ExportColumn[])[]): ExportColumn[] {
  const merged = new Map<string, ExportColumn>();
  for (const column of lists.flat()) {
    const known = merged.get(column.name);
    if (known === undefined) merged.set(column.name, column);
    else if (known.type !== column.type) merged.set(column.name, { name: column.name, type: "text" });
  }
  const columns = [...merged.values()];
  return lists.length < 2 ? columns : columns.toSorted((a, b) => RANKS[a.type] - RANKS[b.type]);
}

export const frameColumns = (frame: Frame): ExportColumn[] => columnsOf(frame).map(({ column }) => column);

/** The frame's rows in those columns: null where it has none of that name. */
export function alignFrame(frame: Frame, columns: readonly ExportColumn[]): RowBatch {
  const rows = rowCount(frame);
  const own = new Map(columnsOf(frame).map(({ column, values }) => [column.name, values]));
  const none = Array.from({ length: rows }, () => null);
  const values = columns.map(({ name, type }) => asType(own.get(name) ?? none, type));
  return { rows, values };
}

function asType(values: readonly FieldValue[], type: FieldType): readonly FieldValue[] {
  if (type !== "text") return values;
  return values.some((value) => typeof value === "number")
    ? values.map((value) => (value === null ? null : String(value)))
    : values;
}

/** A table per name: the series of a query are rows of one table, told apart by their labels. */
export function tablesOf(frames: readonly Frame[]): ExportTable[] {
  return Array.from(
    Map.groupBy(frames, ({ name }) => name),
    ([name, group]) => {
      const columns = mergeColumns(group.map(frameColumns));
      return { name, columns, batches: () => group.map((frame) => alignFrame(frame, columns)) };
    },
  );
}
