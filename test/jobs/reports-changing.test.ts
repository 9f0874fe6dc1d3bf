// Reports while something changes or breaks in the middle of them: nobody gets what they may not see when it is handed over,
// each gets it once, and the run's record says what became of it.

import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { rimOf } from "../../src/app.ts";
import type { Rim } from "../../src/edge/index.ts";
import { dashboardOf, makeDashboard, panelOf } from "../support/dashboards.ts";
import { putPolicy, sendItems, SHARED_METRIC } from "../support/labelled-telemetry.ts";
import { bucketOf, sqlIn, stateOf, tenantStub } from "../support/objects.ts";
import {
  mailsOf,
  makeDue,
  makeSchedule,
  putUser,
  ringAlarm,
  runsOf,
  scheduleOf,
  workFrom,
  workOnReports,
} from "../support/schedules.ts";
import { createWorld, sendTo, type World } from "../support/world.ts";

const AT = Math.floor(Date.now() / 60_000) * 60_000 - 360_000;
const ITEMS = [
  { mark: "seen", value: 1, resource: { "deployment.environment.name": "staging" } },
  { mark: "hidden", value: 1_000, resource: { "deployment.environment.name": "production" } },
];
const ROWS = [
  {
    title: "",
    panels: [
      { ...panelOf(SHARED_METRIC), grid: { x: 0, y: 0, w: 12, h: 8 } },
      { ...panelOf(SHARED_METRIC), id: "rows", kind: "table", grid: { x: 12, y: 0, w: 12, h: 8 } },
    ],
  },
];

let world: World;
let board: string;
beforeEach(async () => {
  world = await createWorld();
  await sendItems(world, ITEMS, { atMs: AT });
  board = await makeDashboard(world, { rows: ROWS });
  await putUser(world, "ada");
  await putUser(world, "eve");
});

const hideProduction = () =>
  putPolicy(world, "no-production", {
    effect: "deny",
    subjects: ["user:eve"],
    actions: ["metrics:read"],
    conditions: [{ attribute: "resource.label.environment", operator: "in", value: ["production"] }],
  });

async function due(changes: object = {}): Promise<string> {
  const recipients = [{ user: "ada" }, { user: "eve" }];
  const id = await makeSchedule(world, scheduleOf(board, { format: "html", recipients, ...changes }));
  await makeDue(world, id);
  return id;
}

/** What has been read is being drawn: its fonts are asked for. Then this happens, once. */
function whileDrawing(happens: () => Promise<unknown>): Rim {
  const rim = rimOf(env);
  let isOver = false;
  const fetch: Fetcher["fetch"] = async (...asked) => {
    const isFirst = !isOver;
    isOver = true;
    if (isFirst) await happens();
    return rim.assets.fetch(...asked);
  };
  return { ...rim, assets: { ...rim.assets, fetch } };
}

const letLeasesEnd = () => sqlIn(tenantStub(world.tenant), "UPDATE report_runs SET lease_until_ms = 1");
const attempts = async () => {
  const [row] = await sqlIn(tenantStub(world.tenant), "SELECT attempts FROM report_runs");
  return row?.attempts as number;
};
const mailTo = async (user: string): Promise<string[]> =>
  (await mailsOf(world)).filter(({ to }) => to.includes(`${user}@example.com`)).map(({ html }) => html);

async function toldOf(id: string) {
  const [run] = await runsOf(world, id);
  const deliveries = run.deliveries as { state: string; reason: string | null }[];
  return { run, told: deliveries.map(({ state, reason }) => [state, reason]) };
}

describe("a policy that changes while a report is drawn", () => {
  it("has it made anew: nobody gets the rows that were read before", async () => {
    const id = await due();
    await workFrom(whileDrawing(hideProduction), world);
    expect(await mailsOf(world)).toEqual([]);
    expect((await toldOf(id)).run).toMatchObject({ state: "running", files: [] });
    await letLeasesEnd();
    await workOnReports(world);
    const { run, told } = await toldOf(id);
    expect([run.state, told]).toEqual([
      "sent",
      [
        ["sent", null],
        ["sent", null],
      ],
    ]);
    const [[adas, ...more], [eves, ...others]] = [await mailTo("ada"), await mailTo("eve")];
    expect([more, others]).toEqual([[], []]);
    expect(adas).toContain("hidden-value");
    expect(eves).toContain("seen-value");
    expect(eves).not.toContain("hidden");
  });

  it("and leaves everybody the same rows does not hold it up", async () => {
    const id = await due();
    await workFrom(
      whileDrawing(() => putUser(world, "somebody-else")),
      world,
    );
    expect((await toldOf(id)).told).toEqual([
      ["sent", null],
      ["sent", null],
    ]);
    expect([await attempts(), (await mailsOf(world)).length]).toEqual([1, 2]);
  });

  it("the last time it is tried: who may not have it is told of as failed, in the folder nothing stays", async () => {
    const id = await due({ destinations: [{ kind: "folder", path: "weekly" }] });
    await workFrom(whileDrawing(hideProduction), world);
    // Taken four times before: the fifth is the last.
    await sqlIn(tenantStub(world.tenant), "UPDATE report_runs SET attempts = 4, lease_until_ms = 1");
    const denyAll = () =>
      putPolicy(world, "nothing", { effect: "deny", subjects: ["*"], actions: ["metrics:read"] });
    await workFrom(whileDrawing(denyAll), world);
    const { run, told } = await toldOf(id);
    const lost = ["failed", "policy.rows_changed"];
    expect([run.state, run.fault, told]).toEqual(["failed", "policy.rows_changed", [lost, lost, lost]]);
    expect(await mailsOf(world)).toEqual([]);
    const prefix = `tenants/${world.tenant.id}/folders/`;
    expect((await bucketOf(world.tenant).list({ prefix })).keys).toEqual([]);
  });
});

describe("a dashboard that is put out of sight while its report is drawn", () => {
  it("is sent to nobody who may not see it any more", async () => {
    await putPolicy(world, "no-secrets", {
      effect: "deny",
      subjects: ["user:eve"],
      actions: ["dashboards:view"],
      conditions: [{ attribute: "resource.folder", operator: "equals", value: "secret" }],
    });
    const id = await due();
    const json = dashboardOf({ folder: "secret", rows: ROWS });
    const hide = () => sendTo(world, `PUT /v1/dashboards/${board}`, { json });
    await workFrom(whileDrawing(hide), world);
    expect(await mailsOf(world)).toEqual([]);
    await letLeasesEnd();
    await workOnReports(world);
    const { told } = await toldOf(id);
    expect(told).toEqual([
      ["sent", null],
      ["skipped", "policy.denied"],
    ]);
    expect([(await mailTo("ada")).length, await mailTo("eve")]).toEqual([1, []]);
  });
});

describe("mail that waits while a policy changes", () => {
  /** As if the service had not taken it: the rows and effects of what was sent, once more. */
  async function letMailWait(): Promise<void> {
    const stub = tenantStub(world.tenant);
    const bucket = bucketOf(world.tenant);
    const { keys } = await bucket.list({ prefix: `tenants/${world.tenant.id}/mail/` });
    const [run] = await sqlIn(stub, "SELECT id FROM report_runs");
    const { epoch } = await stateOf(world.tenant);
    for (const key of keys) {
      const found = await bucket.get(key);
      const mail = JSON.parse(new TextDecoder().decode(await found?.arrayBuffer())) as { to: string[] };
      const report = {
        runId: run?.id as string,
        target: mail.to[0],
        judged: { epoch, versions: { [board]: 1 } },
      };
      await sqlIn(
        stub,
        "INSERT INTO mails (mail, at_ms) VALUES (?, ?)",
        JSON.stringify({ ...mail, report }),
        Date.now(),
      );
    }
    await bucket.delete([...keys]);
    await sqlIn(
      stub,
      "INSERT INTO effects (lane, payload, attempts, not_before_ms) SELECT 'mail', json_object('mail', id), 0, 1 FROM mails",
    );
    await sqlIn(stub, "UPDATE report_deliveries SET state = 'handed_over'");
  }

  it("leaves to those who may still have it; the others get nothing, and the record says so", async () => {
    const id = await due();
    await workOnReports(world);
    await letMailWait();
    await hideProduction();
    await ringAlarm(world);
    expect(await mailsOf(world)).toEqual([]);
    expect((await toldOf(id)).told).toEqual([
      ["handed_over", null],
      ["handed_over", null],
    ]);
    await Promise.all([workOnReports(world), workOnReports(world)]);
    expect((await toldOf(id)).told).toEqual([
      ["sent", null],
      ["failed", "policy.rows_changed"],
    ]);
    expect([(await mailTo("ada")).length, await mailTo("eve")]).toEqual([1, []]);
    await ringAlarm(world);
    await workOnReports(world);
    expect((await mailsOf(world)).length).toBe(1);
    expect(await sqlIn(tenantStub(world.tenant), "SELECT count(*) AS n FROM mails")).toEqual([{ n: 0 }]);
  });
});

describe("a worker that dies while it draws", () => {
  it("leaves a lease that ends: the next one writes the same files again and sends each once", async () => {
    const id = await due({ destinations: [{ kind: "folder", path: "weekly" }] });
    const dies = whileDrawing(() => Promise.reject(new Error("the machine is gone")));
    await expect(workFrom(dies, world)).rejects.toThrow("the machine is gone");
    await workOnReports(world);
    expect([await mailsOf(world), await attempts()]).toEqual([[], 1]);
    await letLeasesEnd();
    await Promise.all([workOnReports(world), workOnReports(world)]);
    await workOnReports(world);
    const { run, told } = await toldOf(id);
    expect([run.state, told.map(([state]) => state)]).toEqual(["sent", ["sent", "sent", "sent"]]);
    expect([(await mailTo("ada")).length, (await mailTo("eve")).length]).toEqual([1, 1]);
    expect(run.files).toHaveLength(1);
  });
});
