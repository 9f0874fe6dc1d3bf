// Log search: order, pages that fit together while blocks come and go, filters, and reading no more than needed.

import { expect, test } from "vitest";
import { openRowCheck } from "../../../src/telemetry/policy-labels.ts";
import { LOG_REQUEST, readLogRequest } from "../../../src/telemetry/query/log-request.ts";
import { type LogReply, searchLogs } from "../../../src/telemetry/query/search-logs.ts";
import { labelIs } from "../../support/policy-requests.ts";
import { createWorld, type Sources, type World } from "./query-world.ts";
import { type Row, seeded } from "./sample-tables.ts";

const START_MS = Date.UTC(2026, 10, 23, 22);
const nanos = (seconds: number): bigint => BigInt(START_MS + seconds * 1_000) * 1_000_000n;

const line = (seconds: number, body: string, more: Row = {}): Row => ({
  time: nanos(seconds),
  body,
  body_type: "string",
  severity_number: 9,
  attributes: "{}",
  resource: "{}",
  scope: "{}",
  ...more,
});

async function search(sources: Sources, asked: object = {}): Promise<LogReply> {
  const body = { from: START_MS, to: START_MS + 4 * 3_600_000, ...asked };
  const request = readLogRequest(LOG_REQUEST.parse(body), START_MS);
  if (!request.ok) throw new Error(request.fault.code);
  const reply = await searchLogs(request.value, sources);
  if (!reply.ok) throw new Error(reply.fault.code);
  return reply.value;
}

const bodies = (reply: LogReply): unknown[] => reply.logs.map(({ body }) => body);

async function worldOf(...rows: readonly Row[]): Promise<World> {
  const world = createWorld("logs");
  world.add(rows.filter((_, index) => index % 2 === 0));
  await world.flush();
  world.add(rows.filter((_, index) => index % 2 === 1));
  return world;
}

test("the newest come first unless the oldest are asked for", async () => {
  const world = await worldOf(line(1, "a"), line(2, "b"), line(3, "c"));
  expect(bodies(await search(world.sources()))).toEqual(["c", "b", "a"]);
  expect(bodies(await search(world.sources(), { order: "asc", limit: 2 }))).toEqual(["a", "b"]);
});

test("records are found by severity, service, text, trace, attribute and resource", async () => {
  const trace_id = "ab".repeat(16);
  const world = await worldOf(
    line(1, "Disk FULL", { severity_number: 17, service_name: "api", attributes: '{"disk":"sda"}' }),
    line(2, "all well", { service_name: "api", trace_id, resource: '{"env":"prod"}' }),
    line(3, '{"code":42}', { body_type: "json", service_name: "web", attributes: '{"n":42}' }),
  );
  const found = async (asked: object): Promise<unknown[]> => bodies(await search(world.sources(), asked));
  expect(await found({ severity_min: 13 })).toEqual(["Disk FULL"]);
  expect(await found({ service: "api" })).toEqual(["all well", "Disk FULL"]);
  expect(await found({ text: "disk full" })).toEqual(["Disk FULL"]);
  expect(await found({ trace_id })).toEqual(["all well"]);
  expect(await found({ filters: [{ label: "n", op: "=", value: "42" }] })).toEqual([{ code: 42 }]);
  expect(await found({ filters: [{ label: "env", op: "=~", value: "pr.*" }] })).toEqual(["all well"]);
  const rowFilter = openRowCheck(labelIs("env", "prod"));
  expect(bodies(await search({ ...world.sources(), rowFilter } as Sources))).toEqual(["all well"]);
});

test("pages give every record once, in order, while batches are flushed and merged in between", async () => {
  const seed = Date.now() % 1_000_000;
  console.log(`seed ${seed}`);
  const random = seeded(seed);
  const pick = (most: number): number => Math.floor(random() * most);
  for (const order of ["desc", "asc"]) {
    const world = createWorld("logs");
    let id = 0;
    for (let batch = 0; batch < 12; batch++) {
      // Few instants, so that many records share one.
      world.add(
        Array.from({ length: 1 + pick(8) }, () =>
          line(pick(4) * 3_600 - (pick(2) === 0 ? 1 : 0) + 1, `${id++}`),
        ),
        pick(2),
      );
      if (pick(3) === 0) await world.flush(pick(2));
    }
    const seen: unknown[] = [];
    const times: bigint[] = [];
    let cursor: string | undefined;
    do {
      const page = await search(world.sources(), {
        order,
        limit: 1 + pick(5),
        ...(cursor === undefined ? {} : { cursor }),
      });
      seen.push(...bodies(page));
      times.push(...page.logs.map((record) => BigInt(record.time_unix_nano)));
      cursor = page.next_cursor;
      if (pick(2) === 0) await world.flush(pick(2));
      if (pick(3) === 0) await world.merge(pick(2));
    } while (cursor !== undefined);
    expect(new Set(seen).size, `seed ${seed} ${order}`).toBe(id);
    expect(seen.length, `seed ${seed} ${order}`).toBe(id);
    const sorted = times.toSorted((a, b) => (a === b ? 0 : a < b === (order === "asc") ? -1 : 1));
    expect(times, `seed ${seed} ${order}`).toEqual(sorted);
  }
});

test("the newest page reads the newest row group only", async () => {
  const world = createWorld("logs");
  for (let hour = 0; hour < 4; hour++) {
    world.add(Array.from({ length: 50 }, (_, second) => line(hour * 1_200 + second, `${hour}/${second}`)));
    await world.flush();
  }
  const { stats, logs } = await search(world.sources(), { limit: 10 });
  expect([logs.length, stats.row_groups_read, stats.blocks_read]).toEqual([10, 1, 1]);
});

test("a cursor that is not ours is refused", () => {
  const body = LOG_REQUEST.parse({ from: START_MS, to: START_MS + 1, cursor: "bm90IG91cnM" });
  const request = readLogRequest(body, START_MS);
  expect(request.ok ? "ok" : request.fault.code).toBe("request.cursor_invalid");
});
