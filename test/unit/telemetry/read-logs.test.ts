// Log records read to the end in slices: the order of log search, each row group once, and the same rows wherever it goes on.

import { expect, test } from "vitest";
import { openRowCheck } from "../../../src/telemetry/policy-labels.ts";
import type { LogColumns } from "../../../src/telemetry/query/log-columns.ts";
import { LOG_REQUEST, readLogRequest, type LogRequest } from "../../../src/telemetry/query/log-request.ts";
import { newStats, type ScanStats } from "../../../src/telemetry/query/query-sources.ts";
import { openLogReader, type LogReader } from "../../../src/telemetry/query/read-logs.ts";
import { searchLogs, type LogRun } from "../../../src/telemetry/query/search-logs.ts";
import { labelIs } from "../../support/policy-requests.ts";
import { createWorld, NO_LIMITS, type World } from "./query-world.ts";
import { type Row, seeded, tableOf } from "./sample-tables.ts";

const START_MS = Date.UTC(2026, 10, 23, 22);
const RANGE = { from: START_MS, to: START_MS + 4 * 3_600_000 };
const ANY_BYTES = Number.POSITIVE_INFINITY;

const line = (ms: number, body: string, more: Row = {}): Row => ({
  time: BigInt(START_MS + ms) * 1_000_000n,
  body,
  body_type: "string",
  severity_number: 9,
  attributes: "{}",
  resource: "{}",
  scope: "{}",
  ...more,
});

function requestOf(asked: object): LogRequest {
  const request = readLogRequest(LOG_REQUEST.parse({ ...RANGE, ...asked }), START_MS);
  if (!request.ok) throw new Error(request.fault.code);
  return request.value;
}

async function openReader(run: LogRun, asked: object = {}, heldBytes?: number): Promise<LogReader> {
  const reader = await openLogReader(requestOf(asked), run, heldBytes);
  if (!reader.ok) throw new Error(reader.fault.code);
  return reader.value;
}

interface Slice {
  readonly logs: LogColumns;
  readonly next: string | null;
}

/** To the end, in slices of as many rows as `size` says. */
async function readAll(
  reader: LogReader,
  size: () => number,
  stats: ScanStats = newStats(),
): Promise<Slice[]> {
  const slices: Slice[] = [];
  for (;;) {
    const slice = await reader.next({ rows: size(), bytes: ANY_BYTES }, { limits: NO_LIMITS, stats });
    if (!slice.ok) throw new Error(slice.fault.code);
    expect(slice.value.rows).toBe(slice.value.logs.body.length);
    slices.push(slice.value);
    if (slice.value.next === null) return slices;
  }
}

const bodiesOf = (slices: readonly Slice[]): unknown[] => slices.flatMap(({ logs }) => logs.body);

/** What log search finds, page by page. */
async function searchAll(run: LogRun, asked: object): Promise<unknown[]> {
  const found: unknown[] = [];
  let place = {};
  for (;;) {
    const page = await searchLogs(requestOf({ ...asked, limit: 50, ...place }), run);
    if (!page.ok) throw new Error(page.fault.code);
    found.push(...page.value.logs.map(({ body }) => body));
    if (page.value.next_cursor === undefined) return found;
    place = { cursor: page.value.next_cursor };
  }
}

/** Blocks that overlap, merged ones, and fresh rows; few instants, so that many records share one. */
async function randomWorld(pick: (most: number) => number): Promise<World> {
  const world = createWorld("logs");
  let id = 0;
  for (let batch = 0; batch < 20; batch++) {
    const rows = Array.from({ length: 1 + pick(8) }, () => {
      const resource = `{"env":"${pick(2) === 0 ? "prod" : "test"}"}`;
      // The range crosses midnight.
      return line(pick(5) * 3_000_000 - (pick(2) === 0 ? 1 : 0) + 1, `${id++}`, { resource });
    });
    world.add(rows, pick(3));
    if (pick(3) === 0) await world.flush(pick(3));
    if (pick(8) === 0) await world.merge(pick(3));
  }
  return world;
}

const ASKED = [
  { order: "desc" },
  { order: "asc" },
  { order: "desc", filters: [{ label: "env", value: "prod" }] },
  { order: "asc", text: "1" },
];

test("rows come as log search finds them, in any slices, and the same from every place where it stopped", async () => {
  const seed = Date.now() % 1_000_000;
  console.log(`seed ${seed}`);
  const random = seeded(seed);
  const pick = (most: number): number => Math.floor(random() * most);
  for (let round = 0; round < 12; round++) {
    const world = await randomWorld(pick);
    const asked = ASKED[round % ASKED.length] as object;
    const isHidden = pick(2) === 0;
    const rowFilter = isHidden ? openRowCheck(labelIs("env", "test")) : undefined;
    const run = (): LogRun => ({ ...world.sources(), rowFilter });
    const expected = await searchAll(run(), asked);
    const slices = await readAll(await openReader(run(), asked), () => 1 + pick(9));
    expect(bodiesOf(slices), `seed ${seed} round ${round}`).toEqual(expected);
    let before: unknown[] = [];
    for (const { logs, next } of slices) {
      before = [...before, ...logs.body];
      if (next === null) break;
      // What was fresh may be in a block by now.
      if (pick(4) === 0) await world.flush(pick(3));
      if (pick(6) === 0) await world.merge(pick(3));
      const rest = await readAll(await openReader(run(), { ...asked, cursor: next }), () => 1 + pick(9));
      expect([...before, ...bodiesOf(rest)], `seed ${seed} round ${round}`).toEqual(expected);
    }
  }
});

/** Four blocks of each of two shards, each with rows of all times. */
async function overlapping(): Promise<World> {
  const world = createWorld("logs");
  for (let block = 0; block < 8; block++) {
    const shard = block % 2;
    world.add(
      Array.from({ length: 100 }, (_, row) => line(row * 8 + block, `${row * 8 + block}`)),
      shard,
    );
    await world.flush(shard);
  }
  return world;
}

const COUNTED = Array.from({ length: 800 }, (_, row) => `${row}`);

test("each row group is read once, however many slices there are", async () => {
  const world = await overlapping();
  const [run, stats] = [world.sources(), newStats()];
  const reader = await openReader(run, { order: "asc" });
  const footers = world.reads.reads;
  const slices = await readAll(reader, () => 7, stats);
  expect([bodiesOf(slices), slices.length]).toEqual([COUNTED, Math.ceil(800 / 7)]);
  expect([stats.row_groups_read, stats.blocks_read, stats.rows_scanned]).toEqual([8, 8, 800]);
  expect([footers, world.reads.reads - footers]).toEqual([8, 8]);
});

test("a row group is read when the order comes to it, and no sooner", async () => {
  const world = createWorld("logs");
  for (const hour of [0, 1, 2]) {
    world.add([line(hour * 3_600_000, `${hour} early`), line(hour * 3_600_000 + 1, `${hour} late`)]);
    await world.flush();
  }
  const reader = await openReader(world.sources());
  const read: number[] = [];
  for (let row = 0; row < 6; row++) {
    const stats = newStats();
    await reader.next({ rows: 1, bytes: ANY_BYTES }, { limits: NO_LIMITS, stats });
    read.push(stats.row_groups_read);
  }
  // Whether another row follows is told with the last of a group.
  expect(read).toEqual([1, 1, 0, 1, 0, 0]);
});

test("with room for little, what overlaps is read in turns: the same rows", async () => {
  const world = await overlapping();
  const stats = newStats();
  const reader = await openReader(world.sources(), { order: "desc" }, 8 * 30 * 100);
  expect(bodiesOf(await readAll(reader, () => 90, stats))).toEqual(COUNTED.toReversed());
  expect(stats.row_groups_read).toBe(8 * 4);
});

test("an instant that fills more than a row group keeps the order of its batches, newest first too", async () => {
  const world = createWorld("logs");
  const rows = Array.from({ length: 60_000 }, (_, row): Row => ({
    ...line(row < 100 ? 0 : 1, `${row}`),
    seq: BigInt(Math.floor(row / 1_000)),
  }));
  world.addTable(tableOf("logs", rows));
  await world.flush();
  const told = rows.map(({ body }) => body);
  const read = async (order: string) =>
    bodiesOf(await readAll(await openReader(world.sources(), { order }), () => 25_000));
  expect(await read("asc")).toEqual(told);
  expect(await read("desc")).toEqual([...told.slice(100), ...told.slice(0, 100)]);
});

test("a slice ends where it has enough bytes, and tells a body that is JSON as it is", async () => {
  const world = createWorld("logs");
  world.add([line(1, "x".repeat(5_000)), line(2, "y".repeat(5_000)), line(3, "{}", { body_type: "json" })]);
  await world.flush();
  const reader = await openReader(world.sources(), { order: "asc" });
  const first = await reader.next({ rows: 10, bytes: 6_000 }, { limits: NO_LIMITS, stats: newStats() });
  expect(first.ok ? first.value.rows : first.fault.code).toBe(2);
  expect(bodiesOf(await readAll(reader, () => 10))).toEqual([{}]);
});

test("a read that takes too long is stopped between row groups", async () => {
  const world = await overlapping();
  const reader = await openReader(world.sources());
  const limits = { ...NO_LIMITS, isOver: () => true };
  const slice = await reader.next({ rows: 1, bytes: ANY_BYTES }, { limits, stats: newStats() });
  expect(slice.ok ? "ok" : slice.fault.code).toBe("query.timed_out");
});
