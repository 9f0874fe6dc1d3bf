// Schedules over HTTP: what they may say, who may have them made, and their versions.

import { beforeEach, describe, expect, it } from "vitest";
import { makeDashboard, panelOf } from "../../support/dashboards.ts";
import { sqlIn, tenantStub } from "../../support/objects.ts";
import { createEndpoint } from "../../support/receivers.ts";
import { expectRefusal } from "../../support/same-refusal.ts";
import { makeSchedule, runsOf, scheduleOf } from "../../support/schedules.ts";
import { createWorld, makeKey, sendTo, type World } from "../../support/world.ts";

/** Cron, zone, the instant after which, and the minutes that are due. */
const CORNERS = [
  // A day that a month does not have is none of it; `L` is the last that it has.
  ["0 9 31 * *", "UTC", "2027-01-31T10:00:00Z", ["2027-03-31T09:00", "2027-05-31T09:00"]],
  ["0 9 L * *", "Europe/Berlin", "2027-01-31T12:00:00Z", ["2027-02-28T08:00", "2027-03-31T07:00"]],
  ["0 9 29 2 *", "UTC", "2026-01-01T00:00:00Z", ["2028-02-29T09:00", "2032-02-29T09:00"]],
  // The first day of the month, or a Monday.
  ["0 9 1 * 1", "UTC", "2026-11-29T00:00:00Z", ["2026-11-30T09:00", "2026-12-01T09:00"]],
  // The hour that comes twice: once for a time of day, twice for a step.
  ["30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z", ["2026-10-25T00:30", "2026-10-26T01:30"]],
  [
    "*/30 2 * * *",
    "Europe/Berlin",
    "2026-10-24T12:00:00Z",
    ["2026-10-25T00:00", "2026-10-25T00:30", "2026-10-25T01:00", "2026-10-25T01:30", "2026-10-26T01:00"],
  ],
  // Half an hour of daylight saving, and midnights that there are not.
  ["15 2 * * *", "Australia/Lord_Howe", "2026-10-02T16:00:00Z", ["2026-10-03T15:30", "2026-10-04T15:15"]],
  ["0 0 * * *", "America/Sao_Paulo", "2018-11-03T04:00:00Z", ["2018-11-04T03:00", "2018-11-05T02:00"]],
  ["0 0 * * *", "Africa/Cairo", "2026-04-22T23:00:00Z", ["2026-04-23T22:00", "2026-04-24T21:00"]],
  // A day that an island skipped.
  ["0 12 * * *", "Pacific/Apia", "2011-12-29T12:00:00Z", ["2011-12-29T22:00", "2011-12-30T22:00"]],
] as const;

const NOWHERE = "sch_00000000000000000000";

let world: World;
let board: string;
beforeEach(async () => {
  world = await createWorld();
  board = await makeDashboard(world);
});

const put = (id: string, changes: object, headers: Record<string, string> = {}) =>
  sendTo(world, `PUT /v1/schedules/${id}`, { json: scheduleOf(board, changes), headers });

describe("a schedule", () => {
  it("is made, read, listed, changed by version, and deleted", async () => {
    const made = await sendTo(world, "POST /v1/schedules", { json: scheduleOf(board) });
    expect([made.status, made.headers.get("etag")], `answered ${made.text}`).toEqual([201, '"1"']);
    const { id, next_due_at } = made.json;
    expect(Date.parse(next_due_at as string)).toBeGreaterThan(Date.now());
    expect((await sendTo(world, `GET /v1/schedules/${id}`)).json).toMatchObject({
      version: 1,
      schedule: { name: "Morning report", zone: "Europe/Berlin" },
    });
    const changed = await put(id, { name: "Evening report" }, { "if-match": '"1"' });
    expect([changed.status, changed.headers.get("etag")]).toEqual([200, '"2"']);
    expectRefusal(await put(id, {}, { "if-match": '"1"' }), 409, "schedules.version_conflict");
    const listed = await sendTo(world, "GET /v1/schedules");
    expect(listed.json.data.map((one: { schedule: { name: string } }) => one.schedule.name)).toEqual([
      "Evening report",
    ]);
    expect((await sendTo(world, `DELETE /v1/schedules/${id}`)).status).toBe(200);
    expectRefusal(await sendTo(world, `GET /v1/schedules/${id}`), 404, "schedules.not_found");
  });

  it("is not due while it is paused, and from the time on at which it is resumed", async () => {
    const id = await makeSchedule(world, scheduleOf(board));
    const paused = await sendTo(world, `POST /v1/schedules/${id}/pause`);
    expect([paused.status, paused.json.next_due_at, paused.json.schedule.paused]).toEqual([200, null, true]);
    const resumed = await sendTo(world, `POST /v1/schedules/${id}/resume`);
    expect(Date.parse(resumed.json.next_due_at as string)).toBeGreaterThan(Date.now());
    expect(resumed.json.version).toBe(3);
  });

  it("belongs to whoever saved it last", async () => {
    const { secret, id: other } = await makeKey(world, { roles: ["team_lead"] });
    const id = await makeSchedule(world, scheduleOf(board));
    const json = scheduleOf(board, { name: "Taken over" });
    const taken = await sendTo(world, `PUT /v1/schedules/${id}`, { json, key: secret });
    expect([taken.status, taken.json.owner]).toEqual([200, other]);
    const paused = await sendTo(world, `POST /v1/schedules/${id}/pause`);
    expect(paused.json.owner).toBe(other);
  });

  it("is due at the corners of months and of daylight saving as its zone has it", async () => {
    for (const [cron, zone, after, due] of CORNERS) {
      const asked = new URLSearchParams({ cron, zone, after, count: String(due.length) });
      const answer = await sendTo(world, `GET /v1/schedule-previews?${asked.toString()}`);
      const told = due.map((minute) => `${minute}:00.000Z`);
      expect(answer.json.due_at, `${cron} in ${zone} after ${after}`).toEqual(told);
    }
  });

  it("tells its next due times before it is made", async () => {
    const asked = "cron=30%202%20*%20*%20*&zone=Europe/Berlin&after=2026-03-28T12:00:00Z&count=2";
    expect((await sendTo(world, `GET /v1/schedule-previews?${asked}`)).json.due_at).toEqual([
      "2026-03-29T01:00:00.000Z",
      "2026-03-30T00:30:00.000Z",
    ]);
    const refused = await sendTo(world, "GET /v1/schedule-previews?cron=61%20*%20*%20*%20*");
    expect([refused.status, refused.json.violations[0].pointer]).toEqual([400, "query/cron"]);
  });
});

describe("what is refused", () => {
  const pointerOf = async (changes: object): Promise<unknown[]> => {
    const answer = await sendTo(world, "POST /v1/schedules", { json: scheduleOf(board, changes) });
    return [answer.status, answer.json.code, answer.json.violations?.[0]?.pointer];
  };

  it("names the place in the document", async () => {
    const invalid = (pointer: string) => [400, "request.invalid", pointer];
    const endpoint_id = "ep_00000000000000000000";
    expect(await pointerOf({ cron: "every monday" })).toEqual(invalid("/cron"));
    expect(await pointerOf({ dashboards: [{ id: `dsh_${"0".repeat(20)}` }] })).toEqual(
      invalid("/dashboards/0/id"),
    );
    expect(await pointerOf({ dashboards: [{ id: board, panels: ["nope"] }] })).toEqual(
      invalid("/dashboards/0/panels/0"),
    );
    const zone = { id: board, variables: { "a/zone": ["eu"] } };
    expect(await pointerOf({ dashboards: [zone] })).toEqual(invalid("/dashboards/0/variables/a~1zone"));
    const test = { test: "value", reduce: "max", is: "above", value: 1, panel_id: "nope" };
    expect(await pointerOf({ condition: { tests: [test] } })).toEqual(invalid("/condition/tests/0/panel_id"));
    expect(await pointerOf({ destinations: [{ kind: "slack", endpoint_id }] })).toEqual(
      invalid("/destinations/0/endpoint_id"),
    );
    const { id: plain } = await createEndpoint(world, "https://example.com/hook");
    expect(await pointerOf({ destinations: [{ kind: "teams", endpoint_id: plain }] })).toEqual(
      invalid("/destinations/0/endpoint_id"),
    );
    expect(await sqlIn(tenantStub(world.tenant), "SELECT count(*) AS n FROM schedules")).toEqual([{ n: 0 }]);
  });

  it("goes outside without `reports:distribute`, or where transfer rules let nothing go", async () => {
    const { secret: key } = await makeKey(world, {
      roles: ["team_lead"],
      scopes: ["reports:schedule", "reports:view", "dashboards:view"],
    });
    const outside = (country: string) =>
      scheduleOf(board, { recipients: [{ email: "a@b.example", country }] });
    const ask = { json: outside("DE"), key };
    expectRefusal(await sendTo(world, "POST /v1/schedules", ask), 403, "policy.denied");
    expect((await sendTo(world, "POST /v1/schedules", { json: scheduleOf(board), key })).status).toBe(201);
    expectRefusal(
      await sendTo(world, "POST /v1/schedules", { json: outside("KP") }),
      403,
      "residency.transfer_refused",
    );
    expect((await sendTo(world, "POST /v1/schedules", { json: outside("DE") })).status).toBe(201);
  });

  it("is another's dashboard, another tenant's schedule, and what a viewer asks for", async () => {
    const ask = { json: scheduleOf(board), key: world.viewer };
    expectRefusal(await sendTo(world, "POST /v1/schedules", ask), 403, "policy.denied");
    for (const target of ["GET", "DELETE"])
      expectRefusal(await sendTo(world, `${target} /v1/schedules/${NOWHERE}`), 404, "schedules.not_found");
    expectRefusal(await sendTo(world, `POST /v1/schedules/${NOWHERE}/run`), 404, "schedules.not_found");
    const run = `run_${"0".repeat(20)}`;
    expectRefusal(await sendTo(world, `GET /v1/report-runs/${run}`), 404, "reports.not_found");
    expectRefusal(await sendTo(world, `GET /v1/report-runs/${run}/file`), 404, "reports.not_found");
  });

  it("is a run by hand beyond those that may be under way, and none is left by a deleted schedule", async () => {
    const id = await makeSchedule(world, scheduleOf(board));
    const started = await sendTo(world, `POST /v1/schedules/${id}/run`);
    expect([started.status, started.json.state, started.json.kind]).toEqual([202, "queued", "by_hand"]);
    expect(await runsOf(world, id)).toHaveLength(1);
    expect((await sendTo(world, `DELETE /v1/schedules/${id}`)).status).toBe(200);
    const told = (await sqlIn(tenantStub(world.tenant), "SELECT state, fault FROM report_runs")) as object[];
    expect(told).toEqual([{ state: "skipped", fault: "schedules.not_found" }]);
  });
});

describe("a picture", () => {
  it("is of one panel", async () => {
    const dashboards = [{ id: board, panels: [panelOf()["id"]] }];
    const answer = await sendTo(world, "POST /v1/schedules", {
      json: scheduleOf(board, { format: "png", dashboards }),
    });
    expect(answer.status, `answered ${answer.text}`).toBe(201);
  });
});
