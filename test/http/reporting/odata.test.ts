// The entity sets of OData over HTTP, on stored metrics, usage, costs and the audit log. What the protocol asks of any service
// is in test/conformance/odata.

import { describe, expect, it } from "vitest";
import type { Answer, Loose } from "../../support/client.ts";
import { auditOf } from "../../support/objects.ts";
import { createWorld, makeKey, sendTo, type World } from "../../support/world.ts";

const MINUTE = 60_000;
const FROM = Math.floor(Date.now() / (5 * MINUTE)) * 5 * MINUTE - 10 * MINUTE;
const SINCE = new Date(FROM).toISOString();
const TODAY = new Date().toISOString().slice(0, 10);
const SAMPLES = `metric eq 'requests' and time ge ${SINCE}`;

interface Sample {
  readonly service: string;
  readonly atMs: number;
  readonly value: object;
}

function bodyOf(samples: readonly Sample[]): object {
  const resourceMetrics = samples.map(({ service, atMs, value }) => {
    const attributes = [
      { key: "service.name", value: { stringValue: service } },
      { key: "environment", value: { stringValue: "production" } },
    ];
    // Not on a whole millisecond.
    const dataPoints = [{ timeUnixNano: String(BigInt(atMs) * 1_000_000n + 1_500n), ...value }];
    const metrics = [{ name: "requests", unit: "1", gauge: { dataPoints } }];
    return { resource: { attributes }, scopeMetrics: [{ metrics }] };
  });
  return { resourceMetrics };
}

async function createShop(): Promise<World> {
  const world = await createWorld();
  const samples = [0, 1, 2].flatMap((at) =>
    ["pay", "shop"].map((service, of) => ({
      service,
      atMs: FROM + at * MINUTE,
      value: { asDouble: of * 100 + at + 0.5 },
    })),
  );
  const sent = await sendTo(world, "POST /v1/metrics", { json: bodyOf(samples) });
  expect([sent.status, sent.text]).toEqual([200, "{}"]);
  return world;
}

const pathOf = (set: string, options: Readonly<Record<string, string>>): string =>
  `GET /odata/${set}?${Object.entries(options)
    .map(([name, value]) => `$${name}=${encodeURIComponent(value)}`)
    .join("&")}`;

const ask = async (
  world: World,
  set: string,
  options: Readonly<Record<string, string>> = {},
): Promise<Answer> => sendTo(world, pathOf(set, options));

async function rowsOf(
  world: World,
  set: string,
  options: Readonly<Record<string, string>> = {},
): Promise<Loose[]> {
  const answer = await ask(world, set, options);
  expect([answer.status, answer.json.error]).toEqual([200, undefined]);
  return answer.json.value;
}

function expectError(answer: Answer, status: number, code: string): void {
  expect([answer.status, answer.json.error?.code]).toEqual([status, code]);
  expect(answer.headers.get("odata-version")).toBe("4.0");
}

const pick = (rows: Loose[], ...names: string[]): unknown[][] =>
  rows.map((row) => names.map((name) => row[name]));

describe("Metrics", () => {
  it("are the samples as they were stored, with every digit of their time", async () => {
    const world = await createShop();
    const rows = await rowsOf(world, "Metrics", { filter: SAMPLES });
    expect(rows).toHaveLength(6);
    expect(rows.find(({ value }) => value === 101.5)).toEqual({
      metric: "requests",
      series: expect.stringMatching(/^[0-9a-f]+$/),
      time: new Date(FROM + MINUTE).toISOString().replace(".000Z", ".0000015Z"),
      value: 101.5,
      count: null,
      sum: null,
      unit: "1",
      kind: "gauge",
      service: "shop",
      environment: "production",
      labels: JSON.stringify({ environment: "production", "service.name": "shop" }),
    });
    const told = (await auditOf(world.tenant)).filter(({ action }) => action === "metrics:read");
    expect(told.map(({ resource, outcome }) => [resource, outcome])).toEqual([
      ["telemetry:metrics", "allowed"],
    ]);
  });

  it("are filtered, ordered, cut and counted as asked", async () => {
    const world = await createShop();
    const after = new Date(FROM + MINUTE).toISOString();
    const values = async (options: Readonly<Record<string, string>>) =>
      (await rowsOf(world, "Metrics", { select: "value", ...options })).map(({ value }) => value);
    const ordered = { orderby: "value desc" };
    expect(await values({ ...ordered, filter: `${SAMPLES} and service eq 'pay'` })).toEqual([2.5, 1.5, 0.5]);
    expect(
      await values({ ...ordered, filter: `${SAMPLES} and not (value lt 2 or contains(service,'pay'))` }),
    ).toEqual([102.5, 101.5, 100.5]);
    // The samples lie a little after the minute.
    expect(await values({ ...ordered, filter: `metric eq 'requests' and time gt ${after}` })).toEqual([
      102.5, 101.5, 2.5, 1.5,
    ]);
    expect(await values({ ...ordered, filter: `${SAMPLES} and time le ${after}` })).toEqual([100.5, 0.5]);
    expect(await values({ ...ordered, filter: SAMPLES, top: "2", skip: "1" })).toEqual([101.5, 100.5]);
    const counted = await ask(world, "Metrics", {
      filter: SAMPLES,
      count: "true",
      top: "1",
      select: "service,value",
    });
    expect(counted.json["@odata.count"]).toBe(6);
    expect(counted.json["@odata.context"]).toMatch(/\/odata\/\$metadata#Metrics\(value,service\)$/);
    expect(await values({ filter: `metric eq 'requests' and time ge 2999-01-01` })).toEqual([]);
  });

  it("page by links that shift by nothing that comes in meanwhile", async () => {
    const world = await createShop();
    const seen: unknown[][] = [];
    let target = pathOf("Metrics", { filter: SAMPLES, orderby: "time", top: "5", select: "time,service" });
    for (let page = 0; page < 9; page++) {
      const answer = await sendTo(world, target, { headers: { prefer: "odata.maxpagesize=2" } });
      expect(answer.headers.get("preference-applied")).toBe("odata.maxpagesize=2");
      seen.push(...pick(answer.json.value, "time", "service"));
      const early = bodyOf([{ service: "early", atMs: FROM + page, value: { asInt: "1" } }]);
      await sendTo(world, "POST /v1/metrics", { json: early });
      const next = answer.json["@odata.nextLink"] as string | undefined;
      if (next === undefined) break;
      expect(next).toContain(`http://${world.host}/odata/Metrics?$filter=`);
      target = `GET ${next.slice(`http://${world.host}`.length)}`;
    }
    const old = seen.filter(([, service]) => service !== "early");
    expect(new Set(seen.map(String)).size).toBe(5);
    expect(seen.length).toBe(5);
    const times = old.map(([time]) => String(time));
    expect(times).toEqual(times.toSorted());
    expect(old.length).toBeGreaterThanOrEqual(4);
  });

  it("keep what is no number apart", async () => {
    const world = await createWorld();
    const values = ["NaN", "Infinity", "-Infinity", 1].map((asDouble, at) => ({
      service: "s",
      atMs: FROM + at,
      value: { asDouble },
    }));
    values.push({ service: "s", atMs: FROM + 9, value: { asInt: "9007199254740993" } as never });
    await sendTo(world, "POST /v1/metrics", { json: bodyOf(values) });
    const told = await rowsOf(world, "Metrics", { filter: SAMPLES, select: "value" });
    expect(told.map(({ value }) => value)).toEqual(["NaN", "INF", "-INF", 1, 9_007_199_254_740_992]);
    const large = await rowsOf(world, "Metrics", { filter: `${SAMPLES} and value gt 1`, select: "value" });
    expect(large.map(({ value }) => value)).toEqual(["INF", 9_007_199_254_740_992]);
    expect(await rowsOf(world, "Metrics", { filter: `${SAMPLES} and value eq NaN` })).toEqual([]);
  });

  it("need a metric and where the time begins", async () => {
    const world = await createWorld();
    for (const filter of [
      undefined,
      `time ge ${SINCE}`,
      "metric eq 'requests'",
      `metric eq 'requests' or time ge ${SINCE}`,
      `not (metric ne 'requests') and time ge ${SINCE}`,
      `metric eq 'requests' and time le ${SINCE}`,
    ]) {
      const answer = await ask(world, "Metrics", filter === undefined ? {} : { filter });
      expectError(answer, 400, "query.invalid");
      expect(answer.json.error.target).toBe("$filter");
    }
  });
});

describe("MetricWindows", () => {
  const WINDOWS = `metric eq 'requests' and aggregation eq 'sum' and interval eq '5m'`;

  it("stand at whole multiples of their length, each of all of its samples", async () => {
    const world = await createShop();
    const inside = new Date(FROM + MINUTE).toISOString();
    const rows = await rowsOf(world, "MetricWindows", {
      filter: `${WINDOWS} and time ge ${SINCE}`,
      orderby: "service",
    });
    expect(pick(rows, "time", "service", "value", "aggregation", "interval")).toEqual([
      [SINCE.replace(".000Z", "Z"), "pay", 2.5, "sum", "5m"],
      [SINCE.replace(".000Z", "Z"), "shop", 102.5, "sum", "5m"],
    ]);
    expect(await rowsOf(world, "MetricWindows", { filter: `${WINDOWS} and time ge ${inside}` })).toEqual([]);
    const until = await rowsOf(world, "MetricWindows", {
      filter: `${WINDOWS.replace("sum", "count")} and time ge ${SINCE} and time le ${SINCE}`,
    });
    expect(until.map(({ value }) => value)).toEqual([3, 3]);
  });

  it("need an aggregation and an interval besides, and not too many windows", async () => {
    const world = await createWorld();
    const refused = async (filter: string, code: string) =>
      expectError(await ask(world, "MetricWindows", { filter }), 400, code);
    await refused(`metric eq 'm' and time ge ${SINCE}`, "query.invalid");
    await refused(
      `metric eq 'm' and aggregation eq 'mode' and interval eq '5m' and time ge ${SINCE}`,
      "query.invalid",
    );
    await refused(
      `metric eq 'm' and aggregation eq 'avg' and interval eq 'soon' and time ge ${SINCE}`,
      "query.invalid",
    );
    await refused(
      `metric eq 'm' and aggregation eq 'avg' and interval eq '1s' and time ge 2020-01-01`,
      "query.invalid",
    );
  });
});

describe("Usage and Costs", () => {
  it("are days by meter and whom they are charged to", async () => {
    const world = await createShop();
    const rows = await rowsOf(world, "Usage", { filter: "meter eq 'metric_points'", orderby: "service" });
    const keys = new Set(rows.map(({ key_id }) => key_id));
    expect([keys.size, [...keys][0]]).toEqual([1, expect.stringMatching(/^key_/)]);
    expect(rows.map((row) => ({ ...row, key_id: undefined }))).toEqual(
      ["pay", "shop"].map((service) => ({
        date: TODAY,
        meter: "metric_points",
        unit: "point",
        quantity: 3,
        service,
        team: "",
        environment: "production",
        key_id: undefined,
      })),
    );
    expect(await rowsOf(world, "Usage", { filter: `date lt ${TODAY}` })).toEqual([]);
    expect(await rowsOf(world, "Usage", { filter: "meter eq 'nothing'" })).toEqual([]);
    const some = await rowsOf(world, "Usage", {
      filter: `date ge ${TODAY} and (meter eq 'metric_points' or meter eq 'metric_bytes') and service eq 'pay'`,
      select: "meter",
      orderby: "meter desc",
    });
    expect(some).toEqual([{ meter: "metric_points" }, { meter: "metric_bytes" }]);
  });

  it("tell costs with every digit, as numbers or as text where a client asks for that", async () => {
    const world = await createShop();
    const rates = [{ meter: "metric_points", tiers: [{ up_to: null, price: "0.123456789123" }] }];
    const books = [{ name: "b", currency: "EUR", effective_from: "2026-01-01", rates, commitments: [] }];
    const put = await sendTo(world, "PUT /v1/price-books", { json: { books } });
    expect(put.status).toBe(200);
    const options = { filter: "meter eq 'metric_points' and service eq 'pay'", select: "cost,currency" };
    const answer = await ask(world, "Costs", options);
    expect(answer.text).toContain('"value":[{"cost":0.370370367369,"currency":"EUR"}]');
    const asText = await sendTo(world, pathOf("Costs", options), {
      headers: { accept: "application/json;odata.metadata=minimal;IEEE754Compatible=true" },
    });
    expect(asText.json.value).toEqual([{ cost: "0.370370367369", currency: "EUR" }]);
    const between = "cost gt 0.370370367368 and cost lt 0.37037036737";
    expect(await rowsOf(world, "Costs", { filter: `${options.filter} and ${between}` })).toHaveLength(1);
  });
});

describe("Audit", () => {
  async function createLog(): Promise<World> {
    const world = await createWorld();
    for (let at = 0; at < 4; at++) await makeKey(world, { roles: ["viewer"] });
    return world;
  }

  it("tells entries as they are in the log, from either end", async () => {
    const world = await createLog();
    const entries = (await auditOf(world.tenant)) as Loose[];
    const seqs = entries.map(({ seq }) => seq);
    const rows = await rowsOf(world, "Audit");
    // The last is of this very reading.
    expect(rows.map(({ seq }) => seq)).toEqual([...seqs, seqs.length]);
    expect(rows.at(-1)).toMatchObject({ action: "audit:view", outcome: "allowed" });
    const [, second] = entries;
    expect(rows[1]).toEqual({
      seq: second.seq,
      at: second.at.replace(/\.?0+Z$/, "Z"),
      actor_kind: second.actor.kind,
      actor_id: second.actor.id,
      action: second.action,
      resource: second.resource,
      outcome: second.outcome,
      epoch: second.epoch,
      request_id: second.request_id,
      reasons: JSON.stringify(second.reasons),
      detail: JSON.stringify(second.detail),
    });
    const newest = await rowsOf(world, "Audit", { orderby: "at desc", top: "2", skip: "2", select: "seq" });
    expect(newest.map(({ seq }) => seq)).toEqual([seqs.at(-1), seqs.at(-2)]);
  });

  it("finds bounds by halving, puts the rest to each entry, and counts both", async () => {
    const world = await createLog();
    const entries = (await auditOf(world.tenant)) as Loose[];
    const at = entries[3].at as string;
    const seqsOf = async (filter: string, rest: Readonly<Record<string, string>> = {}) => {
      const answer = await ask(world, "Audit", { filter, count: "true", ...rest });
      expect([answer.status, answer.json.error]).toEqual([200, undefined]);
      const told = answer.json.value.map(({ seq }: { seq: number }) => seq);
      return [told, answer.json["@odata.count"]];
    };
    const wanted = (test: (entry: Loose) => boolean) => {
      const found = entries.filter(test).map(({ seq }) => seq as number);
      return [found, found.length];
    };
    const until = entries.at(-1).at as string;
    expect(await seqsOf(`at ge ${at} and at le ${until} and seq lt ${entries.length}`)).toEqual(
      wanted((entry) => entry.at >= at),
    );
    expect(await seqsOf(`at ge ${at.replace("Z", "000001Z")} and seq lt ${entries.length}`)).toEqual(
      wanted((entry) => entry.at > at),
    );
    expect(await seqsOf(`at lt ${at}`)).toEqual(wanted((entry) => entry.at < at));
    expect(await seqsOf(`at eq ${at}`)).toEqual(wanted((entry) => entry.at === at));
    expect(await seqsOf("seq gt 1 and seq le 3")).toEqual([[2, 3], 2]);
    expect(await seqsOf("seq ne 2 and seq lt 4")).toEqual([[0, 1, 3], 3]);
    const made = wanted(({ action }) => action === "keys:create");
    expect(await seqsOf("action eq 'keys:create'")).toEqual(made);
    expect(await seqsOf("startswith(action,'keys:') and outcome eq 'allowed'")).toEqual(made);
    const [, count] = made;
    const cut = await seqsOf("action eq 'keys:create'", { top: "1", skip: "1", orderby: "seq desc" });
    expect(cut).toEqual([[(made[0] as number[]).at(-2)], count]);
  });

  it("pages forwards and backwards with what is left of `$top` and `$skip`", async () => {
    const world = await createLog();
    const seqs = ((await auditOf(world.tenant)) as Loose[]).map(({ seq }) => seq as number);
    const walk = async (options: Readonly<Record<string, string>>) => {
      const seen: number[] = [];
      let target = pathOf("Audit", options);
      for (;;) {
        const answer = await sendTo(world, target, { headers: { prefer: "odata.maxpagesize=2" } });
        expect(answer.status).toBe(200);
        expect(answer.json.value.length).toBeLessThanOrEqual(2);
        seen.push(...answer.json.value.map(({ seq }: { seq: number }) => seq));
        const next = answer.json["@odata.nextLink"] as string | undefined;
        if (next === undefined) return seen;
        target = `GET ${next.slice(`http://${world.host}`.length)}`;
      }
    };
    // Every page leaves an entry: the walk ends where the log ended when it began.
    expect(await walk({})).toEqual([...seqs, seqs.length]);
    expect(await walk({ filter: "action eq 'keys:create'" })).toHaveLength(7);
    const from = seqs.length - 1;
    expect(await walk({ orderby: "seq desc", top: "5", filter: `seq le ${from}` })).toEqual(
      seqs.toReversed().slice(0, 5),
    );
    expect(await walk({ skip: "1", top: "4", filter: "seq ge 1" })).toEqual(seqs.slice(2, 6));
  });

  it("is not ordered by anything else, nor in two directions", async () => {
    const world = await createWorld();
    expectError(await ask(world, "Audit", { orderby: "action" }), 501, "query.unsupported");
    expectError(await ask(world, "Audit", { orderby: "at desc,seq asc" }), 501, "query.unsupported");
  });
});

it("each set asks for its own action, and the service for none of them", async () => {
  const world = await createWorld();
  const analyst = (await makeKey(world, { roles: ["analyst"] })).secret;
  const statusOf = async (set: string, key: string) => {
    const target = set === "Metrics" ? pathOf(set, { filter: SAMPLES }) : `GET /odata/${set}`;
    return (await sendTo(world, target, { key })).status;
  };
  const sets = ["", "$metadata", "Metrics", "Usage", "Costs", "Audit"];
  expect(await Promise.all(sets.map((set) => statusOf(set, world.viewer)))).toEqual([
    200, 200, 403, 403, 403, 403,
  ]);
  expect(await Promise.all(sets.map((set) => statusOf(set, analyst)))).toEqual([
    200, 200, 200, 200, 403, 403,
  ]);
  const denied = await sendTo(world, "GET /odata/Audit", { key: analyst });
  expectError(denied, 403, "policy.denied");
  expect(denied.json.error.message).toBe("This is not allowed");
});

it("no skip token of another query moves anything but its own", async () => {
  const world = await createShop();
  const first = await sendTo(world, pathOf("Metrics", { filter: SAMPLES }), {
    headers: { prefer: "maxpagesize=1" },
  });
  const token = new URL(first.json["@odata.nextLink"]).searchParams.get("$skiptoken") ?? "";
  for (const [set, options] of [
    ["Metrics", { filter: SAMPLES, orderby: "value" }],
    ["Audit", {}],
    ["Usage", {}],
  ] as const) {
    const answer = await ask(world, set, { ...options, skiptoken: token });
    expectError(answer, 400, "request.cursor_invalid");
  }
  expectError(await ask(world, "Usage", { skiptoken: "AAAA" }), 400, "request.cursor_invalid");
});
