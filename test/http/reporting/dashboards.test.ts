// Dashboards over HTTP: made, changed with the version that was read, deleted, brought back; who may do which.

import { describe, expect, it } from "vitest";
import { put } from "../../support/access.ts";
import { dashboardOf, makeDashboard } from "../../support/dashboards.ts";
import { pointersOf } from "../../support/questions.ts";
import { expectRefusal } from "../../support/same-refusal.ts";
import { createWorld, makeKey, sendTo, type World } from "../../support/world.ts";

const headOf = async (world: World, id: string) => (await sendTo(world, `GET /v1/dashboards/${id}`)).json;

describe("a dashboard", () => {
  it("is made, read, changed and listed, each time with its version", async () => {
    const world = await createWorld();
    const id = await makeDashboard(world);
    const read = await sendTo(world, `GET /v1/dashboards/${id}`, { key: world.viewer });
    expect(read.json).toMatchObject({
      id,
      version: 1,
      folder: "payments/eu",
      shows: ["metrics"],
      dashboard: { title: "Checkout", schema: 1 },
    });
    expect(read.headers.get("etag")).toBe('"1"');
    const changed = await sendTo(world, `PUT /v1/dashboards/${id}`, {
      json: dashboardOf({ title: "Checkout, all of it" }),
      headers: { "if-match": '"1"' },
    });
    expect(changed.json).toMatchObject({ version: 2, title: "Checkout, all of it" });
    const listed = await sendTo(world, "GET /v1/dashboards?folder=payments&tag=golden", {
      key: world.viewer,
    });
    expect(listed.json).toMatchObject({ data: [{ id, version: 2 }], next_cursor: null });
    const elsewhere = await sendTo(world, "GET /v1/dashboards?folder=pay");
    expect(elsewhere.json.data).toEqual([]);
  });

  it("refuses a change that was meant for another version, and changes nothing", async () => {
    const world = await createWorld();
    const id = await makeDashboard(world);
    const refused = await sendTo(world, `PUT /v1/dashboards/${id}`, {
      json: dashboardOf({ title: "late" }),
      headers: { "if-match": '"7"' },
    });
    expect([refused.status, refused.json.code]).toEqual([409, "dashboards.version_conflict"]);
    expect(await headOf(world, id)).toMatchObject({ version: 1, title: "Checkout" });
  });

  it("refuses a document that is not valid, with the places", async () => {
    const world = await createWorld();
    const refused = await sendTo(world, "POST /v1/dashboards", {
      json: dashboardOf({
        rows: [
          { panels: [{ id: "a", kind: "gauge", grid: { x: 20, y: 0, w: 8, h: 2 }, options: { low: 1 } }] },
        ],
      }),
    });
    expect(refused.json).toMatchObject({ code: "request.invalid" });
    const pointers = (refused.json.violations as { pointer: string }[]).map(({ pointer }) => pointer);
    expect(pointers).toEqual(["/rows/0/panels/0/grid", "/rows/0/panels/0/options/low"]);
  });

  it("keeps its versions, goes back to one, and comes back after it was deleted", async () => {
    const world = await createWorld();
    const id = await makeDashboard(world);
    await sendTo(world, `PUT /v1/dashboards/${id}?summary=renamed`, {
      json: dashboardOf({ title: "Other" }),
    });
    await sendTo(world, `DELETE /v1/dashboards/${id}`, { headers: { "if-match": '"2"' } });
    const gone = await sendTo(world, `GET /v1/dashboards/${id}`);
    expect([gone.status, gone.json.code]).toEqual([404, "dashboards.not_found"]);
    const back = await sendTo(world, `POST /v1/dashboards/${id}/versions/1/restore`);
    expect(back.json).toMatchObject({ version: 3, title: "Checkout", deleted_at: null });
    const versions = await sendTo(world, `GET /v1/dashboards/${id}/versions`);
    expect((versions.json.data as { summary: string }[]).map(({ summary }) => summary)).toEqual([
      "back to version 1",
      "renamed",
      "made",
    ]);
  });
});

describe("who may do what with a dashboard", () => {
  it("lets an engineer change an own one and no other", async () => {
    const world = await createWorld();
    const [own, other] = [await makeDashboard(world, {}, world.engineer), await makeDashboard(world)];
    const json = dashboardOf({ title: "mine" });
    const mine = await sendTo(world, `PUT /v1/dashboards/${own}`, { json, key: world.engineer });
    expect(mine.status).toBe(200);
    const others = await sendTo(world, `PUT /v1/dashboards/${other}`, { json, key: world.engineer });
    expect([others.status, others.json.code]).toEqual([403, "policy.denied"]);
    expect(await headOf(world, other)).toMatchObject({ version: 1 });
  });

  it("does not let an engineer take or give a dashboard away", async () => {
    const world = await createWorld();
    const id = await makeDashboard(world, {}, world.engineer);
    const json = dashboardOf({ owner: "key_somebody" });
    const given = await sendTo(world, `PUT /v1/dashboards/${id}`, { json, key: world.engineer });
    expect([given.status, given.json.code]).toEqual([403, "policy.denied"]);
    const byAdmin = await sendTo(world, `PUT /v1/dashboards/${id}`, { json });
    expect(byAdmin.json).toMatchObject({ owner: "key_somebody" });
  });

  it("hides dashboards that a policy denies by folder or tag, in lists and by id", async () => {
    const world = await createWorld();
    const hidden = await makeDashboard(world);
    const seen = await makeDashboard(world, { folder: "shop", tags: [], title: "Shop" });
    await put(world, "policies/no-payments", {
      effect: "deny",
      subjects: ["role:viewer"],
      actions: ["dashboards:view"],
      resources: ["label.team:payments", "folder:payments"],
    });
    await put(world, "policies/no-payments-team", {
      effect: "deny",
      subjects: ["role:viewer"],
      actions: ["dashboards:view"],
      resources: ["team:payments"],
    });
    const listed = await sendTo(world, "GET /v1/dashboards", { key: world.viewer });
    expect((listed.json.data as { id: string }[]).map(({ id }) => id)).toEqual([seen]);
    const asked = await sendTo(world, `GET /v1/dashboards/${hidden}`, { key: world.viewer });
    expect([asked.status, asked.json.code]).toEqual([404, "dashboards.not_found"]);
    const drawn = await sendTo(world, `GET /v1/dashboards/${hidden}/panels/requests/svg`, {
      key: world.viewer,
    });
    expect([drawn.status, drawn.json.code]).toEqual([404, "dashboards.not_found"]);
  });

  it("lets a grant within a folder make dashboards there and nowhere else", async () => {
    const world = await createWorld();
    const key = await makeKey(world, { roles: ["viewer"] });
    await put(world, "grants/folder-maker", {
      subject: `key:${key.id}`,
      role: "engineer",
      scope: { folder: "shop" },
      expires_at: null,
    });
    const there = await sendTo(world, "POST /v1/dashboards", {
      json: dashboardOf({ folder: "shop" }),
      key: key.secret,
    });
    const elsewhere = await sendTo(world, "POST /v1/dashboards", { json: dashboardOf(), key: key.secret });
    expect([there.status, elsewhere.status, elsewhere.json.code]).toEqual([201, 403, "policy.denied"]);
  });
});

describe("a dashboard of Grafana's", () => {
  it("is made here, and the caller is told what it lacks", async () => {
    const world = await createWorld();
    const target = { type: "timeseries", title: "Load", targets: [{ refId: "A", expr: "avg(load)" }] };
    const grafana = { dashboard: { title: "Hosts", panels: [target, { type: "alertlist" }] } };
    const made = await sendTo(world, "POST /v1/dashboard-imports/grafana", {
      json: { grafana, folder: "ops" },
    });
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({
      dashboard: { title: "Hosts", folder: "ops", version: 1 },
      not_taken_over: [{ pointer: "/dashboard/panels/1" }],
    });
    const stored = await headOf(world, made.json.dashboard.id as string);
    expect(stored).toMatchObject({ dashboard: { rows: [{ panels: [{ kind: "line", title: "Load" }] }] } });
  });

  it("is refused in the form that is not read here, and nothing is made of it", async () => {
    const world = await createWorld();
    const grafana = { kind: "Dashboard", spec: { title: "New", elements: { "panel-1": { kind: "Panel" } } } };
    const answer = await sendTo(world, "POST /v1/dashboard-imports/grafana", { json: { grafana } });
    expectRefusal(answer, 400, "request.invalid");
    expect(pointersOf(answer)).toEqual(["/grafana"]);
    expect((await sendTo(world, "GET /v1/dashboards")).json.data).toEqual([]);
  });
});
