// Usage over HTTP: counted with what is stored, told before and after it is flushed, by whom it is charged to.

import { runDurableObjectAlarm } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import type { Answer } from "../../support/client.ts";
import { auditOf, evict, rawDatabaseOf, shardStub, sqlIn, tenantStub } from "../../support/objects.ts";
import { gaugeBody, logBody } from "../../support/telemetry-bodies.ts";
import { createWorld, makeKey, sendTo, type World } from "../../support/world.ts";

interface Line {
  readonly meter: string;
  readonly quantity: number;
  readonly group: Readonly<Record<string, string>>;
}

async function usageOf(world: World, query = ""): Promise<Line[]> {
  const answer = await sendTo(world, `GET /v1/usage?from=now-1d&to=now%2B1h&interval=month${query}`);
  expect([answer.status, answer.json.code]).toEqual([200, undefined]);
  return answer.json.data as Line[];
}

async function quantityOf(world: World, meter: string): Promise<number> {
  return (await usageOf(world, `&meter=${meter}`)).reduce((sum, { quantity }) => sum + quantity, 0);
}

const nanos = (ms: number): string => String(BigInt(ms) * 1_000_000n);

/** Points of a gauge that a resource of these attributes sends. */
function bodyOf(resource: Readonly<Record<string, string>>, points = 1): object {
  const attributes = Object.entries(resource).map(([key, value]) => ({ key, value: { stringValue: value } }));
  const dataPoints = Array.from({ length: points }, (_, at) => ({
    timeUnixNano: nanos(Date.now() + at),
    asDouble: at,
    attributes: [{ key: "team", value: { stringValue: "not me" } }],
  }));
  const metrics = [{ name: "m", gauge: { dataPoints } }];
  return { resourceMetrics: [{ resource: { attributes }, scopeMetrics: [{ metrics }] }] };
}

const sendMetrics = async (world: World, json: object, key = world.admin): Promise<Answer> =>
  sendTo(world, "POST /v1/metrics", { json, key });

const flush = async ({ tenant }: World) => runDurableObjectAlarm(shardStub(tenant));

describe("usage", () => {
  it("is told as soon as it is acknowledged, after eviction, and the same after the flush", async () => {
    const world = await createWorld();
    await sendMetrics(world, gaugeBody({ points: 5 }));
    const logs = logBody();
    await sendTo(world, "POST /v1/logs", { json: logs });
    const expected = { metric_points: 5, log_records: 1, log_bytes: JSON.stringify(logs).length };
    const told = async () =>
      Object.fromEntries(
        (await usageOf(world))
          .filter(({ meter }) => meter in expected)
          .map(({ meter, quantity }) => [meter, quantity]),
      );
    expect(await told()).toEqual(expected);
    await evict(shardStub(world.tenant));
    expect(await told()).toEqual(expected);
    await flush(world);
    await evict(tenantStub(world.tenant));
    expect(await told()).toEqual(expected);
    const [held] = await rawDatabaseOf(world.tenant)
      .prepare("SELECT sum(size_bytes) AS n FROM blocks WHERE tenant_id = ?")
      .bind(world.tenant.id)
      .all<{ n: number }>()
      .then(({ results }) => results);
    expect(await quantityOf(world, "stored_bytes")).toBe(held?.n);
  });

  it("of a repeated request counts once", async () => {
    const world = await createWorld();
    const json = gaugeBody({ points: 3 });
    for (let times = 0; times < 3; times++) await sendMetrics(world, json);
    await flush(world);
    await sendMetrics(world, json);
    expect(await quantityOf(world, "metric_points")).toBe(3);
  });

  it("that a shard tells again counts once, also when the reply is forgotten", async () => {
    const world = await createWorld();
    await sendMetrics(world, gaugeBody({ points: 3 }));
    await flush(world);
    await sqlIn(shardStub(world.tenant), "UPDATE flushes SET is_reported = 0");
    expect(await quantityOf(world, "metric_points")).toBe(3);
    await sqlIn(tenantStub(world.tenant), "DELETE FROM replies");
    await flush(world);
    expect(await quantityOf(world, "metric_points")).toBe(3);
    await sqlIn(tenantStub(world.tenant), "DELETE FROM replies");
  });

  it("is divided by service, team, environment, key and declared tags: by the resource, not by the point", async () => {
    const world = await createWorld();
    const other = await makeKey(world, { roles: ["engineer"] });
    const labels = { team: ["squad", "team"], environment: ["env"], tags: ["cost-centre"], values: 100 };
    const put = await sendTo(world, "PUT /v1/usage/attribution", { json: labels });
    expect([put.status, put.json]).toEqual([200, { version: 1, ...labels }]);
    const resource = { "service.name": "shop", squad: "blue", env: "prod", "cost-centre": "42" };
    await sendMetrics(world, bodyOf(resource, 2));
    await sendMetrics(world, bodyOf({ "service.name": "shop", team: "red" }), other.secret);
    const asked = "&meter=metric_points&group_by=service,team,environment,key,tag:cost-centre";
    const [one, two] = await usageOf(world, asked);
    expect(one).toMatchObject({
      quantity: 2,
      group: { service: "shop", team: "blue", environment: "prod", "tag:cost-centre": "42" },
    });
    expect(two).toMatchObject({
      quantity: 1,
      group: { service: "shop", team: "red", environment: "", key: other.id, "tag:cost-centre": "" },
    });
    expect(one?.group["key"]).not.toBe(other.id);
  });

  it("past the declared number of values goes together", async () => {
    const world = await createWorld();
    await sendTo(world, "PUT /v1/usage/attribution", { json: { values: 2 } });
    for (const service of ["a", "b", "c", "d"]) await sendMetrics(world, bodyOf({ "service.name": service }));
    await flush(world);
    const told = await usageOf(world, "&meter=metric_points&group_by=service");
    expect(told.map(({ group, quantity }) => [group["service"], quantity])).toEqual([
      ["a", 1],
      ["b", 1],
      ["__other__", 2],
    ]);
  });

  it("of queries is counted when they end: how many, and the bytes of blocks that were read", async () => {
    const world = await createWorld();
    await sendMetrics(world, gaugeBody());
    await flush(world);
    const queries = [{ name: "a", metric: "test.gauge" }];
    const json = { from: "now-1h", to: "now+1m", queries };
    const answer = await sendTo(world, "POST /v1/query", { json });
    expect([answer.status, answer.json.code]).toEqual([200, undefined]);
    expect(await quantityOf(world, "queries")).toBe(1);
    expect(await quantityOf(world, "query_bytes")).toBe(answer.json.stats.bytes_read);
    expect(await quantityOf(world, "query_seconds")).toBeGreaterThan(0);
  });

  it("that is put right has an entry beside it, which is audited, told and never changes what was counted", async () => {
    const world = await createWorld();
    await sendMetrics(world, gaugeBody({ points: 10 }));
    await flush(world);
    const at = new Date().toISOString();
    const json = { at, meter: "metric_points", quantity: -4, service: "shop", reason: "a test load" };
    const made = await sendTo(world, "POST /v1/usage/corrections", { json });
    expect(made.status).toBe(201);
    expect(await quantityOf(world, "metric_points")).toBe(6);
    const listed = await sendTo(world, "GET /v1/usage/corrections");
    expect(listed.json.data).toMatchObject([{ id: made.json.id, quantity: -4, reason: "a test load" }]);
    const entry = (await auditOf(world.tenant)).find(
      ({ resource }) => resource === `usage_correction:${made.json.id}`,
    );
    expect(entry?.detail).toMatchObject({ meter: "metric_points", quantity: -4 });
  });

  it("is not put right by less than is counted, ahead of time, or where nothing is kept any more", async () => {
    const world = await createWorld();
    const refused = async (changes: object) => {
      const entry = { at: new Date().toISOString(), meter: "spans", quantity: 1, reason: "a test" };
      const { status, json } = await sendTo(world, "POST /v1/usage/corrections", {
        json: { ...entry, ...changes },
      });
      return [status, json.code, json.violations?.[0]?.pointer];
    };
    const invalid = (pointer: string) => [400, "request.invalid", pointer];
    expect(await refused({ quantity: 0.4 })).toEqual(invalid("/quantity"));
    expect(await refused({ quantity: 1.5 })).toEqual(invalid("/quantity"));
    expect(await refused({ meter: "query_seconds", quantity: -0.0015 })).toEqual(invalid("/quantity"));
    expect(await refused({ quantity: 0 })).toEqual(invalid("/quantity"));
    expect(await refused({ quantity: 1e300 })).toEqual(invalid("/quantity"));
    expect(await refused({ at: "2999-01-01T00:00:00Z" })).toEqual(invalid("/at"));
    expect(await refused({ at: "2001-01-01T00:00:00Z" })).toEqual(invalid("/at"));
    expect(await refused({ meter: "query_seconds", quantity: 0.007 })).toEqual([201, undefined, undefined]);
  });

  it.each([
    ["from=2026-02-30", "query/from"],
    ["to=yesterday", "query/to"],
    ["from=now&to=now-1h", "query/from"],
    ["from=now-500d", "query/from"],
    ["from=-1", "query/from"],
    ["from=now-2d&to=now&from=now-1d", "query/from"],
  ])("is asked for in a range: not %s", async (query, pointer) => {
    const world = await createWorld();
    for (const path of ["usage", "costs", "anomalies"]) {
      const { status, json } = await sendTo(world, `GET /v1/${path}?${query}`);
      expect([status, json.code, json.violations?.[0]?.pointer]).toEqual([400, "request.invalid", pointer]);
    }
  });

  it("is shown in the cell's database by the hour and by the day, and again after more", async () => {
    const world = await createWorld();
    const shown = async (table: string) => {
      const { results } = await rawDatabaseOf(world.tenant)
        .prepare(`SELECT lines FROM ${table} WHERE tenant_id = ?`)
        .bind(world.tenant.id)
        .all<{ lines: string }>();
      const lines = results.flatMap(
        (row) => JSON.parse(row.lines) as { quantities: Record<string, number> }[],
      );
      return lines.reduce((sum, { quantities }) => sum + (quantities["metric_points"] ?? 0), 0);
    };
    for (const points of [4, 3]) {
      await sendMetrics(world, gaugeBody({ points }));
      await flush(world);
      await sqlIn(tenantStub(world.tenant), "UPDATE due_work SET at_ms = 1 WHERE name = 'usage'");
      await runDurableObjectAlarm(tenantStub(world.tenant));
    }
    expect([await shown("usage_hourly"), await shown("usage_daily")]).toEqual([7, 7]);
  });

  it("is refused a range the wrong way round, and a group that is none", async () => {
    const world = await createWorld();
    for (const query of ["from=now&to=now-1d", "from=now-500d", "group_by=colour"])
      expect((await sendTo(world, `GET /v1/usage?${query}`)).json).toMatchObject({ code: "request.invalid" });
  });

  it("is not told to a viewer", async () => {
    const world = await createWorld();
    const answer = await sendTo(world, "GET /v1/usage", { key: world.viewer });
    expect([answer.status, answer.json.code]).toEqual([403, "policy.denied"]);
  });
});

it("labels that usage is divided by are declared once", async () => {
  const json = { tags: ["cost-centre", "cost-centre"] };
  const refused = await sendTo(await createWorld(), "PUT /v1/usage/attribution", { json });
  expect(refused.json).toMatchObject({ code: "request.invalid", violations: [{ pointer: "/tags" }] });
});

describe("meters", () => {
  it("are told with their units and sources", async () => {
    const world = await createWorld();
    const { json } = await sendTo(world, "GET /v1/meters");
    expect(json.data).toContainEqual(expect.objectContaining({ meter: "query_seconds", unit: "second" }));
  });
});

describe("price books", () => {
  it("that overlap, or end before they begin, are refused where they do", async () => {
    const world = await createWorld();
    const book = (name: string, effective_from: string, effective_to: string | null = null) => {
      return { name, currency: "USD", effective_from, effective_to, rates: [] };
    };
    const refused = async (...books: object[]) =>
      (await sendTo(world, "PUT /v1/price-books", { json: { books } })).json.violations;
    expect(await refused(book("new", "2026-06-01"), book("old", "2026-01-01"))).toEqual([
      { pointer: "/books/1/effective_to", message: "before `new` begins on 2026-06-01, the book has to end" },
    ]);
    expect(await refused(book("back", "2026-06-01", "2026-01-01"))).toMatchObject([
      { pointer: "/books/0/effective_to" },
    ]);
    const apart = [book("old", "2026-01-01", "2026-06-01"), book("new", "2026-06-01")];
    const { status } = await sendTo(world, "PUT /v1/price-books", { json: { books: apart } });
    expect(status).toBe(200);
  });
});

describe("costs", () => {
  it("are usage by the price books in force", async () => {
    const world = await createWorld();
    const books = await sendTo(world, "GET /v1/price-books");
    expect(books.json).toMatchObject({ version: 0, books: [{ name: "standard", currency: "USD" }] });
    await sendMetrics(world, gaugeBody({ points: 7 }));
    const costs = async () =>
      (await sendTo(world, "GET /v1/costs?from=now-1d&to=now%2B1h&interval=month&group_by=service")).json;
    expect(await costs()).toMatchObject({
      lines: [
        { meter: "metric_points", quantity: 7, cost: "0.0007", currency: "USD", group: { service: "shop" } },
        {},
      ],
      total: { USD: "0.0007" },
    });
    const rates = [{ meter: "metric_points", free: 2, tiers: [{ up_to: null, price: "0.5" }] }];
    const json = {
      books: [{ name: "own", currency: "EUR", effective_from: "2020-01-01", rates }],
      version: 0,
    };
    expect((await sendTo(world, "PUT /v1/price-books", { json })).json).toMatchObject({ version: 1 });
    expect((await costs()).total).toEqual({ EUR: "2.5" });
    const late = await sendTo(world, "PUT /v1/price-books", { json });
    expect([late.status, late.json.code]).toEqual([409, "finops.version_conflict"]);
  });
});
