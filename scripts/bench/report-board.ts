// A dashboard of twelve panels as a page of the console, against the bare queries that it asks: to its first byte, and until all
// of its pictures are there. And each panel as a picture of its own, which is what the queries and the drawing alone cost.

import { ask, charts, median, type ReportArena } from "./report-arena.ts";
import { toRow, type Row } from "./report.ts";

const PANELS = 12;
const RUNS = 9;
const COLUMNS = 3;

interface Board {
  readonly id: string;
  readonly panels: ReturnType<typeof charts>;
}

async function makeBoard(arena: ReportArena): Promise<Board> {
  const panels = charts(PANELS);
  const placed = panels.map((panel, at) => {
    const grid = { x: (at % COLUMNS) * 8, y: Math.floor(at / COLUMNS) * 8, w: 8, h: 8 };
    return { ...panel, grid };
  });
  const body = { title: "Shop", time: arena.range, rows: [{ title: "All", panels: placed }] };
  const headers = { "idempotency-key": "board" };
  const answer = await ask(arena, { path: "/v1/dashboards", body, headers });
  const { id } = JSON.parse(answer.bytes.toString("utf8")) as { id: string };
  return { id, panels };
}

async function signIn(arena: ReportArena): Promise<string> {
  const { tenant, gateway } = arena;
  const origin = `http://${tenant.host}:${gateway.url.port}`;
  const headers = {
    "content-type": "application/x-www-form-urlencoded",
    origin,
    "sec-fetch-site": "same-origin",
  };
  const options = { path: `/console/sign-in`, method: "POST", headers };
  const answer = await ask(arena, { ...options, form: new URLSearchParams({ key: tenant.adminKey }) });
  const [cookie = ""] = answer.headers["set-cookie"] ?? [];
  return cookie.split(";")[0] ?? "";
}

async function repeat(run: () => Promise<number>): Promise<number> {
  await run();
  const times: number[] = [];
  for (let at = 0; at < RUNS; at++) times.push(await run());
  return median(times);
}

/** One request after another, as a dashboard asks them. */
async function queryAll(arena: ReportArena, { panels }: Board): Promise<number> {
  const startedAt = performance.now();
  for (const { queries } of panels) {
    const [{ request }] = queries as [{ request: object }];
    const body = { ...arena.range, interval: "30s", queries: [{ name: "A", ...withoutInterval(request) }] };
    await ask(arena, { path: "/v1/query", body });
  }
  return performance.now() - startedAt;
}

function withoutInterval(request: object): object {
  const { interval: _told, ...rest } = request as { interval?: string };
  return rest;
}

async function drawAll(arena: ReportArena, { id, panels }: Board): Promise<number> {
  const startedAt = performance.now();
  for (const panel of panels) await ask(arena, { path: `/v1/dashboards/${id}/panels/${panel.id}/svg` });
  return performance.now() - startedAt;
}

export async function measureBoard(arena: ReportArena): Promise<Row[]> {
  const board = await makeBoard(arena);
  const cookie = await signIn(arena);
  const page = () =>
    ask(arena, { path: `/console/dashboards/${board.id}`, headers: { cookie, authorization: "" } });
  const pictures = (await page()).bytes.toString("utf8").split("<svg ").length - 1;
  const bare = await repeat(() => queryAll(arena, board));
  const drawn = await repeat(() => drawAll(arena, board));
  const first = await repeat(async () => (await page()).firstByteMs);
  const whole = await repeat(async () => (await page()).totalMs);
  return [
    toRow({ name: "dashboard: bare queries", value: bare, unit: "ms" }),
    toRow({ name: "dashboard: each panel as SVG", value: drawn, unit: "ms" }),
    toRow({
      name: "dashboard: pictures in the page",
      value: pictures,
      unit: "pictures",
      target: `>= ${PANELS}`,
    }),
    toRow({ name: "dashboard: the page's first byte", value: first, unit: "ms" }),
    toRow({ name: "dashboard: the page with all pictures", value: whole, unit: "ms" }),
    toRow({ name: "dashboard: page / bare queries", value: whole / bare, unit: "ratio" }),
  ];
}
