// What a variable of a dashboard can be, for who may only look: values that the dashboard's own queries hold, given by its
// author's rights at the save; denials and row filters of the reader hold. And what is not told.

import { describe, expect, it } from "vitest";
import { put } from "../../support/access.ts";
import { signIn, visit } from "../../support/console.ts";
import { makeDashboard } from "../../support/dashboards.ts";
import { sendItems, SHARED_METRIC } from "../../support/labelled-telemetry.ts";
import { expectRefusal } from "../../support/same-refusal.ts";
import { createWorld, makeKey, sendTo, type World } from "../../support/world.ts";

const ATMS = Math.floor(Date.now() / 60_000) * 60_000 - 300_000;
const RANGE = `from=${new Date(ATMS - 60_000).toISOString()}&to=${new Date(ATMS + 60_000).toISOString()}`;
const ITEMS = [
  { mark: "green", value: 5, resource: { "deployment.environment.name": "staging" } },
  { mark: "crimson", value: 9, resource: { "deployment.environment.name": "production" } },
];

const SERVICE = {
  name: "service",
  kind: "label",
  label_name: "service.name",
  multiple: true,
  include_all: true,
};
const STAGING = { label: "deployment.environment.name", op: "=", value: "staging" };
const BY_SERVICE = { label: "service.name", op: "=", value: "$service" };

const panelBy = (filters: readonly object[], changes: object = {}) => ({
  id: "requests",
  kind: "line",
  title: "Requests",
  queries: [
    {
      ref: "A",
      source: "metrics",
      request: { metric: SHARED_METRIC, aggregation: "sum", interval: "1m", filters },
      ...changes,
    },
  ],
  grid: { x: 0, y: 0, w: 12, h: 8 },
});

const boardBy = (filters: readonly object[], changes: object = {}) => ({
  variables: [SERVICE],
  rows: [{ panels: [panelBy(filters, changes)] }],
});

async function makeWorld(): Promise<World> {
  const world = await createWorld();
  await sendItems(world, ITEMS, { atMs: ATMS });
  return world;
}

const valuesOf = (world: World, id: string, key: string, name = "service") =>
  sendTo(world, `GET /v1/dashboards/${id}/variables/${name}/values?${RANGE}`, { key });

describe("the values of a variable", () => {
  it("are told to viewers, who may not ask for labels, as far as the dashboard shows them", async () => {
    const world = await makeWorld();
    const id = await makeDashboard(world, boardBy([BY_SERVICE]));
    const told = await valuesOf(world, id, world.viewer);
    expect(told.json).toEqual({
      data: ["crimson-service", "green-service"],
      row_filter_applied: false,
    });
    const labels = await sendTo(world, `GET /v1/labels/service.name/values?${RANGE}`, { key: world.viewer });
    expectRefusal(labels, 403, "policy.denied");
    const page = await visit(await signIn(world, world.viewer), `/console/dashboards/${id}?${RANGE}`);
    expect(page.text).toMatch(/type="checkbox" name="var\.service" value="green-service"/);
  });

  it("are not those of rows that the dashboard's queries leave out", async () => {
    const world = await makeWorld();
    const id = await makeDashboard(world, boardBy([STAGING, BY_SERVICE]));
    expect((await valuesOf(world, id, world.viewer)).json.data).toEqual(["green-service"]);
    // Its own filter is open; what else the reader has chosen holds.
    const chosen = encodeURIComponent(JSON.stringify({ service: ["none-such"] }));
    const asked = `GET /v1/dashboards/${id}/variables/service/values?${RANGE}&variables=${chosen}`;
    expect((await sendTo(world, asked, { key: world.viewer })).json.data).toEqual(["green-service"]);
  });

  it.each([
    ["no query filters by it", boardBy([])],
    ["queries filter another label by it", boardBy([{ ...BY_SERVICE, label: "host.name" }])],
    ["only a hidden query does", boardBy([BY_SERVICE], { hidden: true })],
  ])("are not told where %s", async (_, changes) => {
    const world = await makeWorld();
    const id = await makeDashboard(world, changes);
    expect((await valuesOf(world, id, world.viewer)).json.data).toEqual([]);
  });

  it("leave out rows that a policy denies the viewer, and say so", async () => {
    const world = await makeWorld();
    const id = await makeDashboard(world, boardBy([BY_SERVICE]));
    for (const action of ["metrics:read", "dashboards:view"]) {
      await put(world, "policies/no-production", {
        effect: "deny",
        subjects: ["role:viewer"],
        actions: [action],
        resources: ["environment:production"],
      });
      expect((await valuesOf(world, id, world.viewer)).json).toEqual({
        data: ["green-service"],
        row_filter_applied: true,
      });
    }
  });

  it("are refused where the author might not read the source whole at the save", async () => {
    const world = await makeWorld();
    const limited = await makeKey(world, { roles: ["engineer"] });
    await put(world, "policies/limited", {
      effect: "deny",
      subjects: [`key:${limited.id}`],
      actions: ["metrics:read"],
      resources: ["environment:production"],
    });
    const id = await makeDashboard(world, boardBy([BY_SERVICE]), limited.secret);
    expectRefusal(await valuesOf(world, id, world.viewer), 403, "policy.denied");
    const page = await visit(await signIn(world, world.viewer), `/console/dashboards/${id}`);
    expect(page.text).toMatch(/<input name="var\.service"/);
    expect(page.text).not.toContain("crimson");
  });

  it("are refused to whom reading metrics is denied, and unknown where the dashboard is", async () => {
    const world = await makeWorld();
    const id = await makeDashboard(world, boardBy([BY_SERVICE]));
    const deny = { effect: "deny", subjects: ["role:viewer"], resources: ["*"] };
    await put(world, "policies/no-metrics", { ...deny, actions: ["metrics:read"] });
    expectRefusal(await valuesOf(world, id, world.viewer), 403, "policy.denied");
    await put(world, "policies/no-boards", {
      ...deny,
      actions: ["dashboards:view"],
      resources: ["team:payments"],
    });
    expectRefusal(await valuesOf(world, id, world.viewer), 404, "dashboards.not_found");
    const other = await createWorld();
    expectRefusal(await valuesOf(other, id, other.admin), 404, "dashboards.not_found");
  });

  it("are those that are written down of other variables, and none of one that there is not", async () => {
    const world = await createWorld();
    const variables = [{ name: "step", kind: "fixed", values: ["b", "a"] }];
    const id = await makeDashboard(world, { variables });
    expect((await valuesOf(world, id, world.viewer, "step")).json.data).toEqual(["b", "a"]);
    expectRefusal(await valuesOf(world, id, world.viewer, "nothing"), 404, "dashboards.not_found");
  });
});
