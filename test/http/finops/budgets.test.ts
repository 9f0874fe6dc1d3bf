// Budgets over HTTP: told at thresholds, stopped on the request that crosses, and going on at once when they are raised.

import { runDurableObjectAlarm } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { sendAsOperator, type Answer } from "../../support/client.ts";
import { auditOf, bucketOf, evict, shardStub, sqlIn, stateOf, tenantStub } from "../../support/objects.ts";
import { createEndpoint, createReceiver, deliver } from "../../support/receivers.ts";
import { logBody } from "../../support/telemetry-bodies.ts";
import { createWorld, makeKey, sendTo, type World } from "../../support/world.ts";

const nanos = (ms: number): string => String(BigInt(ms) * 1_000_000n);
let sent = 0;

/** Points of a team's gauge; no two bodies are the same. */
function pointsOf(points: number, team = "blue") {
  const dataPoints = Array.from({ length: points }, () => ({
    timeUnixNano: nanos(Date.now()),
    asDouble: (sent += 1),
    attributes: [{ key: "n", value: { stringValue: `n${sent}` } }],
  }));
  const attributes = [{ key: "team", value: { stringValue: team } }];
  return { resource: { attributes }, scopeMetrics: [{ metrics: [{ name: "m", gauge: { dataPoints } }] }] };
}

const send = async (world: World, points: number, team?: string): Promise<Answer> =>
  sendTo(world, "POST /v1/metrics", { json: { resourceMetrics: [pointsOf(points, team)] } });

const OF_POINTS = { measure: { kind: "quantity", meter: "metric_points", limit: 100 } };
const BLOCK = { percent: 100, severity: "BLOCK", actions: ["event", "block_writes", "block_queries"] };

async function makeBudget(world: World, budget: object = OF_POINTS): Promise<string> {
  const made = await sendTo(world, "POST /v1/budgets", { json: { name: "points", ...budget } });
  expect([made.status, made.json.code]).toEqual([201, undefined]);
  return made.json.id as string;
}

const statusOf = async (world: World, id: string) =>
  (await sendTo(world, `GET /v1/budgets/${id}`)).json.status;
const query = async (world: World, key = world.admin): Promise<Answer> =>
  sendTo(world, "POST /v1/query", { key, json: { from: "now-1h", queries: [{ name: "a", metric: "m" }] } });
const codeOf = ({ status, json }: Answer) => [status, json.code ?? json.message ?? null];

describe("a budget", () => {
  it("is told with the brief's thresholds, and how far it is used, before anything is flushed", async () => {
    const world = await createWorld();
    const id = await makeBudget(world);
    await send(world, 60);
    const { json } = await sendTo(world, "GET /v1/budgets");
    expect(json.data).toMatchObject([
      {
        id,
        scope: { kind: "tenant" },
        period: { kind: "month" },
        thresholds: [
          { percent: 50, severity: "INFO" },
          { percent: 75, severity: "WARNING" },
          { percent: 90, severity: "CRITICAL" },
          { percent: 100, severity: "BLOCK", actions: ["event", "email", "block_writes", "block_queries"] },
        ],
        status: { spent: "60", percent: 60, in_force: [] },
      },
    ]);
  });

  it("takes the request that crosses and refuses the next, for queries too; what is not stopped goes on", async () => {
    const world = await createWorld();
    const id = await makeBudget(world);
    expect((await send(world, 90)).status).toBe(200);
    expect((await send(world, 20)).status).toBe(200);
    const refused = await send(world, 1);
    expect([refused.status, refused.json.message]).toEqual([402, "A budget is used up: used up: `points`"]);
    expect(codeOf(await query(world))).toEqual([402, "finops.budget_stopped"]);
    expect(await statusOf(world, id)).toMatchObject({
      spent: "110",
      percent: 110,
      told_percents: [50, 75, 90, 100],
      in_force: ["event", "email", "block_writes", "block_queries"],
    });
    // Logs do not count in a budget of metric points.
    expect((await sendTo(world, "POST /v1/logs", { json: logBody() })).status).toBe(200);
    for (const target of [
      "GET /v1/usage",
      "GET /v1/costs",
      "GET /v1/price-books",
      "GET /v1/audit/entries",
      "GET /v1/keys",
    ])
      expect((await sendTo(world, target)).status, `${target} goes on`).toBe(200);
  });

  it("goes on at once when it is raised, and is told of again only for what it reaches anew", async () => {
    const world = await createWorld();
    const id = await makeBudget(world, { ...OF_POINTS, thresholds: [BLOCK] });
    await send(world, 100);
    expect((await send(world, 1)).status).toBe(402);
    const before = (await stateOf(world.tenant)).epoch;
    const measure = { ...OF_POINTS.measure, limit: 200 };
    const json = { name: "points", measure, thresholds: [BLOCK] };
    expect((await sendTo(world, `PUT /v1/budgets/${id}`, { json })).status).toBe(200);
    expect((await stateOf(world.tenant)).epoch).toBeGreaterThan(before);
    expect((await send(world, 99)).status).toBe(200);
    expect((await query(world)).status).toBe(200);
    expect((await send(world, 5)).status).toBe(200);
    expect((await send(world, 1)).status).toBe(402);
    expect(await statusOf(world, id)).toMatchObject({ spent: "204" });
  });

  it("goes on at once when it is made to count less: another team, another period", async () => {
    const world = await createWorld();
    const id = await makeBudget(world, { ...OF_POINTS, thresholds: [BLOCK] });
    await send(world, 100);
    expect((await send(world, 1)).status).toBe(402);
    const thresholds = [{ ...BLOCK, actions: ["block_writes"] }];
    const narrow = { name: "points", ...OF_POINTS, scope: { kind: "team", value: "red" }, thresholds };
    expect((await sendTo(world, `PUT /v1/budgets/${id}`, { json: narrow })).status).toBe(200);
    expect((await send(world, 1)).status).toBe(200);
    expect(await statusOf(world, id)).toMatchObject({ spent: "0", told_percents: [], in_force: [] });
    await send(world, 100, "red");
    expect((await send(world, 1, "red")).status).toBe(402);
  });

  it("is not forgotten by objects that are lost, and goes on when it is deleted", async () => {
    const world = await createWorld();
    const id = await makeBudget(world);
    await send(world, 99);
    await evict(shardStub(world.tenant));
    await evict(tenantStub(world.tenant));
    expect((await send(world, 2)).status).toBe(200);
    await evict(shardStub(world.tenant));
    expect((await send(world, 1)).status).toBe(402);
    expect((await sendTo(world, `DELETE /v1/budgets/${id}`)).status).toBe(204);
    expect((await send(world, 1)).status).toBe(200);
    expect(codeOf(await sendTo(world, `GET /v1/budgets/${id}`))).toEqual([404, "finops.not_found"]);
  });

  it("of money counts by the price books, and is stopped when a price makes it so", async () => {
    const world = await createWorld();
    const measure = { kind: "amount", limit: "0.01", currency: "USD" };
    const id = await makeBudget(world, { measure });
    expect((await send(world, 99)).status).toBe(200);
    expect(await statusOf(world, id)).toMatchObject({ spent: "0.0099", percent: 99 });
    expect((await send(world, 1)).status).toBe(200);
    expect((await send(world, 1)).status).toBe(402);
    const rates = [{ meter: "metric_points", free: 50, tiers: [{ up_to: null, price: "0.0001" }] }];
    const books = [{ name: "free", currency: "USD", effective_from: "2020-01-01", rates }];
    await sendTo(world, "PUT /v1/price-books", { json: { books } });
    expect((await send(world, 50)).status).toBe(200);
    expect((await send(world, 1)).status).toBe(402);
    const wrong = await sendTo(world, "POST /v1/budgets", {
      json: { name: "euros", measure: { ...measure, currency: "EUR" } },
    });
    expect([wrong.json.code, wrong.json.violations[0].pointer]).toEqual([
      "request.invalid",
      "/measure/currency",
    ]);
  });

  it("of a team stops that team's rows only; rows of others in the same request are stored", async () => {
    const world = await createWorld();
    await makeBudget(world, { ...OF_POINTS, scope: { kind: "team", value: "blue" } });
    await send(world, 100);
    expect((await send(world, 1)).status).toBe(402);
    expect((await send(world, 1, "red")).status).toBe(200);
    const json = { resourceMetrics: [pointsOf(3, "blue"), pointsOf(4, "red")] };
    const mixed = await sendTo(world, "POST /v1/metrics", { json });
    expect([mixed.status, mixed.json.partialSuccess]).toMatchObject([
      200,
      { rejectedDataPoints: "3", errorMessage: "3 rows of budgets that are used up: `points`" },
    ]);
    expect((await query(world)).status).toBe(200);
    const usage = await sendTo(
      world,
      "GET /v1/usage?from=now-1d&to=now%2B1h&interval=month&meter=metric_points&group_by=team",
    );
    expect(
      usage.json.data.map((line: { quantity: number; group: { team: string } }) => [
        line.group.team,
        line.quantity,
      ]),
    ).toEqual([
      ["blue", 100],
      ["red", 5],
    ]);
  });

  it("stops chosen teams, of which it need not be", async () => {
    const world = await createWorld();
    const thresholds = [{ percent: 100, severity: "BLOCK", actions: ["block_teams"], teams: ["red"] }];
    await makeBudget(world, { ...OF_POINTS, thresholds });
    await send(world, 100);
    await send(world, 1);
    expect((await send(world, 1, "red")).status).toBe(402);
    expect((await send(world, 1, "blue")).status).toBe(200);
  });

  it("of a key stops that key's queries only", async () => {
    const world = await createWorld();
    const other = await makeKey(world, { roles: ["engineer"] });
    const measure = { kind: "quantity", meter: "queries", limit: 1 };
    const thresholds = [{ percent: 100, severity: "BLOCK", actions: ["block_queries"] }];
    await makeBudget(world, { measure, scope: { kind: "key", value: other.id }, thresholds });
    expect((await query(world, other.secret)).status).toBe(200);
    await runDurableObjectAlarm(tenantStub(world.tenant));
    expect((await query(world, other.secret)).status).toBe(402);
    expect((await query(world)).status).toBe(200);
  });

  it("throttles at a threshold, when that is asked for", async () => {
    const world = await createWorld();
    const thresholds = [{ percent: 50, severity: "WARNING", actions: ["throttle"], throttle_percent: 1 }];
    await makeBudget(world, { ...OF_POINTS, thresholds });
    const limit = async (): Promise<{ value: number; source: string }> => {
      const { json } = await sendTo(world, "GET /v1/limits");
      return json.limits.find(({ name }: { name: string }) => name === "ingest_points_per_second");
    };
    const { value: before } = await limit();
    await send(world, 60);
    await runDurableObjectAlarm(shardStub(world.tenant));
    expect(await limit()).toMatchObject({ value: before / 100, source: "budget" });
    const codes: unknown[] = [];
    for (let sends = 0; sends < 4; sends++) codes.push((await send(world, before / 125)).status);
    expect(codes).toContain(429);
  });

  it("by an operator's grace goes on for a while, on the record, and is stopped again after it", async () => {
    const world = await createWorld();
    const id = await makeBudget(world, { ...OF_POINTS, thresholds: [BLOCK] });
    await send(world, 100);
    expect((await send(world, 1)).status).toBe(402);
    const path = `POST /operator/v1/tenants/${world.tenant.id}/budgets/${id}/grace`;
    const given = await sendAsOperator(path, { json: { minutes: 10, reason: "month end" } });
    expect([given.status, given.json.code]).toEqual([200, undefined]);
    expect((await send(world, 5)).status).toBe(200);
    expect((await query(world)).status).toBe(200);
    expect(await statusOf(world, id)).toMatchObject({
      spent: "105",
      in_force: [],
      grace_until: given.json.grace_until,
    });
    const entry = (await auditOf(world.tenant)).find(({ action }) => action === "budgets:give_grace");
    expect(entry).toMatchObject({ actor: { kind: "operator" }, detail: { reason: "month end" } });
    await sqlIn(tenantStub(world.tenant), "UPDATE budget_use SET grace_until_ms = 1");
    await sqlIn(tenantStub(world.tenant), "UPDATE due_work SET at_ms = 1 WHERE name = 'budgets'");
    await runDurableObjectAlarm(tenantStub(world.tenant));
    expect((await send(world, 1)).status).toBe(402);
    expect((await query(world)).status).toBe(402);
  });

  it("begins anew with its period, and what was stopped goes on", async () => {
    const world = await createWorld();
    const id = await makeBudget(world);
    await send(world, 100);
    expect((await send(world, 1)).status).toBe(402);
    await runDurableObjectAlarm(shardStub(world.tenant));
    // As if all of it had been in the month before.
    const stub = tenantStub(world.tenant);
    await sqlIn(stub, "UPDATE usage_hours SET hour = hour - 24 * 40");
    await sqlIn(stub, "UPDATE budget_use SET period = '2020-01'");
    await sqlIn(stub, "UPDATE due_work SET at_ms = 1 WHERE name = 'budgets'");
    await runDurableObjectAlarm(stub);
    expect((await send(world, 1)).status).toBe(200);
    expect(await statusOf(world, id)).toMatchObject({ spent: "1", told_percents: [], in_force: [] });
  });

  it("tells each threshold once, by event and by mail", async () => {
    const world = await createWorld();
    const receiver = createReceiver();
    await createEndpoint(world, receiver.url, { event_types: ["budget.*"] });
    const id = await makeBudget(world, { ...OF_POINTS, recipients: ["cfo@example.com"] });
    for (const points of [60, 1, 30, 10, 1]) await send(world, points);
    for (let alarms = 0; alarms < 2; alarms++) await runDurableObjectAlarm(shardStub(world.tenant));
    const judged = (await auditOf(world.tenant)).filter(({ action }) => action === "budgets:judge");
    const told = judged.flatMap(({ detail }) => detail.told as { id: string; percent: number }[]);
    expect(told).toEqual([50, 75, 90, 100].map((percent) => ({ id, percent })));
    await deliver(world);
    const events = (await receiver.got()).map(
      ({ json }) => `${json.type} ${json.data.threshold_percent ?? ""}`,
    );
    expect(new Set(events)).toEqual(
      new Set([
        "budget.stopped ",
        ...[50, 75, 90, 100].map((percent) => `budget.threshold_reached ${percent}`),
      ]),
    );
    expect(events).toHaveLength(5);
    const mails = await bucketOf(world.tenant).list({ prefix: `tenants/${world.tenant.id}/mail/` });
    expect(mails.objects).toHaveLength(2);
    const attempts = await sendTo(
      world,
      "GET /v1/usage?from=now-1h&to=now%2B1h&interval=month&meter=webhook_attempts",
    );
    expect(attempts.json.data).toMatchObject([{ quantity: 5 }]);
  });

  it("is refused teams without `block_teams`, queries of a team, and percents that do not rise", async () => {
    const world = await createWorld();
    const threshold = (changes: object) => ({
      percent: 50,
      severity: "INFO",
      actions: ["event"],
      ...changes,
    });
    const refused = async (budget: object) =>
      codeOf(await sendTo(world, "POST /v1/budgets", { json: { name: "x", ...OF_POINTS, ...budget } }));
    expect(await refused({ thresholds: [threshold({ teams: ["a"] })] })).toEqual([400, "request.invalid"]);
    expect(await refused({ thresholds: [threshold({}), threshold({})] })).toEqual([400, "request.invalid"]);
    const scope = { kind: "team", value: "a" };
    expect(await refused({ scope, thresholds: [threshold({ actions: ["block_queries"] })] })).toEqual([
      400,
      "request.invalid",
    ]);
  });

  it("goes on when a correction takes away what had stopped it", async () => {
    const world = await createWorld();
    const id = await makeBudget(world);
    const correct = async (quantity: number) => {
      const at = new Date().toISOString();
      const json = { at, meter: "metric_points", quantity, reason: "counted by mistake" };
      expect((await sendTo(world, "POST /v1/usage/corrections", { json })).status).toBe(201);
    };
    await correct(500);
    expect((await send(world, 1)).status).toBe(402);
    await correct(-40);
    expect((await send(world, 1)).status).toBe(402);
    await correct(-460);
    expect(await statusOf(world, id)).toMatchObject({ spent: "0", told_percents: [], in_force: [] });
    expect((await send(world, 1)).status).toBe(200);
    expect((await query(world)).status).toBe(200);
    await correct(500);
    expect((await send(world, 1)).status).toBe(402);
  });

  it("says of what it is refused for where that stands", async () => {
    const world = await createWorld();
    const refused = async (budget: object) => {
      const { status, json } = await sendTo(world, "POST /v1/budgets", {
        json: { name: "x", ...OF_POINTS, ...budget },
      });
      return [status, json.code, json.violations?.[0]?.pointer];
    };
    const invalid = (pointer: string) => [400, "request.invalid", pointer];
    const tagged = { scope: { kind: "tag", tag: "cost-centre", value: "42" } };
    expect(await refused(tagged)).toEqual(invalid("/scope/tag"));
    const declared = await sendTo(world, "PUT /v1/usage/attribution", { json: { tags: ["cost-centre"] } });
    expect(declared.status).toBe(200);
    expect(await refused(tagged)).toEqual([201, undefined, undefined]);
    const at = (changes: object) => ({
      thresholds: [{ percent: 50, severity: "INFO", actions: ["event"], ...changes }],
    });
    expect(await refused(at({ percent: 50.001 }))).toEqual(invalid("/thresholds/0/percent"));
    expect(await refused(at({ percent: 33.33 }))).toEqual([201, undefined, undefined]);
    expect(await refused(at({ actions: ["event", "event"] }))).toEqual(invalid("/thresholds/0/actions"));
    expect(await refused({ recipients: ["a@b.example", "a@b.example"] })).toEqual(invalid("/recipients"));
  });

  it("is managed by those who may only", async () => {
    const world = await createWorld();
    const answer = await sendTo(world, "POST /v1/budgets", {
      key: world.engineer,
      json: { name: "x", ...OF_POINTS },
    });
    expect(codeOf(answer)).toEqual([403, "policy.denied"]);
  });
});
