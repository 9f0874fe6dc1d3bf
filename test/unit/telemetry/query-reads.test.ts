// What metric queries read: no more than they need, and every row once, whatever flushes and merges do meanwhile.

import { expect, test } from "vitest";
import { AGGREGATIONS } from "../../../src/telemetry/query/aggregation-table.ts";
import { counter, delta, gauge, nanos, points, reply, START_MS } from "./metric-world.ts";
import { createWorld } from "./query-world.ts";
import { type Row, sampleMetrics, seeded, seriesId } from "./sample-tables.ts";

test("what is read grows with what the query needs, not with what is stored", async () => {
  const world = createWorld("metrics");
  const costs: unknown[] = [];
  for (const days of [[0], [1, 2, 3]]) {
    for (const day of days) {
      const startMs = START_MS - 86_400_000 * day;
      world.addTable(
        sampleMetrics({ rows: 60_000, metrics: 20, seriesPerMetric: 10, startMs, stepMs: 20_000 }),
      );
      await world.flush();
    }
    const { stats } = await reply(world.sources(), { metric: "metric_3", aggregation: "max", minutes: 60 });
    costs.push([stats.blocks_read, stats.row_groups_read, stats.reads]);
  }
  // The first query also reads the footer, which the second has in its cache.
  expect([world.blocks.length, ...costs]).toEqual([4, [1, 1, 2], [1, 1, 1]]);
});

test("a name that a block cannot hold costs no read, and a row group outside the bounds none either", async () => {
  const world = createWorld("metrics");
  world.addTable(
    sampleMetrics({ rows: 120_000, metrics: 20, seriesPerMetric: 50, startMs: START_MS, stepMs: 5_000 }),
  );
  await world.flush();
  const absent = await reply(world.sources(), { metric: "absent", aggregation: "max" });
  expect([absent.stats.reads, world.reads.reads]).toEqual([0, 0]);
  const first = await reply(world.sources(), { metric: "metric_0", aggregation: "max" });
  // One footer, and one row group of three; its wanted columns lie close enough for one read.
  expect(first.stats).toMatchObject({ blocks_read: 1, row_groups_read: 1, reads: 2, rows_scanned: 50_000 });
  const second = await reply(world.sources(), { metric: "metric_0", aggregation: "max" });
  expect(second.stats.reads).toBe(1);
  const later = await reply(world.sources(), {
    metric: "metric_0",
    aggregation: "max",
    minutes: 60,
    interval: "5m",
  });
  expect(later.stats.row_groups_read).toBe(1);
});

const isOneOf = (name: string): name is keyof typeof AGGREGATIONS => Object.hasOwn(AGGREGATIONS, name);

/** Every row once, by the plain meaning of the words: the highest batch of a series and instant. */
function naive(
  rows: readonly (Row & { batch: number })[],
  aggregation: string,
  windows: number,
): Map<number, number> {
  const kept = new Map<string, Row & { batch: number }>();
  for (const row of rows) {
    const key = `${String(row["series"])}@${String(row["time"])}`;
    const before = kept.get(key);
    if (before === undefined || before.batch <= row.batch) kept.set(key, row);
  }
  const bySeries = Map.groupBy(kept.values(), (row) => row["series"]);
  const cells = new Map<number, number[]>();
  const push = (ms: number, value: number): void => {
    const window = Math.floor(ms / 60_000);
    if (window >= 0 && window < windows) cells.set(window, [...(cells.get(window) ?? []), value]);
  };
  for (const series of bySeries.values()) {
    const ordered = series.toSorted((a, b) => Number((a["time"] as bigint) - (b["time"] as bigint)));
    ordered.forEach((row, index) => {
      const ms = Number(((row["time"] as bigint) - nanos(0)) / 1_000_000n);
      const value = row["value"] as number;
      const before = ordered[index - 1];
      if (aggregation !== "increase") return push(ms, value);
      if (row["temporality"] === "delta") return push(ms, value);
      if (before === undefined || (row["time"] as bigint) - (before["time"] as bigint) > 300_000_000_000n)
        return;
      const old = before["value"] as number;
      push(ms, value < old ? value : value - old);
    });
  }
  const fold = (values: number[]): number => {
    if (aggregation === "min") return Math.min(...values);
    if (aggregation === "max") return Math.max(...values);
    if (aggregation === "count") return values.length;
    const sum = values.reduce((a, b) => a + b, 0);
    return aggregation === "avg" ? sum / values.length : sum;
  };
  return new Map([...cells].map(([window, values]) => [window, fold(values)]));
}

test("any mix of blocks, merges, midnight and fresh rows answers as all rows at once would", async () => {
  const seed = Date.now() % 1_000_000;
  console.log(`seed ${seed}`);
  const random = seeded(seed);
  const pick = (most: number): number => Math.floor(random() * most);
  for (let round = 0; round < 15; round++) {
    const world = createWorld("metrics");
    const all: (Row & { batch: number })[] = [];
    const make = [gauge, counter, delta][round % 3] as typeof gauge;
    let seen: ReturnType<typeof world.readShards> | null = null;
    for (let batch = 0; batch < 30; batch++) {
      // The range is 22:00 to 02:00, so it crosses midnight; series 0 to 3 live on shard 0, the others on shard 1.
      const shard = pick(2);
      const rows = Array.from({ length: 1 + pick(12) }, () =>
        make(pick(4 * 3_600), pick(100), { series: seriesId(shard * 4 + pick(4)) }),
      );
      world.add(rows, shard);
      all.push(...rows.map((row) => ({ ...row, batch })));
      if (pick(4) === 0) await world.flush(pick(2));
      if (pick(10) === 0) await world.merge(pick(2));
    }
    seen = world.readShards();
    // What happens between reading the shards and listing the catalog must not show.
    world.add([make(60, 1_000_000, { series: seriesId(0) })], 0);
    if (pick(2) === 0) await world.flush(0);
    if (pick(2) === 0) await world.flush(1);
    if (pick(2) === 0) await world.merge(0);
    for (const aggregation of ["avg", "min", "max", "count", "increase"].filter(isOneOf)) {
      const got = await points(seen.finish(), { aggregation, minutes: 240 });
      const wanted = naive(all, aggregation, 240);
      const rounded = (entries: Iterable<readonly (number | string)[]>): unknown[] =>
        [...entries]
          .map(([window, value]) => [window, Number(Number(value).toFixed(6))])
          .sort((a, b) => ((a[0] ?? 0) as number) - ((b[0] ?? 0) as number));
      expect(rounded(got), `seed ${seed} round ${round} ${aggregation}`).toEqual(rounded(wanted));
    }
  }
});
