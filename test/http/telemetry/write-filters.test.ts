// A key that may write one environment only: what else it sends is rejected and counted, and is not stored; a request of
// which nothing may be written is refused.

import { compress } from "snappyjs";
import { describe, expect, it } from "vitest";
import type { Answer } from "../../support/client.ts";
import { remoteWrite } from "../../support/ingest.ts";
import {
  lineOf,
  logsOf,
  makeLimitedKey,
  metricsOf,
  putPolicy,
  SHARED_METRIC,
  spanNameOf,
  STAGING_ONLY,
  tracesOf,
  WRITE_ACTIONS,
  type Item,
} from "../../support/labelled-telemetry.ts";
import { shardStub, sqlIn } from "../../support/objects.ts";
import { expectRefusal } from "../../support/same-refusal.ts";
import { createWorld, sendTo, type World } from "../../support/world.ts";

const ATMS = Date.now() - 60_000;
const RANGE = { from: ATMS - 60_000, to: ATMS + 60_000 };
const STAGING = { "deployment.environment.name": "staging" };
const PRODUCTION = { "deployment.environment.name": "production" };
const MIXED: readonly Item[] = [
  { mark: "ours", resource: STAGING },
  { mark: "theirs", resource: PRODUCTION },
  { mark: "posing", resource: PRODUCTION, attributes: { environment: "staging" } },
  { mark: "unsaid" },
];
const FOREIGN = MIXED.slice(1);

interface Signal {
  readonly target: string;
  readonly bodyOf: (items: readonly Item[], atMs: number) => object;
  readonly rejectedField: string;
  /** Rows of one item. */
  readonly rows: number;
  readonly stored: (world: World) => Promise<readonly string[]>;
  readonly nameOf: (mark: string) => string;
}

const SIGNALS: readonly Signal[] = [
  {
    target: "POST /v1/metrics",
    bodyOf: metricsOf,
    rejectedField: "rejectedDataPoints",
    rows: 2,
    nameOf: (mark) => `${mark}-service`,
    stored: async (world) => {
      const queries = [{ name: "A", metric: SHARED_METRIC, aggregation: "raw" }];
      const { json } = await sendTo(world, "POST /v1/query", { json: { ...RANGE, queries } });
      return json.results[0].series.map(
        (one: { labels: Record<string, string> }) => one.labels["service.name"],
      );
    },
  },
  {
    target: "POST /v1/logs",
    bodyOf: logsOf,
    rejectedField: "rejectedLogRecords",
    rows: 1,
    nameOf: lineOf,
    stored: async (world) => {
      const { json } = await sendTo(world, "POST /v1/logs/search", { json: RANGE });
      return json.logs.map((log: { body: string }) => log.body);
    },
  },
  {
    target: "POST /v1/traces",
    bodyOf: tracesOf,
    rejectedField: "rejectedSpans",
    rows: 1,
    nameOf: spanNameOf,
    stored: async (world) => {
      const { json } = await sendTo(world, "POST /v1/traces/search", { json: RANGE });
      return json.traces.map((trace: { root_name: string }) => trace.root_name);
    },
  },
];
const named = SIGNALS.map((signal) => [signal.target, signal] as const);

const writerOf = async (world: World): Promise<string> =>
  (await makeLimitedKey(world, STAGING_ONLY, WRITE_ACTIONS)).secret;

const batchesIn = async ({ tenant }: World): Promise<unknown> =>
  (await sqlIn(shardStub(tenant), "SELECT count(*) AS n FROM batches"))[0]?.n;

describe.each(named)("%s", (target, { bodyOf, rejectedField, rows, stored, nameOf }) => {
  it("stores what may be written, and counts the rest as rejected", async () => {
    const world = await createWorld();
    const key = await writerOf(world);
    const answer = await sendTo(world, target, { key, json: bodyOf(MIXED, ATMS) });
    expect(answer.status).toBe(200);
    const rejected = rows * FOREIGN.length;
    expect(answer.json).toEqual({
      partialSuccess: {
        [rejectedField]: String(rejected),
        errorMessage: `${rejected} rows that a policy does not let this key write`,
      },
    });
    expect(await stored(world)).toEqual([nameOf("ours")]);
  });

  it("says nothing of a policy when all may be written", async () => {
    const world = await createWorld();
    const answer = await sendTo(world, target, {
      key: await writerOf(world),
      json: bodyOf(MIXED.slice(0, 1), ATMS),
    });
    expect([answer.status, answer.json]).toEqual([200, {}]);
  });

  it("adds what a policy rejects to what is too old", async () => {
    const world = await createWorld();
    const body = bodyOf(MIXED, ATMS) as Record<string, object[]>;
    const old = bodyOf([{ mark: "old", resource: STAGING }], Date.UTC(2001, 1)) as typeof body;
    const [list = ""] = Object.keys(body);
    const json = { [list]: [...(body[list] ?? []), ...(old[list] ?? [])] };
    const { json: reply } = await sendTo(world, target, { key: await writerOf(world), json });
    expect(reply.partialSuccess[rejectedField]).toBe(String(rows * (FOREIGN.length + 1)));
    expect(reply.partialSuccess.errorMessage).toMatch(/; \d rows that a policy does not let this key write$/);
    expect(await stored(world)).toEqual([nameOf("ours")]);
  });

  it("refuses a request of which nothing may be written, and stores nothing", async () => {
    const world = await createWorld();
    const answer = await sendTo(world, target, { key: await writerOf(world), json: bodyOf(FOREIGN, ATMS) });
    expect([answer.status, answer.json.code]).toEqual([403, 7]);
    expect(answer.text).not.toContain("staging");
    expect(await batchesIn(world)).toBe(0);
  });

  it("takes a request without rows", async () => {
    const world = await createWorld();
    const answer = await sendTo(world, target, { key: await writerOf(world), json: bodyOf([], ATMS) });
    expect([answer.status, answer.json]).toEqual([200, {}]);
  });
});

describe("POST /api/v1/write", () => {
  type Labels = Readonly<Record<string, string>>;

  const write = async (world: World, key: string, series: readonly Labels[]): Promise<Answer> => {
    const bytes = remoteWrite(
      series.map((labels) => ({
        labels: Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1)),
        samples: [{ value: 1, timeMs: ATMS }],
      })),
    );
    const headers = { "content-type": "application/x-protobuf", "content-encoding": "snappy" };
    return sendTo(world, "POST /api/v1/write", { key, body: compress(bytes), headers });
  };
  const ours = { __name__: "ours", deployment_environment: "staging" };
  const theirs = { __name__: "theirs", environment: "production" };
  const posing = { __name__: "posing", environment: "staging", deployment_environment_name: "production" };

  it("stores what may be written, and counts the rest in a header", async () => {
    const world = await createWorld();
    const answer = await write(world, await writerOf(world), [ours, theirs, posing]);
    expect([answer.status, answer.headers.get("x-traceo-rejected-samples")]).toEqual([204, "2"]);
    const names = await sendTo(world, `GET /v1/labels/__name__/values?from=${RANGE.from}`);
    expect(names.json.data).toEqual(["ours"]);
  });

  it("has no header when all may be written", async () => {
    const world = await createWorld();
    const answer = await write(world, await writerOf(world), [ours]);
    expect([answer.status, answer.headers.get("x-traceo-rejected-samples")]).toEqual([204, null]);
  });

  it("refuses a request of which nothing may be written", async () => {
    const world = await createWorld();
    expectRefusal(await write(world, await writerOf(world), [theirs, posing]), 403, "policy.denied");
    expect(await batchesIn(world)).toBe(0);
  });
});

describe("a repeated request", () => {
  const bodiesIn = async (world: World): Promise<readonly string[]> => {
    const { json } = await sendTo(world, "POST /v1/logs/search", { json: RANGE });
    return json.logs.map((log: { body: string }) => log.body).toSorted();
  };
  const body = logsOf(MIXED.slice(0, 2), ATMS);

  it("is stored once, and answered alike", async () => {
    const world = await createWorld();
    const key = await writerOf(world);
    const answers = [
      await sendTo(world, "POST /v1/logs", { key, json: body }),
      await sendTo(world, "POST /v1/logs", { key, json: body }),
    ];
    expect(answers.map(({ json }) => json.partialSuccess.rejectedLogRecords)).toEqual(["1", "1"]);
    expect(await bodiesIn(world)).toEqual([lineOf("ours")]);
  });

  it.each([{}, { "idempotency-key": "one-and-the-same" }])(
    "that may bring more since a change of policy loses nothing of what it is acknowledged (%o)",
    async (headers) => {
      const world = await createWorld();
      const { id, secret: key } = await makeLimitedKey(world, STAGING_ONLY, WRITE_ACTIONS);
      await sendTo(world, "POST /v1/logs", { key, json: body, headers });
      const policy = { effect: "allow", subjects: [`key:${id}`], actions: WRITE_ACTIONS };
      await putPolicy(world, `limits-${id}`, policy);
      const again = await sendTo(world, "POST /v1/logs", { key, json: body, headers });
      expect([again.status, again.json]).toEqual([200, {}]);
      expect(await bodiesIn(world)).toContain(lineOf("theirs"));
    },
  );
});
