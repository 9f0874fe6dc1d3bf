// Bills in Parquet: what we write we read back as it was; what others write, typed, reads as a CSV of it would.

import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, it } from "vitest";
import { encodeBillPart } from "../../../../src/finops/focus/parquet-part.ts";
import type { RangedFile } from "../../../../src/finops/focus/guarded-file.ts";
import { openParquetBill } from "../../../../src/finops/focus/parquet-rows.ts";
import { cellsOf, COLUMNS, COMMITTED, TAX, USAGE } from "./rows.ts";

function fileOf(bytes: Uint8Array): RangedFile {
  const copy = new Uint8Array(bytes).buffer;
  return { byteLength: copy.byteLength, slice: async (start, end) => copy.slice(start, end) };
}

async function read(bytes: Uint8Array): Promise<{ columns: readonly string[]; rows: (string | null)[][] }> {
  const bill = await openParquetBill(fileOf(bytes));
  if (!bill.ok) throw new Error(bill.fault.detail);
  const rows: (string | null)[][] = [];
  for await (const range of bill.value.ranges()) if (range.ok) rows.push(...range.value);
  expect(rows).toHaveLength(bill.value.rows);
  return { columns: bill.value.columns, rows };
}

describe("Parquet", () => {
  it("gives back the cells that were written, in their order", async () => {
    const rows = Array.from({ length: 25_000 }, (_, at) =>
      cellsOf({ ...[USAGE, COMMITTED, TAX][at % 3], BilledCost: `${at}.000000000000000000001` }),
    );
    expect(await read(encodeBillPart(COLUMNS, rows))).toStrictEqual({ columns: COLUMNS, rows });
  });

  it("reads decimals exactly, instants in UTC, maps and floats as a CSV has them", async () => {
    const schema = [
      { name: "root", num_children: 6 },
      {
        name: "BilledCost",
        type: "FIXED_LEN_BYTE_ARRAY",
        type_length: 16,
        converted_type: "DECIMAL",
        precision: 38,
        scale: 18,
        repetition_type: "OPTIONAL",
      },
      {
        name: "ListCost",
        type: "INT64",
        converted_type: "DECIMAL",
        precision: 18,
        scale: 2,
        repetition_type: "OPTIONAL",
      },
      { name: "PricingQuantity", type: "DOUBLE", repetition_type: "OPTIONAL" },
      {
        name: "ChargePeriodStart",
        type: "INT64",
        converted_type: "TIMESTAMP_MILLIS",
        repetition_type: "OPTIONAL",
      },
      { name: "Tags", type: "BYTE_ARRAY", converted_type: "JSON", repetition_type: "OPTIONAL" },
      { name: "ServiceName", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" },
    ] as const;
    const bytes = parquetWriteBuffer({
      schema: [...schema],
      columnData: [
        { name: "BilledCost", data: [-2n, null] },
        { name: "ListCost", data: [-123n, 5n] },
        { name: "PricingQuantity", data: [1e-7, 1e21] },
        { name: "ChargePeriodStart", data: [new Date("2026-10-05T00:00:00Z"), null] },
        { name: "Tags", data: [{ team: "core" }, null] },
        { name: "ServiceName", data: ["Machines", ""] },
      ],
    });
    const { rows } = await read(new Uint8Array(bytes));
    expect(rows).toStrictEqual([
      ["-0.000000000000000002", "-1.23", "1e-7", "2026-10-05T00:00:00Z", '{"team":"core"}', "Machines"],
      [null, "0.05", "1e21", null, null, null],
    ]);
  });

  it("says of one whose directory is broken that it is, and nothing of what tripped over it", async () => {
    const bytes = new Uint8Array(64);
    bytes.set(new TextEncoder().encode("PAR1"), 0);
    bytes.set(new TextEncoder().encode("PAR1"), 60);
    expect(await openParquetBill(fileOf(bytes))).toMatchObject({
      ok: false,
      fault: { code: "billing.malformed", detail: "no Parquet file: its directory cannot be read" },
    });
  });

  it("refuses one whose pages are broken, by its rows, and reads no further", async () => {
    const whole = encodeBillPart(
      COLUMNS,
      Array.from({ length: 50 }, () => cellsOf(USAGE)),
    );
    // In the head of the first page; the last is a count further on, at which the library went on for ever.
    const flips = [
      [4, 2],
      [5, 1],
      [6, 2],
      [8, 1],
      [715, 7],
    ] as const;
    for (const [at, bit] of flips) {
      const broken = whole.slice();
      broken[at] = (broken[at] ?? 0) ^ (1 << bit);
      const bill = await openParquetBill(fileOf(broken));
      if (!bill.ok) throw new Error(bill.fault.detail);
      const detail = "rows 2 to 51 of the Parquet file cannot be read";
      expect(await Array.fromAsync(bill.value.ranges())).toMatchObject([
        { ok: false, fault: { code: "billing.malformed", detail } },
      ]);
    }
  });

  it("takes an index that is in no dictionary for damage, not for an empty cell", async () => {
    const whole = encodeBillPart(
      ["A"],
      Array.from({ length: 30 }, (_, row) => [`regions-${row % 3}`]),
    );
    const empty: number[] = [];
    for (let at = 0; at < whole.length * 8; at++) {
      const broken = whole.slice();
      broken[at >> 3] = (broken[at >> 3] ?? 0) ^ (1 << (at & 7));
      const bill = await openParquetBill(fileOf(broken));
      for await (const range of bill.ok ? bill.value.ranges() : [])
        if (range.ok && range.value.some(([cell]) => cell === null)) empty.push(at);
    }
    expect(empty).toStrictEqual([]);
  });

  it("a store that fails is no broken file", async () => {
    const bytes = encodeBillPart(COLUMNS, [cellsOf(USAGE)]);
    const lost = new Error("the store is away");
    const away = { byteLength: bytes.length, slice: async () => Promise.reject(lost) };
    await expect(openParquetBill(away)).rejects.toBe(lost);
  });

  it("refuses what is none", async () => {
    const bill = await openParquetBill(fileOf(new TextEncoder().encode("BilledCost,ListCost\n1,2\n")));
    expect(bill).toMatchObject({ ok: false, fault: { code: "billing.malformed" } });
  });
});
