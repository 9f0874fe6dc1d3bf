// Reports that are due: each due time is run once and sent once to each recipient, whatever comes twice, late or dies; and what
// each recipient gets is what that recipient may see.

import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { rimOf } from "../../src/app.ts";
import { runCron } from "../../src/edge/index.ts";
import { CRON_TASKS } from "../../src/manifest.ts";
import { sendAsOperator } from "../support/client.ts";
import { dashboardOf, makeDashboard, panelOf } from "../support/dashboards.ts";
import { putPolicy, sendItems, SHARED_METRIC } from "../support/labelled-telemetry.ts";
import {
  breakWrites,
  bucketOf,
  databaseOf,
  evict,
  mendWrites,
  sqlIn,
  tenantApi,
  tenantStub,
} from "../support/objects.ts";
import { createEndpoint, createReceiver, deliver } from "../support/receivers.ts";
import {
  mailsOf,
  makeDue,
  makeSchedule,
  putUser,
  ringAlarm,
  runsOf,
  scheduleOf,
  workOnReports,
} from "../support/schedules.ts";
import { expectRefusal } from "../support/same-refusal.ts";
import { createWorld, makeKey, sendTo, type World } from "../support/world.ts";

const AT = Math.floor(Date.now() / 60_000) * 60_000 - 360_000;
const ITEMS = [
  { mark: "seen", value: 1, resource: { "deployment.environment.name": "staging" } },
  { mark: "hidden", value: 1_000, resource: { "deployment.environment.name": "production" } },
];
const NO_PRODUCTION = [
  { attribute: "resource.label.environment", operator: "in", value: ["production"] },
] as const;
const DAY = 86_400_000;

let world: World;
let board: string;
beforeEach(async () => {
  world = await createWorld();
  await sendItems(world, ITEMS, { atMs: AT });
  const panel = { ...panelOf(SHARED_METRIC), grid: { x: 0, y: 0, w: 12, h: 8 } };
  board = await makeDashboard(world, { rows: [{ title: "", panels: [panel] }] });
  await putUser(world, "ada");
});

async function due(changes: object = {}): Promise<string> {
  const id = await makeSchedule(world, scheduleOf(board, changes));
  await makeDue(world, id);
  return id;
}

const addressees = async (): Promise<string[]> => (await mailsOf(world)).flatMap(({ to }) => to);

describe("a due time", () => {
  it("is run once and sent once to each, though the message, the alarm and cron come again", async () => {
    await putUser(world, "bob");
    const id = await due({ recipients: [{ user: "ada" }], copies: [{ user: "bob@example.com" }] });
    await Promise.all([workOnReports(world), ringAlarm(world), workOnReports(world)]);
    await workOnReports(world);
    await ringAlarm(world);
    const [run, ...others] = await runsOf(world, id);
    expect(others).toEqual([]);
    expect(run).toMatchObject({ state: "sent", kind: "scheduled", missed: 0, fault: null });
    expect(run.files).toHaveLength(1);
    expect(run.files[0].sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(await addressees()).toEqual(["ada@example.com", "bob@example.com"]);
    const told = run.deliveries.map((one: Record<string, unknown>) => [
      one["role"],
      one["state"],
      one["file"],
    ]);
    expect(told).toEqual([
      ["recipient", "sent", 0],
      ["copy", "sent", 0],
    ]);
    const [mail] = await mailsOf(world);
    expect(mail?.subject).toContain("Morning report: ");
    expect(mail?.attached[0]).toContain("hidden-value");
  });

  it("that a worker took and left is run by the next one; what the first one finishes counts for nothing", async () => {
    const id = await due();
    const api = tenantApi(world.tenant);
    const dead = await api.workOnReport({ do: "take" });
    if (dead === null || typeof dead === "string" || !("fence" in dead)) throw new Error("nothing was due");
    await evict(tenantStub(world.tenant));
    await workOnReports(world);
    expect(await addressees()).toEqual([]);
    await sqlIn(tenantStub(world.tenant), "UPDATE report_runs SET lease_until_ms = 1");
    await workOnReports(world);
    expect(await addressees()).toEqual(["ada@example.com"]);
    const late = { id: dead.run.id, fence: dead.fence, state: "sent", fault: null, files: [] } as const;
    expect(await api.workOnReport({ do: "finish", ...late, outcomes: [], judged: null })).toBe(null);
    expect(await addressees()).toEqual(["ada@example.com"]);
    expect(await runsOf(world, id)).toHaveLength(1);
  });

  it("whose end cannot be written leaves nothing of it, and is run again", async () => {
    const id = await due({
      recipients: [{ user: "ada" }],
      destinations: [{ kind: "folder", path: "weekly" }],
    });
    const stub = tenantStub(world.tenant);
    await breakWrites(stub, "INSERT", "report_deliveries");
    await workOnReports(world);
    const counts =
      "SELECT (SELECT count(*) FROM mails) AS mails, (SELECT count(*) FROM report_deliveries) AS sent";
    expect(await sqlIn(stub, counts)).toEqual([{ mails: 0, sent: 0 }]);
    await mendWrites(stub, "report_deliveries");
    await sqlIn(stub, "UPDATE report_runs SET lease_until_ms = 1");
    await workOnReports(world);
    expect(await addressees()).toEqual(["ada@example.com"]);
    const [run] = await runsOf(world, id);
    expect([run.state, run.deliveries.length]).toEqual(["sent", 2]);
  });

  it("that is missed is caught up once, with the last one that was due", async () => {
    const id = await makeSchedule(world, scheduleOf(board, { cron: "0 9 * * *" }));
    await makeDue(world, id, 3 * DAY);
    await workOnReports(world);
    await workOnReports(world);
    const runs = await runsOf(world, id);
    expect(runs).toHaveLength(1);
    expect(runs[0].missed).toBeGreaterThanOrEqual(2);
    expect(Date.now() - Date.parse(runs[0].due_at as string)).toBeLessThan(DAY + 3_600_000);
  });

  it("is found by cron through the cell's database, and carried by the queue as ids", async () => {
    const id = await makeSchedule(world, scheduleOf(board));
    const asked = { sql: "SELECT due_at_ms FROM due_reports WHERE tenant_id = ?", params: [] };
    const [shown] = await databaseOf(world.tenant).all<{ due_at_ms: number }>(asked);
    expect(shown?.due_at_ms).toBeGreaterThan(Date.now());
    const sent: unknown[] = [];
    const rim = rimOf(env);
    const queue = {
      sendBatch: async (batch: { body: unknown }[]) => sent.push(...batch.map(({ body }) => body)),
    };
    const told = { ...rim, placement: { ...rim.placement, queue: () => queue as unknown as Queue } };
    await runCron(told, CRON_TASKS, Date.now());
    const message = { kind: "reports.run", tenant_id: world.tenant.id };
    expect(sent).not.toContainEqual(message);
    await runCron(told, CRON_TASKS, (shown?.due_at_ms ?? 0) + 1);
    expect(sent).toContainEqual(message);
    expect((await sendTo(world, `DELETE /v1/schedules/${id}`)).status).toBe(200);
    expect(await databaseOf(world.tenant).all(asked)).toEqual([]);
  });

  it("whose every query is refused is recorded as failed, with why: nobody gets an empty report", async () => {
    const id = await due({ range: { from: "now-10000d" } });
    await workOnReports(world);
    const [run] = await runsOf(world, id);
    expect([run.state, run.fault, run.deliveries[0].state]).toEqual(["failed", "query.invalid", "failed"]);
    expect(await addressees()).toEqual([]);
  });

  it("of a paused schedule is none", async () => {
    const id = await makeSchedule(world, scheduleOf(board, { paused: true }));
    await workOnReports(world);
    await ringAlarm(world);
    expect(await runsOf(world, id)).toEqual([]);
  });

  it("makes the same bytes again", async () => {
    const id = await due({ format: "pdf", include_summary: true, include_comparison: true, language: "ja" });
    await workOnReports(world);
    const [first] = await runsOf(world, id);
    await sqlIn(tenantStub(world.tenant), "UPDATE report_runs SET state = 'queued', lease_until_ms = 0");
    await workOnReports(world);
    const [second] = await runsOf(world, id);
    expect(second.files[0].bytes).toBe(first.files[0].bytes);
    expect(second.files[0].sha256).toBe(first.files[0].sha256);
  });
});

describe("a recipient", () => {
  it("gets the rows that this recipient may see; those who may see the same share a rendering", async () => {
    await putUser(world, "bob");
    await putUser(world, "eve");
    await putPolicy(world, "no-production", {
      effect: "deny",
      subjects: ["user:eve"],
      actions: ["metrics:read"],
      conditions: NO_PRODUCTION,
    });
    const id = await due({ recipients: [{ user: "ada" }, { user: "eve" }, { user: "bob" }] });
    await workOnReports(world);
    const [run] = await runsOf(world, id);
    expect(run.files.map((file: Record<string, unknown>) => file["row_filter_applied"])).toEqual([
      false,
      true,
    ]);
    const mails = new Map((await mailsOf(world)).map((mail) => [mail.to[0], mail.attached[0] ?? ""]));
    expect(mails.get("ada@example.com")).toContain("hidden-value");
    expect(mails.get("bob@example.com")).toContain("hidden-value");
    expect(mails.get("eve@example.com")).toContain("seen-value");
    expect(mails.get("eve@example.com")).not.toContain("hidden");
    const fetched = await sendTo(world, `GET /v1/report-runs/${run.id}/file`);
    expect([fetched.status, fetched.text]).toEqual([200, mails.get("ada@example.com")]);
    // A file stays what it was when the dashboard is changed.
    const json = dashboardOf({ title: "Another", rows: [] });
    expect((await sendTo(world, `PUT /v1/dashboards/${board}`, { json })).status).toBe(200);
    expect((await sendTo(world, `GET /v1/report-runs/${run.id}/file`)).status).toBe(200);
    const stranger = await makeKey(world, { roles: ["viewer"] });
    const refused = await sendTo(world, `GET /v1/report-runs/${run.id}/file`, { key: stranger.secret });
    expectRefusal(refused, 404, "reports.not_found");
  });

  it("who may see nothing, is not known or has no address is skipped, with the reason in the record", async () => {
    await putUser(world, "eve", { roles: [] });
    await putUser(world, "nil", { email: undefined });
    await putUser(world, "low", { roles: ["viewer"] });
    const users = ["eve", "nobody", "nil", "low", "ada"];
    const id = await due({ recipients: users.map((user) => ({ user })) });
    await workOnReports(world);
    const [run] = await runsOf(world, id);
    const told = run.deliveries.map((one: Record<string, unknown>) => [one["state"], one["reason"]]);
    expect(told).toEqual([
      ["skipped", "policy.denied"],
      ["skipped", "auth.invalid"],
      ["skipped", "no_address"],
      // A CSV holds the rows themselves: a viewer may not export.
      ["skipped", "policy.denied"],
      ["sent", null],
    ]);
    expect([run.state, await addressees()]).toEqual(["sent", ["ada@example.com"]]);
  });

  it("who is a viewer gets a page of what the dashboard gives, not its rows", async () => {
    await putUser(world, "low", { roles: ["viewer"] });
    await due({ recipients: [{ user: "low" }], format: "html", include_summary: true });
    await workOnReports(world);
    const [mail] = await mailsOf(world);
    expect(mail?.to).toEqual(["low@example.com"]);
    expect(mail?.html).toContain("cid:");
    expect(mail?.text).toContain("Requests");
  });

  it("outside gets what the schedule's owner may see, and nothing once the owner may not any more", async () => {
    const { id: keyId, secret } = await makeKey(world, { roles: ["team_lead"] });
    await putPolicy(world, "no-production", {
      effect: "deny",
      subjects: [`key:${keyId}`],
      actions: ["metrics:read"],
      conditions: NO_PRODUCTION,
    });
    const recipients = [{ email: "partner@example.org", country: "DE" }];
    const id = await makeSchedule(world, scheduleOf(board, { recipients }), secret);
    await makeDue(world, id);
    await workOnReports(world);
    const [mail] = await mailsOf(world);
    expect(mail?.attached[0]).toContain("seen-value");
    expect(mail?.attached[0]).not.toContain("hidden");
    await putPolicy(world, "no-distribution", {
      effect: "deny",
      subjects: [`key:${keyId}`],
      actions: ["reports:distribute"],
    });
    expect((await sendTo(world, `POST /v1/schedules/${id}/run`)).status).toBe(202);
    await workOnReports(world);
    const [run] = await runsOf(world, id);
    expect([run.state, run.fault, run.deliveries[0].reason]).toEqual([
      "skipped",
      "policy.denied",
      "policy.denied",
    ]);
    expect(await addressees()).toEqual(["partner@example.org"]);
  });

  it("gets nothing where the condition does not hold for what that recipient sees", async () => {
    const condition = {
      tests: [{ test: "value", panel_id: "requests", reduce: "max", is: "above", value: 500 }],
    };
    await putUser(world, "eve");
    await putPolicy(world, "no-production", {
      effect: "deny",
      subjects: ["user:eve"],
      actions: ["metrics:read"],
      conditions: NO_PRODUCTION,
    });
    const id = await due({ condition, recipients: [{ user: "eve" }, { user: "ada" }] });
    await workOnReports(world);
    const [run] = await runsOf(world, id);
    expect(run.deliveries.map((one: Record<string, unknown>) => one["reason"])).toEqual(["condition", null]);
    expect(await addressees()).toEqual(["ada@example.com"]);
  });
});

describe("a destination", () => {
  it("is told by its endpoint once, signed; others hear that the report is ready; usage counts it", async () => {
    const receiver = createReceiver();
    const { id: endpoint } = await createEndpoint(world, receiver.url, { event_types: ["report.ready"] });
    const id = await due({
      recipients: [],
      include_summary: true,
      destinations: [
        { kind: "webhook", endpoint_id: endpoint },
        { kind: "folder", path: "weekly/costs" },
      ],
    });
    await workOnReports(world);
    await workOnReports(world);
    await deliver(world);
    const got = (await receiver.got()).map(({ json }) => json);
    expect(got.map(({ type }) => type as string).toSorted()).toEqual(["report.ready", "report.shared"]);
    const shared = got.find(({ type }) => type === "report.shared");
    expect(shared.data.summary).toContain("Morning report");
    expect(shared.data.report_id).toBe(id);
    const prefix = `tenants/${world.tenant.id}/folders/weekly/costs/`;
    const { keys } = await bucketOf(world.tenant).list({ prefix });
    expect(keys).toHaveLength(1);
    const [run] = await runsOf(world, id);
    expect(run.deliveries.map((one: Record<string, unknown>) => one["state"])).toEqual([
      "handed_over",
      "sent",
    ]);
    const lines = await sqlIn(tenantStub(world.tenant), "SELECT lines FROM usage_hours");
    expect(JSON.stringify(lines)).toContain("reports");
  });
});

describe("a tenant that moves to another jurisdiction", () => {
  it("has its reports made there, found through the database there, and none is sent twice", async () => {
    const id = await due();
    await workOnReports(world);
    expect(await addressees()).toEqual(["ada@example.com"]);
    const basis = {
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
    expect((await sendTo(world, "PUT /v1/residency/transfer-basis", { json: basis })).status).toBe(200);
    const path = `/operator/v1/tenants/${world.tenant.id}/moves`;
    const to = { jurisdiction: "us", pool: 0 };
    const moving = await sendAsOperator(`POST ${path}`, { json: { to, reason: "a test" } });
    expect(moving.status, `answered ${moving.text}`).toBe(202);
    await ringAlarm(world);
    const moved = { ...world, tenant: { ...world.tenant, jurisdiction: "us" as const, pool: 0 } };
    for (let alarms = 0; alarms < 40; alarms++) {
      await ringAlarm(moved);
      if ((await sendAsOperator(`GET ${path}/${moving.json.id}`)).json.state === "done") break;
    }
    const asked = { sql: "SELECT due_at_ms FROM due_reports WHERE tenant_id = ?", params: [] };
    expect(await databaseOf(moved.tenant).all(asked)).toHaveLength(1);
    expect(await databaseOf(world.tenant).all(asked)).toEqual([]);
    await workOnReports(moved);
    const runs = await runsOf(moved, id);
    expect(runs).toHaveLength(1);
    expect((await sendTo(world, `GET /v1/report-runs/${runs[0].id}/file`)).status).toBe(200);
    expect(await mailsOf(moved)).toHaveLength(1);
    expect((await sendTo(world, `POST /v1/schedules/${id}/run`)).status).toBe(202);
    await workOnReports(moved);
    expect((await mailsOf(moved)).map((mail) => mail.to)).toEqual([["ada@example.com"], ["ada@example.com"]]);
  });
});

describe("a run", () => {
  it("leaves nothing when its time is over", async () => {
    const id = await due();
    await workOnReports(world);
    const prefix = `tenants/${world.tenant.id}/reports/`;
    expect((await bucketOf(world.tenant).list({ prefix })).keys).toHaveLength(1);
    await sqlIn(tenantStub(world.tenant), "UPDATE report_runs SET created_at_ms = 1");
    await sqlIn(tenantStub(world.tenant), "UPDATE due_work SET at_ms = 1 WHERE name = 'reports'");
    await ringAlarm(world);
    expect((await bucketOf(world.tenant).list({ prefix })).keys).toEqual([]);
    expect(await runsOf(world, id)).toEqual([]);
  });
});
