// Tables with random cells for every column of a signal: the property tests of the batch codec.

import { columnsOf, type ColumnSpec, type Signal } from "../../src/telemetry/signals.ts";
import { NULL_CODE, type Column, type Table } from "../../src/telemetry/table.ts";

const ALPHABET = ["a", "Z", "9", "é", "語", "🦊", '"', "\\", "\n", "\u0000"];
const HARD_DOUBLES = [0, -0, Number.NaN, Infinity, -Infinity, 5e-324, 1.7976931348623157e308];

export function randomTable(signal: Signal, rows: number, random: () => number): Table {
  const columns = columnsOf(signal).map(([name, spec]) => [name, randomColumn(spec, rows, random)] as const);
  return { signal, rows, columns: Object.fromEntries(columns) };
}

function randomColumn(spec: ColumnSpec, rows: number, random: () => number): Column {
  const nulls = spec.isNullable ? [0, 0.5, 1][Math.floor(random() * 3)] : 0;
  const valid = Uint8Array.from({ length: rows }, () => (random() < (nulls ?? 0) ? 0 : 1));
  const validity = valid.includes(0) ? valid : null;
  const fill = <T>(make: () => T): T[] => Array.from({ length: rows }, make);
  switch (spec.kind) {
    case "dict":
      return randomDict(valid, random);
    case "text":
      return {
        kind: "text",
        values: Array.from(valid, (isValid) => (isValid === 1 ? randomText(random) : null)),
      };
    case "i64":
      return { kind: "i64", values: BigInt64Array.from(fill(() => randomInteger(random))), valid: validity };
    case "f64":
      return { kind: "f64", values: Float64Array.from(fill(() => randomDouble(random))), valid: validity };
    case "i32":
      return {
        kind: "i32",
        values: Int32Array.from(fill(() => random() * 2 ** 32 - 2 ** 31)),
        valid: validity,
      };
    case "bool":
      return { kind: "bool", values: Uint8Array.from(fill(() => Math.round(random()))), valid: validity };
  }
}

function randomDict(valid: Uint8Array, random: () => number): Column {
  const count = Math.floor(1 + random() ** 6 * 400);
  const values = Array.from({ length: count }, (_, at) => `${at}${randomText(random)}`);
  const codes = Uint32Array.from(valid, (isValid) =>
    isValid === 1 ? Math.floor(random() * count) : NULL_CODE,
  );
  return { kind: "dict", codes, values };
}

function randomText(random: () => number): string {
  const text = Array.from(
    { length: random() * 12 },
    () => ALPHABET[Math.floor(random() * ALPHABET.length)],
  ).join("");
  // Now and then one whose length needs two bytes, or four.
  return random() < 0.001 ? text.repeat(random() * 10_000) : text;
}

function randomInteger(random: () => number): bigint {
  return BigInt.asIntN(
    64,
    (BigInt(Math.floor(random() * 2 ** 32)) << 32n) | BigInt(Math.floor(random() * 2 ** 32)),
  );
}

function randomDouble(random: () => number): number {
  const hard = HARD_DOUBLES[Math.floor(random() * HARD_DOUBLES.length * 2)];
  return hard ?? random() * 10 ** Math.floor(random() * 20);
}
