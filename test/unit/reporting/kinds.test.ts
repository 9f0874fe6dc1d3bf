// Every kind of picture, drawn from its own example: what must be in the picture, in every look, and the same each time.

import { describe, expect, it } from "vitest";
import {
  draw,
  drawSvg,
  isKind,
  KIND_NAMES,
  KINDS,
  parsePanel,
  type KindName,
} from "../../../src/reporting/index.ts";
import type { Drawing, Frame, LookName, Panel } from "../../../src/reporting/index.ts";

const SIZE = { width: 640, height: 360 };

function panelOf(
  kind: KindName,
  frames: readonly Frame[] | null = null,
): { panel: Panel; frames: readonly Frame[] } {
  const example = KINDS[kind].example();
  const { options, unit } = example;
  const parsed = parsePanel({ id: "a", kind, options, ...(unit === undefined ? {} : { unit }) });
  if (!parsed.ok) throw new Error(`${kind}: ${JSON.stringify(parsed.fault.violations)}`);
  return { panel: parsed.value, frames: frames ?? example.frames };
}

function drawingOf(
  kind: KindName,
  frames: readonly Frame[] | null = null,
  look: LookName = "light",
): Drawing {
  const { panel, frames: shown } = panelOf(kind, frames);
  return draw(panel, shown, { look, size: SIZE });
}

const svgOf = async (kind: KindName, look: LookName = "light"): Promise<string> =>
  drawSvg(drawingOf(kind, null, look), { look, size: SIZE, id: kind, title: KINDS[kind].title });

/** Of the example: names that are read in the picture, and how many shapes of a sort it has at least. */
const PINNED: Readonly<Record<KindName, { readonly texts: readonly string[]; readonly paths?: number }>> = {
  line: { texts: ["checkout", "search", "login", "p95 latency", "150 ms", "3 Nov 00:00"], paths: 3 },
  area: { texts: ["checkout", "search", "login", "requests per second"], paths: 6 },
  bar: { texts: ["checkout", "catalogue", "mail", "errors", "400"], paths: 5 },
  stacked_bar: { texts: ["metrics", "logs", "traces", "$100.00", "5 Nov"], paths: 21 },
  heatmap: { texts: ["checkout", "mail", "44.3 ms", "269 ms"], paths: 240 },
  topology: { texts: ["web", "billing", "index", "1.37k calls", "820"], paths: 8 },
  pie: { texts: ["GET", "POST", "PUT", "DELETE", "66.1 %"], paths: 4 },
  donut: { texts: ["metrics", "queries", "$840.60", "49.1 %"], paths: 4 },
  scatter: { texts: ["checkout", "search", "request size, KiB", "latency, ms"], paths: 60 },
  bubble: { texts: ["checkout", "billing", "requests per second", "errors, %"], paths: 6 },
  gauge: { texts: ["checkout", "search", "99.2 %", "97.4 %"], paths: 4 },
  bar_gauge: { texts: ["node-a", "node-e", "95.4 %"] },
  stat: { texts: ["checkout", "80 requests/s", "120 requests/s"], paths: 6 },
  sankey: { texts: ["web", "checkout", "ledger", "users"], paths: 8 },
  flame_graph: { texts: ["main", "serve", "read block"] },
  histogram: { texts: ["values", "30 ms", "20"], paths: 18 },
  trace: { texts: ["web  POST /orders", "412 ms", "120 ms ✕"] },
  waterfall: { texts: ["October", "sampling", "November", "−$260.00", "$2,065.00"], paths: 7 },
  funnel: { texts: ["opened the shop: 12.4k · 100.0 %", "paid: 1.48k · 11.9 %"] },
  table: { texts: ["service", "p95_ms", "catalogue", "288k", "0.07"] },
  treemap: { texts: ["payments", "checkout", "gateway", "$412.00"] },
  sunburst: { texts: ["payments", "shop", "platform", "search"], paths: 11 },
  box_plot: { texts: ["checkout", "mail", "latency"], paths: 4 },
  radar: { texts: ["availability", "coverage", "checkout", "search"], paths: 4 },
  candlestick: { texts: ["120 ms", "2 Nov"], paths: 24 },
  calendar: { texts: ["Mon", "Sun", "Nov", "Feb", "1.17k"], paths: 120 },
  parallel: { texts: ["requests", "p95_ms", "errors", "memory_mib", "login"] },
  state_timeline: { texts: ["checkout", "mail", "degraded", "down", "23:00"] },
  status_history: { texts: ["Frankfurt", "Tokyo", "passed", "failed"] },
  geo_map: { texts: ["Frankfurt", "Mumbai", "São Paulo"] },
  logs: { texts: ["severity", "ERROR", "queue is 80 % full", "2026-11-02 00:00:59"] },
  text: { texts: ["Checkout", "•", "On call: payments"] },
  custom: { texts: ["Fri", "Mon", "100"], paths: 5 },
};

const unescapeXml = (svg: string): string => svg.replaceAll("&#39;", "'").replaceAll("&amp;", "&");

describe.each(KIND_NAMES)("%s", (kind) => {
  it("draws its example with labels, axes and every series", async () => {
    const svg = unescapeXml(await svgOf(kind));
    const { texts, paths = 0 } = PINNED[kind];
    for (const text of texts) expect(svg, `drawn by ${kind}`).toContain(`>${text}<`);
    expect(svg.match(/<path/g)?.length ?? 0, `paths of ${kind}`).toBeGreaterThanOrEqual(paths);
    expect(svg.startsWith('<svg xmlns="http://www.w3.org/2000/svg" width="640" height="360"')).toBe(true);
  });

  it("draws the same bytes each time, and nothing that a strict page refuses", async () => {
    const [first, again] = [await svgOf(kind, "dark"), await svgOf(kind, "dark")];
    expect(again).toBe(first);
    expect(first).not.toMatch(
      /<style|<script|<image|<foreignObject|style="|class="|on[a-z]+="|href=|undefined|NaN/,
    );
    expect(first).not.toMatch(/zr\d/);
  });

  it("says in words what there is to see, and what is missing where nothing is", () => {
    expect(drawingOf(kind).words.length).toBeGreaterThan(10);
    const empty = drawingOf(kind, []);
    if (kind !== "text" && kind !== "custom") expect(empty).toMatchObject({ form: "empty" });
    expect(empty.words.length).toBeGreaterThan(10);
  });
});

it("draws why there is nothing, in the middle", async () => {
  const svg = await drawSvg(drawingOf("line", []), { look: "light", size: SIZE, id: "a" });
  expect(svg).toContain("No data in this range.");
});

it("knows no kinds but its own", () => {
  expect([isKind("line"), isKind("toString"), isKind("LINE")]).toEqual([true, false, false]);
});

it.each([
  ["funnel", "polygon", 4],
  ["parallel", "polyline", 36],
  ["geo_map", "circle", 8],
] as const)("%s has a %s for each of %i rows", async (kind, element, rows) => {
  expect((await svgOf(kind)).match(new RegExp(`<${element}`, "g"))?.length).toBeGreaterThanOrEqual(rows);
});
