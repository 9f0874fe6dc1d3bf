// Some rows of a table, in the order asked for. Dictionaries are made anew: they hold what these rows use, no more.

import { type Column, type DictColumn, NULL_CODE, type Table } from "../table.ts";

export function takeRows(table: Table, rows: Uint32Array): Table {
  const taken = Object.entries(table.columns).map(
    ([name, column]) => [name, takeColumn(column, rows)] as const,
  );
  return { signal: table.signal, rows: rows.length, columns: Object.fromEntries(taken) };
}

function takeColumn(column: Column, rows: Uint32Array): Column {
  if (column.kind === "dict") return takeDict(column, rows);
  if (column.kind === "text")
    return { kind: "text", values: Array.from(rows, (row) => column.values[row] ?? null) };
  const valid = column.valid === null ? null : takeNumbers(column.valid, rows, new Uint8Array(rows.length));
  switch (column.kind) {
    case "i64":
      return { ...column, values: takeWords(column.values, rows, new BigInt64Array(rows.length)), valid };
    case "f64":
      return { ...column, values: takeWords(column.values, rows, new Float64Array(rows.length)), valid };
    case "i32":
      return { ...column, values: takeNumbers(column.values, rows, new Int32Array(rows.length)), valid };
    case "bool":
      return { ...column, values: takeNumbers(column.values, rows, new Uint8Array(rows.length)), valid };
  }
}

function takeDict({ codes, values }: DictColumn, rows: Uint32Array): DictColumn {
  const newCodes = new Uint32Array(values.length).fill(NULL_CODE);
  const used: string[] = [];
  const taken = new Uint32Array(rows.length);
  for (let at = 0; at < rows.length; at++) {
    const code = codes[rows[at] as number] as number;
    if (code !== NULL_CODE && newCodes[code] === NULL_CODE)
      newCodes[code] = used.push(values[code] as string) - 1;
    taken[at] = code === NULL_CODE ? NULL_CODE : (newCodes[code] as number);
  }
  return { kind: "dict", codes: taken, values: used };
}

function takeNumbers<T extends Uint8Array | Int32Array>(from: T, rows: Uint32Array, to: T): T {
  for (let at = 0; at < rows.length; at++) to[at] = from[rows[at] as number] as number;
  return to;
}

/** By halves, so that the bits of a NaN stay as they are. */
function takeWords<T extends BigInt64Array | Float64Array>(from: T, rows: Uint32Array, to: T): T {
  const source = new Uint32Array(from.buffer, from.byteOffset, from.length * 2);
  const target = new Uint32Array(to.buffer, to.byteOffset, to.length * 2);
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at] as number;
    target[at * 2] = source[row * 2] as number;
    target[at * 2 + 1] = source[row * 2 + 1] as number;
  }
  return to;
}
