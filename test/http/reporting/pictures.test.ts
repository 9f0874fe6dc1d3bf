// A picture with all that is known of it: words, table, and the values along its time axis at the places where they are drawn.

import { expect, it } from "vitest";
import { makeDashboard } from "../../support/dashboards.ts";
import { sendItems, SHARED_METRIC } from "../../support/labelled-telemetry.ts";
import { createWorld, sendTo } from "../../support/world.ts";

const MINUTE_MS = 60_000;

it("tells what it shows, as a sentence, as a table and by instant", async () => {
  const world = await createWorld();
  const atMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - 10 * MINUTE_MS;
  await sendItems(world, [{ mark: "one", value: 3, attributes: { team: "a" } }], { atMs });
  const id = await makeDashboard(world);
  const path = `/v1/dashboards/${id}/panels/requests/picture?from=${atMs - 30 * MINUTE_MS}&to=${atMs + 30 * MINUTE_MS}&width=600`;
  const { status, json } = await sendTo(world, `GET ${path}`, { key: world.viewer });
  expect([status, json.form, json.blocks, json.row_filter_applied]).toEqual([200, "chart", null, false]);
  expect(json.words).toContain("3");
  expect(json.svg).toContain(json.words);
  expect(json.table.rows).toHaveLength(1);
  const { left, right, top, bottom, ...pointed } = json.pointed;
  expect(pointed).toMatchObject({
    from_ms: atMs - 30 * MINUTE_MS,
    to_ms: atMs + 30 * MINUTE_MS,
    instants: [atMs],
    series: [{ values: ["3"] }],
  });
  // Half an hour in, the point stands in the middle of the plot, where the picture has its circle.
  expect([left > 0, right > 500, right <= 600, top >= 0, bottom > top]).toEqual(Array(5).fill(true));
  const middle = Math.round((left + right) / 2);
  const drawn = [...(json.svg as string).matchAll(/matrix\([^)]*?,([\d.]+),[\d.]+\)/g)].map(([, x]) =>
    Number(x),
  );
  expect(drawn.some((x) => Math.abs(x - middle) <= 2)).toBe(true);
});

it("is drawn of a panel that the caller brings, and has no axis to point at where there is none", async () => {
  const world = await createWorld();
  const panel = { id: "a", kind: "text", title: "Note", options: { text: "# Read me" } };
  const { json } = await sendTo(world, "POST /v1/panels/render", { json: { panel, as: "picture" } });
  expect(json).toMatchObject({
    form: "prose",
    pointed: null,
    table: null,
    blocks: [{ style: "heading", text: "Read me" }],
  });
  const asked = {
    ...panel,
    kind: "line",
    options: {},
    queries: [{ ref: "A", source: "metrics", request: { metric: SHARED_METRIC } }],
  };
  const empty = await sendTo(world, "POST /v1/panels/render", { json: { panel: asked, as: "picture" } });
  expect(empty.json).toMatchObject({ form: "empty", pointed: null });
});
