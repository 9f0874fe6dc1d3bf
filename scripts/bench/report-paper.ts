// A report of eight pages, with eight charts and two tables, from stored telemetry, as PDF over HTTP: how long, and what it takes
// of the heap of the gateway's isolate, all that it holds besides included.

import { ask, charts, median, type ReportArena } from "./report-arena.ts";
import { toRow, type Row } from "./report.ts";

const RUNS = 9;
const PAGES = 8;
const MEGABYTE = 1_000_000;

const TABLES = [
  {
    id: "logs",
    kind: "logs",
    title: "Newest log records",
    queries: [{ ref: "A", source: "logs", request: { limit: 60 } }],
    options: { most_rows: 60 },
  },
  {
    id: "traces",
    kind: "table",
    title: "Newest traces",
    queries: [{ ref: "A", source: "traces", request: { limit: 35 } }],
  },
];

const request = (format: string) => ({
  title: "Weekly review",
  source: { kind: "panels", panels: [...charts(8), ...TABLES] },
  format,
  report: { summary: ["Requests rose by 12.4 %."], brand: { name: "Acme", colour: "#0b5c96" } },
});

async function measure(arena: ReportArena, format: string) {
  const times: number[] = [];
  let bytes: Buffer = Buffer.alloc(0);
  const body = { ...request(format), ...arena.range };
  for (let run = 0; run < RUNS; run++) {
    const answer = await ask(arena, { path: "/v1/exports", body });
    times.push(answer.totalMs);
    ({ bytes } = answer);
  }
  const [first = Number.NaN, ...rest] = times;
  return { first, median: median(rest), bytes };
}

export async function measurePaper(arena: ReportArena): Promise<Row[]> {
  // What the queries themselves load is no part of it.
  await ask(arena, { path: "/v1/exports", body: { ...request("json"), ...arena.range } });
  await arena.heap.most();
  const pdf = await measure(arena, "pdf");
  const heap = { most: await arena.heap.most(), held: await arena.heap.held() };
  const pages = pdf.bytes.toString("latin1").split("/Type /Page\n").length - 1;
  const html = await measure(arena, "html");
  return [
    toRow({ name: "PDF: pages", value: pages, unit: "pages", target: `>= ${PAGES}` }),
    toRow({ name: "PDF: the first of an isolate", value: pdf.first, unit: "ms" }),
    toRow({ name: "PDF: from then on", value: pdf.median, unit: "ms", target: "< 1500" }),
    toRow({ name: "PDF: size", value: pdf.bytes.byteLength, unit: "bytes" }),
    toRow({ name: "PDF: the isolate's heap, garbage included", value: heap.most / MEGABYTE, unit: "MB" }),
    toRow({ name: "PDF: what it holds of that", value: heap.held / MEGABYTE, unit: "MB", target: "< 100" }),
    toRow({ name: "HTML document", value: html.median, unit: "ms" }),
  ];
}
