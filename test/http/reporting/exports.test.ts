// Exports over HTTP: at once and in the background, by queries and by dashboard, under the policies of whoever asks and of whoever
// fetches; what is under way goes on when the object or the worker dies.

import { runDurableObjectAlarm } from "cloudflare:test";
import { exports } from "cloudflare:workers";
import { parquetReadObjects } from "hyparquet";
import { readXlsx } from "hucre/xlsx";
import { beforeEach, describe, expect, it } from "vitest";
import { sendAsOperator, toRequest, type Answer } from "../../support/client.ts";
import { makeDashboard } from "../../support/dashboards.ts";
import { linkExport, makeExport, startExport, workOnExports } from "../../support/exports.ts";
import {
  lineOf,
  makeLimitedKey,
  putPolicy,
  READ_ACTIONS,
  sendItems,
  SHARED_METRIC,
  STAGING_ONLY,
} from "../../support/labelled-telemetry.ts";
import { auditOf, bucketOf, evict, sqlIn, tenantStub } from "../../support/objects.ts";
import { expectRefusal } from "../../support/same-refusal.ts";
import { createWorld, makeKey, sendTo, type World } from "../../support/world.ts";
import { readStrictCsv } from "../../unit/reporting/export/strict-csv.ts";

const AT = Math.floor(Date.now() / 60_000) * 60_000 - 300_000;
const iso = (ms: number): string => new Date(ms).toISOString();
const RANGE = { from: iso(AT - 60_000), to: iso(AT + 60_000) };
const ITEMS = [
  { mark: "seen", value: 1, resource: { "deployment.environment.name": "staging" } },
  { mark: "hidden", value: 1_000, resource: { "deployment.environment.name": "production" } },
];
const METRIC = {
  ref: "A",
  source: "metrics",
  request: { metric: SHARED_METRIC, aggregation: "sum", group_by: ["service.name"], interval: "1m" },
};
const LOGS = { ref: "B", source: "logs", request: {} };

const asked = (changes: object = {}, queries: readonly object[] = [LOGS]): object => ({
  title: "Night shift",
  source: { kind: "queries", queries },
  format: "csv",
  ...RANGE,
  ...changes,
});

const post = (world: World, json: object, key = world.admin): Promise<Answer> =>
  sendTo(world, "POST /v1/exports", { json, key });

const alarm = ({ tenant }: World) => runDurableObjectAlarm(tenantStub(tenant));
const view = async (world: World, id: string) => (await sendTo(world, `GET /v1/exports/${id}`)).json;

async function fetchBytes(world: World, target: string): Promise<Response> {
  return exports.default.fetch(toRequest(target, { host: world.host }));
}

let world: World;
beforeEach(async () => {
  world = await createWorld();
  await sendItems(world, ITEMS, { atMs: AT });
});

describe("an export that is asked for at once", () => {
  it("is a CSV file with a name, of several queries", async () => {
    const answer = await post(world, asked({}, [METRIC, LOGS]));
    expect(answer.status, `answered ${answer.text}`).toBe(200);
    expect(answer.headers.get("content-disposition")).toBe('attachment; filename="Night-shift.csv"');
    const [header, ...rows] = readStrictCsv(answer.text);
    expect(header).toContain("service.name");
    expect(rows.filter(([query]) => query === "A")).toHaveLength(2);
    expect(answer.text).toContain(lineOf("seen"));
  });

  it("is a Parquet file or a workbook that others read", async () => {
    const bytesOf = async (format: string) => {
      const json = asked({ format }, [METRIC, LOGS]);
      const response = await exports.default.fetch(
        toRequest("POST /v1/exports", { host: world.host, key: world.admin, json }),
      );
      return response.arrayBuffer();
    };
    const rows = await parquetReadObjects({ file: await bytesOf("parquet") });
    expect(rows.map(({ body }) => body as unknown)).toContain(lineOf("hidden"));
    const book = await readXlsx(new Uint8Array(await bytesOf("xlsx")));
    expect(book.sheets.map(({ name }) => name)).toEqual(["A", "B"]);
  });

  it("has a sheet per panel of a dashboard", async () => {
    const id = await makeDashboard(world);
    const answer = await post(world, {
      ...asked(),
      source: { kind: "dashboard", dashboard_id: id },
      format: "json",
    });
    expect(answer.json.tables.map(({ name }: { name: string }) => name)).toEqual(["Requests"]);
  });

  it("has a table for each panel, also where two have one title", async () => {
    const panels = ["a", "b", "c"].map((id) => ({
      id,
      kind: "table",
      title: id === "c" ? "T 2" : "T",
      queries: [LOGS],
    }));
    const answer = await post(world, { ...asked({ format: "json" }), source: { kind: "panels", panels } });
    const tables = answer.json.tables as { name: string; rows: unknown[] }[];
    expect(tables.map(({ name, rows }) => [name, rows.length])).toEqual([
      ["T", 2],
      ["T 2", 2],
      ["T 2 2", 2],
    ]);
    const twice = await post(world, asked({}, [LOGS, LOGS]));
    expectRefusal(twice, 400, "request.invalid");
    expect(twice.json.violations).toEqual([
      { pointer: "/source/queries/1/ref", message: "is another query's too" },
    ]);
  });

  it("holds the rows that its asker may export, and no others", async () => {
    const { id, secret } = await makeKey(world, { roles: ["analyst"] });
    await putPolicy(world, "no-production", {
      effect: "deny",
      subjects: [`key:${id}`],
      actions: ["data:export"],
      conditions: [{ attribute: "resource.label.environment", operator: "in", value: ["production"] }],
    });
    const answer = await post(world, asked(), secret);
    expect(answer.status, `answered ${answer.text}`).toBe(200);
    expect(answer.text).toContain(lineOf("seen"));
    expect(answer.text).not.toContain("hidden");
    expect(answer.headers.get("x-traceo-row-filter-applied")).toBe("true");
  });

  it("is refused without the action, and where transfer rules let nothing go", async () => {
    const weak = await makeLimitedKey(world, STAGING_ONLY);
    expectRefusal(await post(world, asked(), weak.secret), 403, "policy.denied");
    expectRefusal(await post(world, asked({ destination: "KP" })), 403, "residency.transfer_refused");
    expect((await post(world, asked({ destination: "DE" }))).status).toBe(200);
  });

  it("is refused where the range is the wrong way round", async () => {
    expectRefusal(await post(world, asked({ from: RANGE.to, to: RANGE.from })), 400, "request.invalid");
  });
});

describe("an export in the background", () => {
  it("is told to the queue, read, written, and fetched by a link", async () => {
    const id = await startExport(world, asked({ gzip: true }, [METRIC, LOGS]));
    await alarm(world);
    await workOnExports(world);
    expect(await view(world, id)).toMatchObject({ state: "ready", percent: 100, fault: null });
    const response = await fetchBytes(world, await linkExport(world, id));
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "application/gzip"]);
    const opened = response.body?.pipeThrough(new DecompressionStream("gzip"));
    const rows = readStrictCsv(await new Response(opened).text());
    const prefix = `tenants/${world.tenant.id}/exports/${id}/`;
    const { keys } = await bucketOf(world.tenant).list({ prefix });
    expect(keys, "what was read is gone, the file is there").toEqual([`${prefix}file/000000`]);
    expect(rows.length).toBe(1 + (await view(world, id)).rows);
    const actions = (await auditOf(world.tenant)).map(({ action, actor }) => `${action} ${actor.kind}`);
    expect(actions).toContain("data:export key");
    expect(actions).toContain("exports:finish system");
  });

  it("goes on after its last slice when the object and the worker die, and has the same bytes", async () => {
    const json = asked({}, [METRIC, LOGS]);
    const whole = await makeExport(world, json);
    const expected = await (await fetchBytes(world, await linkExport(world, whole))).text();
    const id = await startExport(world, json);
    // A worker that read one slice and was never heard of again.
    const stub = tenantStub(world.tenant);
    await sqlIn(
      stub,
      "CREATE TRIGGER die BEFORE UPDATE OF state ON export_jobs WHEN new.state = 'writing' BEGIN SELECT RAISE(ABORT, 'died'); END",
    );
    await workOnExports(world);
    await sqlIn(stub, "DROP TRIGGER die");
    const half = await view(world, id);
    expect([half.state, half.percent]).toEqual(["reading", 45]);
    await evict(stub);
    await workOnExports(world);
    expect((await view(world, id)).percent, "its lease has not ended").toBe(45);
    await sqlIn(tenantStub(world.tenant), "UPDATE export_jobs SET lease_until_ms = 0");
    await workOnExports(world);
    expect((await view(world, id)).state).toBe("ready");
    expect(await (await fetchBytes(world, await linkExport(world, id))).text()).toBe(expected);
  });

  it("is read to the end of the range, page by page", async () => {
    const answer = await post(world, asked({}, [{ ...LOGS, request: { limit: 1 } }]));
    expect(readStrictCsv(answer.text)).toHaveLength(2);
    const id = await makeExport(world, asked({}, [{ ...LOGS, request: { limit: 1 } }]));
    expect((await view(world, id)).rows).toBe(2);
  });

  it("fails with a reason when its key may not any more", async () => {
    const { id: keyId, secret } = await makeKey(world, { roles: ["analyst"] });
    const id = await startExport(world, asked(), secret);
    await putPolicy(world, "no-export", {
      effect: "deny",
      subjects: [`key:${keyId}`],
      actions: ["logs:read"],
    });
    await workOnExports(world);
    const told = await sendTo(world, `GET /v1/exports/${id}`, { key: secret });
    expect([told.json.state, told.json.fault]).toEqual(["failed", "policy.denied"]);
  });

  it("is its owner's: another key finds nothing to see, link or delete", async () => {
    const id = await makeExport(world, asked());
    const { secret: key } = await makeKey(world, { roles: ["analyst"] });
    expectRefusal(await sendTo(world, `GET /v1/exports/${id}`, { key }), 404, "exports.not_found");
    expectRefusal(await sendTo(world, `DELETE /v1/exports/${id}`, { key }), 404, "exports.not_found");
    expectRefusal(
      await sendTo(world, `POST /v1/exports/${id}/link`, { json: {}, key }),
      404,
      "exports.not_found",
    );
    expect((await sendTo(world, "GET /v1/exports", { key })).json.data).toEqual([]);
    const own = (await sendTo(world, "GET /v1/exports")).json.data as { id: string }[];
    expect(own.map((one) => one.id)).toEqual([id]);
  });

  it("leaves nothing when it is deleted, or after seven days", async () => {
    const prefix = `tenants/${world.tenant.id}/exports/`;
    const [first, second] = [await makeExport(world, asked()), await makeExport(world, asked())];
    const target = await linkExport(world, first);
    expect((await sendTo(world, `DELETE /v1/exports/${first}`)).status).toBe(200);
    expect((await fetchBytes(world, target)).status).toBe(404);
    const stub = tenantStub(world.tenant);
    await sqlIn(stub, "UPDATE export_jobs SET expires_at_ms = 1 WHERE id = ?", second);
    await alarm(world);
    expect((await bucketOf(world.tenant).list({ prefix })).keys).toEqual([]);
    expect(await sqlIn(stub, "SELECT count(*) AS n FROM export_jobs")).toEqual([{ n: 0 }]);
  });
});

describe("a tenant that moves", () => {
  const BASIS = {
    scc: [
      {
        importer: "Traceo Inc.",
        country: "US",
        module: "controller_to_processor",
        signed_on: "2026-01-01",
        expires_on: null,
      },
    ],
    sub_processors: [{ country: "US", name: "Traceo Inc.", approved_on: "2026-01-01" }],
    consents: [],
  };

  it("has its exports made again in the new place, also those that were ready, and no file left behind", async () => {
    const ready = await makeExport(world, asked());
    const target = await linkExport(world, ready);
    const id = await startExport(world, asked());
    const path = `/operator/v1/tenants/${world.tenant.id}/moves`;
    expect((await sendTo(world, "PUT /v1/residency/transfer-basis", { json: BASIS })).status).toBe(200);
    const to = { jurisdiction: "us", pool: 0 };
    const moving = await sendAsOperator(`POST ${path}`, { json: { to, reason: "a test" } });
    expect(moving.status, `answered ${moving.text}`).toBe(202);
    await alarm(world);
    const moved = { ...world, tenant: { ...world.tenant, jurisdiction: "us" as const, pool: 0 } };
    for (let alarms = 0; alarms < 40; alarms++) {
      await alarm(moved);
      const told = await sendAsOperator(`GET ${path}/${moving.json.id}`);
      if (told.json.state === "done") break;
    }
    expect((await bucketOf(world.tenant).list({})).keys).toEqual([]);
    await workOnExports(moved);
    expect([(await view(world, ready)).state, (await view(world, id)).state]).toEqual(["ready", "ready"]);
    const response = await fetchBytes(world, await linkExport(world, id));
    expect(await response.text()).toContain(lineOf("seen"));
    expect(await (await fetchBytes(world, target)).text()).toContain(lineOf("seen"));
  });
});

describe("a link", () => {
  it("is told about to who looks where it leads, as often as that, and is spent by a fetch only", async () => {
    const id = await makeExport(world, asked({ gzip: true }));
    const once = await linkExport(world, id, { single_use: true });
    const looked = once.replace("GET", "HEAD");
    for (let no = 0; no < 2; no++) {
      const told = await fetchBytes(world, looked);
      expect([told.status, told.headers.get("content-type"), await told.text()]).toEqual([
        200,
        "application/gzip",
        "",
      ]);
    }
    expect((await fetchBytes(world, once)).status).toBe(200);
    expect((await fetchBytes(world, looked)).status).toBe(404);
  });

  it("opens nothing once its time is over", async () => {
    const target = await linkExport(world, await makeExport(world, asked()), { hours: 1 });
    await sqlIn(tenantStub(world.tenant), "UPDATE export_links SET expires_at_ms = 1");
    for (const method of ["GET", "HEAD"])
      expect((await fetchBytes(world, target.replace("GET", method))).status).toBe(404);
  });

  it("is not made out to a key that there is not, or that is revoked", async () => {
    const id = await makeExport(world, asked());
    const to = (recipient: string) => sendTo(world, `POST /v1/exports/${id}/link`, { json: { recipient } });
    expectRefusal(await to(`key_${"0".repeat(20)}`), 404, "keys.not_found");
    const { id: keyId } = await makeKey(world, { roles: ["analyst"] });
    expect((await sendTo(world, `DELETE /v1/keys/${keyId}`)).status).toBe(200);
    expectRefusal(await to(keyId), 409, "keys.not_active");
  });

  it("for one use opens once; a revoked one and a changed one open nothing", async () => {
    const id = await makeExport(world, asked());
    const once = await linkExport(world, id, { single_use: true });
    expect((await fetchBytes(world, once)).status).toBe(200);
    expect((await fetchBytes(world, once)).status).toBe(404);
    const told = await sendTo(world, `POST /v1/exports/${id}/link`, { json: {} });
    const { pathname, search } = new URL(told.json.url as string);
    const path = `/v1/exports/${id}/links/${told.json.id}`;
    expect((await sendTo(world, `DELETE ${path}`)).status).toBe(200);
    expect((await fetchBytes(world, `GET ${pathname}${search}`)).status).toBe(404);
    expect((await fetchBytes(world, `GET ${pathname}${search.slice(0, -6)}AAAAAA`)).status).toBe(404);
  });

  it("opens nothing for a recipient who may see less than the file was read as, and is not spent by that", async () => {
    const limited = await makeLimitedKey(world, STAGING_ONLY, [...READ_ACTIONS, "data:export"]);
    const id = await makeExport(world, asked());
    const target = await linkExport(world, id, { recipient: limited.id, single_use: true });
    expect((await fetchBytes(world, target)).status).toBe(403);
    expect(await sqlIn(tenantStub(world.tenant), "SELECT used_at_ms FROM export_links")).toEqual([
      { used_at_ms: null },
    ]);
    const own = await makeExport(world, asked(), limited.secret);
    const response = await fetchBytes(world, await linkExport(world, own, {}, limited.secret));
    expect(response.status).toBe(200);
    expect(await response.text()).not.toContain("hidden");
  });

  it("ends with the key it was made for, and on another tenant's host", async () => {
    const { id: keyId, secret } = await makeKey(world, { roles: ["analyst"] });
    const id = await makeExport(world, asked(), secret);
    const target = await linkExport(world, id, {}, secret);
    expect((await fetchBytes(await createWorld(), target)).status).toBe(404);
    expect((await sendTo(world, `DELETE /v1/keys/${keyId}`)).status).toBe(200);
    expect((await fetchBytes(world, target)).status).toBe(401);
  });
});
