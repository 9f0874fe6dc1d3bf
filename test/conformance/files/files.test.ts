// Files that the gateway writes, judged by programs of others where they are installed: README.md says which clause is where.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { streamSheet } from "../../../src/reporting/export/xlsx-stream.ts";
import { tablesOf } from "../../../src/reporting/export/export-table.ts";
import type { Frame } from "../../../src/reporting/index.ts";
import { startTestGateway, type TestGateway, type TestTenant } from "../../support/gateway.ts";
import { isInstalled } from "../../support/node/installed-program.ts";
import { send } from "../../support/node/send.ts";
import { openBench, type Bench } from "./judges.ts";

let gateway: TestGateway;
let tenant: TestTenant;
let bench: Bench;
beforeAll(async () => {
  [gateway, bench] = [await startTestGateway(), await openBench()];
  tenant = await gateway.createTenant();
});
afterAll(async () => {
  await gateway.stop();
  await bench.clear();
});

const START = Date.UTC(2026, 10, 3, 9);
const MINUTE = 60_000;
const RANGE = { from: new Date(START).toISOString(), to: new Date(START + 120 * MINUTE).toISOString() };
const ROWS = 120;
const every = <T>(make: (at: number) => T): T[] => Array.from({ length: ROWS }, (_, at) => make(at));
/** Texts that are hard on a format: quotes, separators, lines, formulas, Japanese. */
const HARD = ['say "no"', "a,b;c", "two\nlines", "=1+1", "決済サービス", " space "];

const FRAMES = {
  latency: [
    {
      name: "A",
      fields: [
        { name: "time", type: "time", values: every((at) => START + at * MINUTE) },
        { name: "latency", type: "number", unit: "ms", values: every((at) => 100 + at / 8) },
      ],
    },
  ],
  services: [
    {
      name: "A",
      fields: [
        { name: "service", type: "text", values: every((at) => `決済 ${at}`) },
        { name: "note", type: "text", values: every((at) => HARD[at % HARD.length] ?? "") },
        { name: "orders", type: "number", values: every((at) => at * 1_000.5) },
      ],
    },
  ],
};

const panel = (id: keyof typeof FRAMES, kind: string, title: string): object => ({
  id,
  kind,
  title,
  queries: [{ ref: "A", source: "data", request: { frames: FRAMES[id] } }],
});

const PANELS = [panel("latency", "line", "待ち時間 p95"), panel("services", "table", "サービス一覧")];
const REPORT = {
  language: "ja",
  subtitle: "東京リージョン",
  brand: { name: "Acme 株式会社", colour: "#0b5c96" },
  summary: ["Latency rose from 100 ms to 115 ms."],
};

async function fileOf(format: string, panels: readonly object[] = PANELS): Promise<Buffer> {
  const json = {
    title: "週次レポート",
    source: { kind: "panels", panels },
    format,
    report: REPORT,
    ...RANGE,
  };
  const reply = await send(gateway.url, { path: "/v1/exports", key: tenant.adminKey, json });
  expect([reply.status, reply.status === 200 ? "" : reply.body.toString("utf8")]).toEqual([200, ""]);
  return reply.body;
}

const squeeze = (text: string): string => text.replaceAll(/\s+/g, "");

describe.skipIf(!isInstalled("qpdf") || !isInstalled("pdftotext"))("a PDF", () => {
  it("has no error of syntax or stream, and all of its fonts inside", async () => {
    const path = await bench.put("report.pdf", await fileOf("pdf"));
    expect(await bench.ask("qpdf", ["--check", path])).toContain("No syntax or stream encoding errors found");
    const fonts = (await bench.ask("pdffonts", [path])).trim().split("\n").slice(2);
    expect(fonts.length).toBeGreaterThanOrEqual(3);
    for (const font of fonts) expect(font, "embedded, a subset, with its characters").toMatch(/yes yes yes/);
  });

  it("holds every text, and as many pages as it says", async () => {
    const path = await bench.put("texts.pdf", await fileOf("pdf"));
    const text = squeeze(await bench.ask("pdftotext", ["-layout", path, "-"]));
    const words = ["週次レポート", "東京リージョン", "Acme株式会社", "目次", "待ち時間p95", "サービス一覧"];
    for (const word of [...words, ...every((at) => squeeze(`決済 ${at}`)), 'say"no"', "115ms"])
      expect(text, `of ${word}`).toContain(word);
    const pages = Number(/^Pages:\s+(\d+)$/m.exec(await bench.ask("pdfinfo", [path]))?.[1]);
    expect(pages).toBeGreaterThanOrEqual(5);
    for (let page = 2; page <= pages; page++) expect(text).toContain(`${page}/${pages}ページ`);
    const last = await bench.ask("pdftotext", ["-f", String(pages), "-layout", path, "-"]);
    expect(squeeze(last), "the head row again").toContain("orders");
  });

  it("is drawn page by page without a complaint", async () => {
    const path = await bench.put("drawn.pdf", await fileOf("pdf"));
    expect(await bench.ask("pdftoppm", ["-r", "30", "-png", path, join(bench.dir, "page")])).toBe("");
  });
});

describe.skipIf(!isInstalled("soffice"))("a workbook", () => {
  it("is opened by LibreOffice with its sheets, values, styles and chart", async () => {
    const path = await bench.put("book.xlsx", await fileOf("xlsx"));
    await bench.ask("soffice", ["--headless", "--convert-to", "fods", "--outdir", bench.dir, path]);
    const book = await readFile(join(bench.dir, "book.fods"), "utf8");
    const sheets = [...book.matchAll(/<table:table table:name="([^"]+)"/g)].map(([, name]) => name);
    expect(sheets).toEqual(expect.arrayContaining(["待ち時間 p95", "サービス一覧"]));
    expect(book).toContain('office:value-type="date" office:date-value="2026-11-03T09:00:00"');
    expect(book).toMatch(/office:value-type="float" office:value="119059.5"/);
    expect(book, "a formula stays a text").toMatch(/office:value-type="string"[^>]*>\s*<text:p>=1\+1</);
    expect(book).not.toContain("table:formula");
    expect(book, "the header").toMatch(/fo:background-color="#1c2333"/i);
    expect(book).toMatch(/<draw:object[\s>]/);
    expect(book).toContain('chart:class="chart:scatter"');
  });
});

/** The properties of the first cell's style, sheet by sheet, of a flat OpenDocument file. */
function headerLooks(book: string): string[] {
  return book
    .split("<table:table ")
    .slice(1)
    .map((sheet) => {
      const [, name = ""] = /<table:table-cell [^>]*table:style-name="([^"]+)"/.exec(sheet) ?? [];
      const from = book.indexOf(`<style:style style:name="${name}"`);
      return book.slice(from, book.indexOf("</style:style>", from));
    });
}

describe.skipIf(!isInstalled("soffice"))("a workbook that is written row by row", () => {
  it("is opened with its values, and with its header in its colours on each sheet", async () => {
    const [table] = tablesOf(FRAMES.latency as unknown as readonly Frame[]);
    if (table === undefined) throw new Error("there is a table");
    const bytes = await new Blob(await Array.fromAsync(streamSheet(table, 50))).bytes();
    const path = await bench.put("streamed.xlsx", bytes);
    await bench.ask("soffice", ["--headless", "--convert-to", "fods", "--outdir", bench.dir, path]);
    const book = await readFile(join(bench.dir, "streamed.fods"), "utf8");
    const sheets = [...book.matchAll(/<table:table table:name="([^"]+)"/g)].map(([, name]) => name);
    expect(sheets).toEqual(["A", "A_2", "A_3"]);
    for (const look of headerLooks(book)) {
      expect(look).toMatch(/fo:background-color="#1c2333"/i);
      expect(look).toMatch(/fo:color="#ffffff"/i);
      expect(look).toContain('fo:font-weight="bold"');
    }
    expect(book.match(/office:value-type="date"/g)).toHaveLength(ROWS);
    expect(book.match(/office:value-type="float"/g)).toHaveLength(ROWS);
    expect(book.match(/<text:p>latency \(ms\)</g)).toHaveLength(3);
    expect(book).toContain('office:date-value="2026-11-03T10:59:00"');
  });
});

/** Python's reader refuses what it can tell is wrong when it is strict. */
const READ_CSV =
  "import csv,json,sys;print(json.dumps(list(csv.reader(open(sys.argv[1],newline='',encoding='utf-8'),strict=True))))";

describe.skipIf(!isInstalled("python3"))("a CSV file", () => {
  it("is read by a strict reader as what it was written from", async () => {
    const path = await bench.put("rows.csv", await fileOf("csv", [PANELS[1] as object]));
    const [head, ...rows] = JSON.parse(await bench.ask("python3", ["-c", READ_CSV, path])) as string[][];
    expect(head).toEqual(["service", "note", "orders"]);
    const noted = (note: string): string => (note.startsWith("=") ? `'${note}` : note);
    expect(rows).toEqual(
      every((at) => [`決済 ${at}`, noted(HARD[at % HARD.length] ?? ""), String(at * 1_000.5)]),
    );
  });
});
