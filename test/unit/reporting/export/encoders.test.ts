// Files of every format, read back by readers of others: a strict CSV reader, JSON, hyparquet, and the workbook's own reader
// and XML.

import { parquetReadObjects } from "hyparquet";
import { readXlsx, type Sheet } from "hucre/xlsx";
import { describe, expect, it } from "vitest";
import { tablesOf } from "../../../../src/reporting/export/export-table.ts";
import {
  contentTypeOf,
  tableBytes,
  fileName,
  type TableFormatName,
} from "../../../../src/reporting/export/formats.ts";
import { bounded, FileTooLarge, regrouped } from "../../../../src/reporting/export/pieces.ts";
import { sheetNames } from "../../../../src/reporting/export/sheet-names.ts";
import { columnLetters } from "../../../../src/reporting/export/sheet-chart.ts";
import { streamSheet } from "../../../../src/reporting/export/xlsx-stream.ts";
import type { Frame } from "../../../../src/reporting/index.ts";
import { readStrictCsv } from "./strict-csv.ts";

const AT = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
const TABLE_NAMES: readonly TableFormatName[] = ["csv", "ndjson", "json", "parquet", "xlsx"];
const TIMES = [AT, AT + 60_000, AT + 120_000];
const NOTE = { title: "A test", atMs: AT };

const series = (service: string, values: readonly (number | null)[], more: object = {}): Frame => ({
  name: "A",
  fields: [
    { name: "time", type: "time", values: TIMES },
    { name: "latency", type: "number", unit: "ms", labels: { service, ...more }, values },
  ],
});
const METRICS = [series("checkout", [1.5, null, -3]), series("cart", [4, 5, 6], { zone: "b" })];
const NASTY = [
  "=1+1",
  "+cmd|' /C calc'!A0",
  "-2",
  "@SUM(A1)",
  "\t=1",
  "＝1",
  'say "hi", you',
  "two\r\nlines",
  "日本語",
  " padded ",
  "",
];
const LOGS: Frame = {
  name: "B",
  fields: [
    { name: "time", type: "time", values: NASTY.map((_, at) => AT + at) },
    { name: "body", type: "text", values: NASTY },
  ],
};

async function bytesOf(frames: readonly Frame[], format: TableFormatName, isGzipped = false) {
  const pieces: Uint8Array[] = [];
  for await (const piece of tableBytes(tablesOf(frames), { format, isGzipped }, NOTE)) pieces.push(piece);
  return new Uint8Array(await new Blob(pieces).arrayBuffer());
}
const textOf = async (...asked: Parameters<typeof bytesOf>) =>
  new TextDecoder().decode(await bytesOf(...asked));

describe("a CSV file", () => {
  it("is RFC 4180: series are rows of one table, times are ISO 8601", async () => {
    const [header, ...rows] = readStrictCsv(await textOf(METRICS, "csv"));
    expect(header).toEqual(["time", "service", "zone", "latency"]);
    expect(rows[0]).toEqual(["2026-01-02T03:04:05.678Z", "checkout", "", "1.5"]);
    expect(rows[1]?.[3]).toBe("");
    expect(rows[5]).toEqual(["2026-01-02T03:06:05.678Z", "cart", "b", "6"]);
    expect(rows).toHaveLength(6);
  });

  it("holds no text that a spreadsheet takes for a formula, and every other text as it is", async () => {
    const bodies = readStrictCsv(await textOf([LOGS], "csv"))
      .slice(1)
      .map(([, body]) => body);
    expect(bodies).toEqual(NASTY.map((text, at) => (at < 6 ? `'${text}` : text)));
    expect(readStrictCsv(await textOf(METRICS, "csv"))[3]?.[3], "a number stays a number").toBe("-3");
  });

  it("says in a first column which query a row answers, when there are several", async () => {
    const [header, ...rows] = readStrictCsv(await textOf([...METRICS, LOGS], "csv"));
    expect(header).toEqual(["query", "time", "service", "zone", "body", "latency"]);
    expect(rows.map(([query]) => query)).toEqual([...Array(6).fill("A"), ...Array(NASTY.length).fill("B")]);
  });

  it("is the same when it comes compressed", async () => {
    const packed = await bytesOf(METRICS, "csv", true);
    const opened = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    expect(await new Response(opened).text()).toBe(await textOf(METRICS, "csv"));
  });
});

describe("a JSON file", () => {
  it("has its tables with columns, units and rows", async () => {
    const { tables } = JSON.parse(await textOf([...METRICS, LOGS], "json")) as { tables: unknown[] };
    expect(tables[0]).toMatchObject({
      name: "A",
      columns: [{ type: "time" }, { name: "service" }, { name: "zone" }, { name: "latency", unit: "ms" }],
    });
    expect((tables[0] as { rows: unknown[][] }).rows[1]).toEqual([
      "2026-01-02T03:05:05.678Z",
      "checkout",
      null,
      null,
    ]);
    expect((tables[1] as { rows: unknown[][] }).rows.map(([, body]) => body)).toEqual(NASTY);
  });

  it("is an object per row as NDJSON", async () => {
    const lines = (await textOf([LOGS], "ndjson")).trimEnd().split("\n");
    expect(lines.map((line) => (JSON.parse(line) as { body: string }).body)).toEqual(NASTY);
  });
});

describe("a Parquet file", () => {
  it("gives another reader the same values with their types", async () => {
    const file = (await bytesOf(METRICS, "parquet")).buffer;
    const rows = await parquetReadObjects({ file });
    expect(rows[0]).toEqual({ time: new Date(AT), service: "checkout", zone: null, latency: 1.5 });
    expect(rows.map(({ latency }) => latency as unknown)).toEqual([1.5, null, -3, 4, 5, 6]);
  });

  it("has its rows in row groups that leave one by one", async () => {
    const count = 25_001;
    const values = Array.from({ length: count }, (_, at) => at);
    const frame: Frame = { name: "A", fields: [{ name: "n", type: "number", values }] };
    const rows = await parquetReadObjects({ file: (await bytesOf([frame], "parquet")).buffer });
    expect(rows.map(({ n }) => n as number)).toEqual(values);
  });
});

function expectStyledHeader(sheet: Sheet | undefined): void {
  const [header, row] = [sheet?.cells?.get("0,0")?.style, sheet?.cells?.get("1,0")?.style];
  expect([header?.font?.bold, header?.fill]).toMatchObject([
    true,
    { fgColor: { rgb: expect.stringMatching(/1C2333$/) } },
  ]);
  expect(header?.numFmt).toBeUndefined();
  expect([row?.font?.bold ?? false, row?.numFmt]).toEqual([false, "yyyy-mm-dd hh:mm:ss.000"]);
}

describe("a workbook", () => {
  it("has a sheet per table with typed cells under a frozen header", async () => {
    const book = await readXlsx(await bytesOf([...METRICS, LOGS], "xlsx"));
    expect(book.sheets.map(({ name }) => name)).toEqual(["A", "B"]);
    const [metrics, logs] = book.sheets;
    expect(metrics?.rows[0]).toEqual(["time", "service", "zone", "latency (ms)"]);
    expect(metrics?.rows[1]?.slice(1)).toEqual(["checkout", null, 1.5]);
    expect(Math.abs(Number(metrics?.rows[1]?.[0]) - AT)).toBeLessThan(2);
    expect(metrics?.freezePane?.rows).toBe(1);
    expect(logs?.rows[1]?.[1], "a text, no formula").toBe("=1+1");
    expect(logs?.rows[9]?.[1]).toBe("日本語");
  });

  it("has a native chart with a line per series where there is time, and none for logs", async () => {
    const book = await readXlsx(await bytesOf([...METRICS, LOGS], "xlsx"));
    const [chart, ...others] = book.sheets[0]?.charts ?? [];
    expect([others.length, book.sheets[1]?.charts?.length ?? 0]).toEqual([0, 0]);
    expect(chart?.kinds).toEqual(["scatter"]);
    expect(chart?.series?.map(({ name, valuesRef }) => [name, valuesRef])).toEqual([
      ["checkout", "A!$D$2:$D$4"],
      ["cart · b", "A!$D$5:$D$7"],
    ]);
  });

  it("is written row by row when it is too large to be held", async () => {
    const count = 150_001;
    const values = Array.from({ length: count }, (_, at) => at);
    const frame: Frame = {
      name: "A",
      fields: [
        { name: "time", type: "time", values: values.map((at) => AT + at) },
        { name: "n", type: "number", values },
      ],
    };
    let pieces = 0;
    const all: Uint8Array[] = [];
    for await (const piece of tableBytes(tablesOf([frame]), { format: "xlsx", isGzipped: false }, NOTE)) {
      pieces++;
      all.push(piece);
    }
    const book = await readXlsx(new Uint8Array(await new Blob(all).arrayBuffer()), { readStyles: true });
    const [sheet] = book.sheets;
    expect([pieces > 10, sheet?.rows.length, sheet?.rows.at(-1)?.[1]]).toEqual([true, count + 1, count - 1]);
    expect(sheet?.freezePane?.rows).toBe(1);
    expectStyledHeader(sheet);
  });

  it("that is written row by row has its header again, in its colours, on each sheet that follows", async () => {
    const [table] = tablesOf(METRICS);
    if (table === undefined) throw new Error("there is a table");
    const bytes = async () =>
      new Uint8Array(await new Blob(await Array.fromAsync(streamSheet(table, 4))).arrayBuffer());
    const { sheets } = await readXlsx(await bytes(), { readStyles: true });
    expect(sheets.map(({ name, rows }) => [name, rows.length])).toEqual([
      ["A", 4],
      ["A_2", 4],
    ]);
    const latencies = sheets.flatMap(({ rows }) => rows.slice(1).map((row) => row[3]));
    expect(latencies).toEqual([1.5, null, -3, 4, 5, 6]);
    for (const sheet of sheets) {
      expect(sheet.rows[0]).toEqual(["time", "service", "zone", "latency (ms)"]);
      expectStyledHeader(sheet);
    }
    expect(await bytes()).toEqual(await bytes());
  });

  it("names sheets as Excel takes them, each once", () => {
    const long = "x".repeat(40);
    expect(sheetNames(["a/b:c", "A B C", "History", long, long, "''", ""])).toEqual([
      "a b c",
      "A B C 2",
      "History 2",
      "x".repeat(31),
      `${"x".repeat(29)} 2`,
      "Sheet",
      "Sheet 2",
    ]);
  });

  it("names columns as spreadsheets do", () => {
    expect([0, 25, 26, 701, 702].map(columnLetters)).toEqual(["A", "Z", "AA", "ZZ", "AAA"]);
  });
});

describe("a file of any format", () => {
  it.each(TABLE_NAMES)("as %s has the same bytes when it is made again, also of nothing", async (format) => {
    expect(await bytesOf([...METRICS, LOGS], format)).toEqual(await bytesOf([...METRICS, LOGS], format));
    expect((await bytesOf([], format)).byteLength >= 0).toBe(true);
  });

  it("has a name that every file system takes, and a type", () => {
    expect(fileName("../Fehler: Übersicht?", { format: "csv", isGzipped: true })).toBe(
      "Fehler-U-bersicht.csv.gz",
    );
    expect(fileName("日本", { format: "xlsx", isGzipped: true })).toBe("export.xlsx");
    expect(contentTypeOf({ format: "json", isGzipped: true })).toBe("application/gzip");
  });

  it("stops where it grows past its limit, and leaves in pieces of a size", async () => {
    async function* three() {
      for (const size of [3, 5, 4]) yield new Uint8Array(size);
    }
    const sizes: number[] = [];
    for await (const piece of regrouped(three(), 5)) sizes.push(piece.byteLength);
    expect(sizes).toEqual([5, 5, 2]);
    await expect(Array.fromAsync(bounded(three(), 11))).rejects.toThrow(FileTooLarge);
    expect(await Array.fromAsync(bounded(three(), 12))).toHaveLength(3);
  });
});
