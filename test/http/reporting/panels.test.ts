// Panels over HTTP: drawn and read as whoever looks, never as whoever made them.

import { describe, expect, it } from "vitest";
import { put } from "../../support/access.ts";
import { makeDashboard, panelOf } from "../../support/dashboards.ts";
import { sendItems, SHARED_METRIC } from "../../support/labelled-telemetry.ts";
import { createWorld, makeKey, sendTo, type World } from "../../support/world.ts";

const ATMS = Math.floor(Date.now() / 60_000) * 60_000 - 300_000;
const RANGE = { from: new Date(ATMS - 60_000).toISOString(), to: new Date(ATMS + 60_000).toISOString() };
const QUERY = `from=${RANGE.from}&to=${RANGE.to}`;

const ITEMS = [
  { mark: "green", value: 5, resource: { "deployment.environment.name": "staging" } },
  { mark: "crimson", value: 9, resource: { "deployment.environment.name": "production" } },
];

async function makeShop(): Promise<{ world: World; id: string }> {
  const world = await createWorld();
  await sendItems(world, ITEMS, { atMs: ATMS });
  return { world, id: await makeDashboard(world) };
}

const NO_PRODUCTION = {
  effect: "deny",
  subjects: ["role:viewer"],
  actions: ["metrics:read"],
  resources: ["environment:production"],
} as const;

describe("a panel of a dashboard", () => {
  it("is drawn for a viewer, who may not query, with what its author may read", async () => {
    const { world, id } = await makeShop();
    const drawn = await sendTo(world, `GET /v1/dashboards/${id}/panels/requests/svg?${QUERY}`, {
      key: world.viewer,
    });
    expect(drawn.headers.get("content-type")).toBe("image/svg+xml");
    expect(drawn.text).toContain("green-service");
    expect(drawn.text).toContain("crimson-service");
    const query = { queries: [{ name: "A", metric: SHARED_METRIC }], ...RANGE };
    const asked = await sendTo(world, "POST /v1/query", { json: query, key: world.viewer });
    expect([asked.status, asked.json.code]).toEqual([403, "policy.denied"]);
  });

  it("leaves out rows that a policy denies the viewer, and says that it did", async () => {
    const { world, id } = await makeShop();
    await put(world, "policies/no-production", NO_PRODUCTION);
    const target = `GET /v1/dashboards/${id}/panels/requests/frames?${QUERY}`;
    const seen = await sendTo(world, target, { key: world.viewer });
    expect(seen.json).toMatchObject({ row_filter_applied: true });
    expect(seen.text).toContain("green-service");
    expect(seen.text).not.toContain("crimson");
    const whole = await sendTo(world, target);
    expect(whole.text).toContain("crimson-service");
    expect(whole.json).toMatchObject({ row_filter_applied: false });
  });

  it("leaves out rows of an environment whose dashboards the viewer is denied", async () => {
    const { world, id } = await makeShop();
    await put(world, "policies/no-production", { ...NO_PRODUCTION, actions: ["dashboards:view"] });
    const target = `GET /v1/dashboards/${id}/panels/requests/frames?${QUERY}`;
    const seen = await sendTo(world, target, { key: world.viewer });
    expect(seen.text).toContain("green-service");
    expect(seen.text).not.toContain("crimson");
  });

  it("gives viewers nothing that its author may not read whole", async () => {
    const { world } = await makeShop();
    const author = await makeKey(world, { roles: ["engineer"] });
    await put(world, "policies/author", { ...NO_PRODUCTION, subjects: [`key:${author.id}`] });
    const id = await makeDashboard(world, {}, author.secret);
    const shown = await sendTo(world, `GET /v1/dashboards/${id}`);
    expect(shown.json).toMatchObject({ shows: [] });
    const drawn = await sendTo(world, `GET /v1/dashboards/${id}/panels/requests/svg?${QUERY}`, {
      key: world.viewer,
    });
    expect([drawn.status, drawn.json.code]).toEqual([403, "policy.denied"]);
  });

  it("never gives viewers what things cost", async () => {
    const world = await createWorld();
    const costs = { id: "costs", kind: "table", queries: [{ ref: "A", source: "costs" }] };
    const grid = { x: 0, y: 0, w: 8, h: 8 };
    const id = await makeDashboard(world, { rows: [{ panels: [{ ...costs, grid }] }] });
    const target = `GET /v1/dashboards/${id}/panels/costs/frames?from=now-2d&to=now`;
    const [viewer, admin] = [await sendTo(world, target, { key: world.viewer }), await sendTo(world, target)];
    expect([viewer.status, viewer.json.code]).toEqual([403, "policy.denied"]);
    expect(admin.status).toBe(200);
  });

  it("has the reader's choices, and no panel of another name", async () => {
    const { world } = await makeShop();
    const byService = { label: "service.name", value: "$service" };
    const request = {
      metric: SHARED_METRIC,
      aggregation: "sum",
      group_by: ["service.name"],
      filters: [byService],
    };
    const panel = { ...panelOf(), queries: [{ ref: "A", source: "metrics", request }] };
    const id = await makeDashboard(world, {
      variables: [{ name: "service", kind: "text" }],
      rows: [{ panels: [{ ...panel, grid: { x: 0, y: 0, w: 8, h: 8 } }] }],
    });
    const variables = encodeURIComponent(JSON.stringify({ service: ["green-service"] }));
    const target = `GET /v1/dashboards/${id}/panels/requests/frames?${QUERY}`;
    const one = await sendTo(world, `${target}&variables=${variables}`);
    expect(one.text).toContain("green-service");
    expect(one.text).not.toContain("crimson");
    const all = await sendTo(world, target);
    expect(all.text).toContain("crimson-service");
    const none = await sendTo(world, `GET /v1/dashboards/${id}/panels/nothing/svg`);
    expect([none.status, none.json.code]).toEqual([404, "dashboards.not_found"]);
  });
});

describe("a dashboard that compares and annotates", () => {
  it("lays the period before over the present one, and marks instants and log records", async () => {
    const { world } = await makeShop();
    const instant = (ms: number): string => new Date(ms).toISOString();
    const id = await makeDashboard(world, {
      comparison: { with: "previous_period" },
      annotations: [
        { name: "deploys", at: [{ time: instant(ATMS + 90_000), text: "deployed 4.2" }] },
        { name: "lines", severity: "warning", logs: { text: "line of green" } },
      ],
    });
    const after = `from=${instant(ATMS + 60_000)}&to=${instant(ATMS + 180_000)}`;
    const compared = await sendTo(world, `GET /v1/dashboards/${id}/panels/requests/frames?${after}`);
    const [frame] = compared.json.frames as { fields: { values: number[]; labels?: object }[] }[];
    expect(frame?.fields[1]?.labels).toMatchObject({ comparison: "previous period" });
    expect(frame?.fields[0]?.values).toEqual([ATMS + 120_000]);
    const marked = await sendTo(world, `GET /v1/dashboards/${id}/panels/requests/svg?${after}`);
    expect(marked.text).toContain("deployed 4.2");
    const before = await sendTo(world, `GET /v1/dashboards/${id}/panels/requests/svg?${QUERY}`);
    expect(before.text).toContain("line of green");
    expect(before.text).not.toContain("deployed 4.2");
  });
});

describe("a panel that the caller brings along", () => {
  it("is drawn with the caller's own rights", async () => {
    const { world } = await makeShop();
    const json = { panel: panelOf(), ...RANGE, look: "dark" };
    const drawn = await sendTo(world, "POST /v1/panels/render", { json });
    expect(drawn.text).toContain("<svg");
    expect(drawn.text).toContain("crimson-service");
    const refused = await sendTo(world, "POST /v1/panels/render", { json, key: world.viewer });
    expect([refused.status, refused.json.code]).toEqual([403, "policy.denied"]);
  });

  it("shows who calls whom, from spans, and the spans of a trace", async () => {
    const { world } = await makeShop();
    const read = async (query: object, kind: string) =>
      sendTo(world, "POST /v1/panels/render", {
        json: { panel: { id: "a", kind, queries: [{ ref: "A", ...query }] }, ...RANGE, as: "frames" },
      });
    const topology = await read({ source: "topology" }, "topology");
    expect(topology.json.frames).toMatchObject([{ name: "A_nodes" }, { name: "A_edges" }]);
    expect(topology.text).toContain("green-service");
    const logs = await read({ source: "logs" }, "logs");
    expect(logs.text).toContain("line of green");
    const traces = await read({ source: "traces" }, "table");
    expect(traces.text).toContain("span of crimson");
  });
});
