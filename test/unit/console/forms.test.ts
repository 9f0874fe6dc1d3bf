// What forms of the console say, and what they must not lose: queries as fields and back, panels added, moved, resized.

import { describe, expect, it } from "vitest";
import { appendPanel, flow } from "../../../src/console/append-panel.ts";
import { changeRows, mergeForm, NotJson, parseDraft } from "../../../src/console/draft.ts";
import { fieldsOf, queriesOf } from "../../../src/console/panel-fields.ts";
import { findingAt, formOfSchedule, scheduleIn } from "../../../src/console/schedule-form.ts";
import { exampleDashboard } from "../../../src/console/example-dashboard.ts";
import { scheduleSchema } from "../../../src/reporting/schedules/schedule.ts";
import { parseDashboard, type Dashboard, type Panel } from "../../../src/reporting/index.ts";

const EXAMPLE = parseDashboard(exampleDashboard({ from: "now-1h", to: "now" }));
const example = (): Dashboard => {
  if (!EXAMPLE.ok) throw new Error(JSON.stringify(EXAMPLE.fault));
  return EXAMPLE.value;
};

const queries = (request: object, source = "metrics"): Panel["queries"] =>
  [{ ref: "A", source, request, hidden: false }] as Panel["queries"];

describe("a query", () => {
  it.each([
    [
      "metrics",
      {
        metric: "m",
        aggregation: "p95",
        group_by: ["a", "b"],
        filters: [{ label: "x", op: "!=", value: "1" }],
      },
    ],
    ["logs", { filters: [{ label: "k", op: "=~", value: "a.*" }], text: "failed" }],
    ["traces", { filters: [] }],
    ["topology", {}],
    ["usage", { interval: "day", group_by: "service,team" }],
  ])("of %s is the same after a form has had it", (source, request) => {
    const fields = fieldsOf(queries(request, source));
    if (fields === null) throw new Error("not by fields");
    expect(queriesOf(fields)).toEqual([{ ref: "A", source, request }]);
  });

  it.each([
    ["several queries", [...queries({ metric: "a" }), ...queries({ metric: "b" })]],
    ["more of a request than there are fields for", queries({ metric: "m", interval: "1m" })],
    [
      "a filter with several values",
      queries({ metric: "m", filters: [{ label: "x", op: "in", values: ["1"] }] }),
    ],
    ["a value with a comma", queries({ metric: "m", filters: [{ label: "x", value: "a,b" }] })],
    ["a legend", [{ ...queries({ metric: "m" })[0], legend: "{{x}}" } as Panel["queries"][number]]],
  ])("stays as JSON with %s", (_what, written) => {
    expect(fieldsOf(written)).toBeNull();
  });
});

describe("the form of a dashboard", () => {
  it("changes nothing where nothing was written into it", () => {
    expect(mergeForm(example(), new URLSearchParams())).toEqual(example());
    expect(parseDraft(JSON.stringify(example()))).toEqual(example());
  });

  it("keeps a panel's options with its kind, and lays out anew what was resized", () => {
    const form = new URLSearchParams({
      "p2.title": "Memory",
      "p2.kind": "bar_gauge",
      "p2.source": "metrics",
      "p2.metric": "m",
      "p2.width": "full",
      "p2.height": "medium",
    });
    const [row] = mergeForm(example(), form).rows;
    const memory = row?.panels.find(({ id }) => id === "memory");
    expect(memory).toMatchObject({
      title: "Memory",
      options: { reduce: "last" },
      grid: { x: 0, w: 24, h: 8 },
    });
    expect(parseDashboard({ ...example(), rows: [row] }).ok).toBe(true);
  });

  it.each(["{", "[]", '{"rows": 1}', '{"rows": [{"panels": [{"id": "a"}]}]}', "null"])(
    "refuses %s",
    (text) => {
      expect(() => parseDraft(text)).toThrow(NotJson);
    },
  );

  it("adds, moves and removes panels, and what comes of it is a dashboard", () => {
    const asked = [
      "add-text",
      "up:0",
      "down:3",
      "remove:1",
      "add-row",
      "add-text",
      "add-text",
      "down:99",
      "remove:99",
    ];
    let { rows } = example();
    for (const one of asked) rows = changeRows(rows, one) ?? [];
    const judged = parseDashboard({ ...example(), rows });
    expect(judged).toMatchObject({ ok: true });
    expect(rows.at(-1)?.panels).toHaveLength(2);
    expect(changeRows(rows, "save")).toBeNull();
  });
});

describe("panels in a row", () => {
  const placed = (id: string, [x = 0, y = 0, w = 1, h = 1]: readonly number[]) => ({
    id,
    grid: { x, y, w, h },
  });

  it("stand beside the last one where it fits, else below all", () => {
    const one = appendPanel([placed("a", [0, 0, 12, 8])], { kind: "line" });
    expect(one.at(-1)).toMatchObject({ id: "panel", grid: { x: 12, y: 0, w: 12, h: 8 } });
    const two = appendPanel([placed("panel", [0, 0, 24, 5])], { kind: "line" });
    expect(two.at(-1)).toMatchObject({ id: "panel-2", grid: { x: 0, y: 5 } });
  });

  it("flow without lying over each other", () => {
    const flowed = flow([placed("a", [5, 5, 16, 4]), placed("b", [0, 0, 12, 8]), placed("c", [0, 0, 12, 2])]);
    expect(flowed.map(({ grid }) => [grid.x, grid.y])).toEqual([
      [0, 0],
      [0, 4],
      [12, 4],
    ]);
  });
});

describe("the form of a schedule", () => {
  it("tells users from addresses outside, and presets from expressions", () => {
    const form = new URLSearchParams({
      name: "Daily",
      dashboard: "dsh_x",
      moment: "cron",
      cron: "5 4 * * *",
      zone: "Europe/Berlin",
      period: "week",
      format: "pdf",
      language: "ja",
      recipients: "ada, bob@example.com DE; eve@example.com",
      folder_path: "reports/daily",
      summary: "on",
    });
    expect(scheduleIn(form, null)).toMatchObject({
      cron: "5 4 * * *",
      range: { previous: "week" },
      include_summary: true,
      include_comparison: false,
      recipients: [{ user: "ada" }, { email: "bob@example.com", country: "DE" }, { user: "eve@example.com" }],
      destinations: [{ kind: "folder", path: "reports/daily" }],
    });
    form.set("moment", "weekly");
    expect(scheduleIn(form, null)).toMatchObject({ cron: "0 7 * * 1" });
  });

  it("says of a stored one what it says, and gives back what it does not show", () => {
    const stored = scheduleSchema.parse({
      name: "Monthly",
      cron: "30 6 1 * *",
      zone: "Asia/Tokyo",
      dashboards: [
        { id: `dsh_${"a".repeat(20)}`, panels: ["p1"], variables: { service: ["checkout"] } },
        { id: `dsh_${"b".repeat(20)}` },
      ],
      range: { from: "now-6h" },
      format: "xlsx",
      language: "ja",
      include_comparison: true,
      include_summary: false,
      condition: { tests: [{ test: "has_data" }] },
      recipients: [{ user: "ada" }, { email: "bob@example.com", country: "DE" }],
      copies: [{ user: "eve" }],
      destinations: [
        { kind: "slack", endpoint_id: `ep_${"c".repeat(20)}` },
        { kind: "folder", path: "reports/monthly" },
      ],
      paused: true,
    });
    const form = formOfSchedule(stored);
    expect(scheduleIn(form, stored)).toEqual(stored);
    for (const name of ["also", "endpoint", "condition"]) form.delete(name);
    form.set("dashboard", `dsh_${"d".repeat(20)}`);
    expect(scheduleIn(form, stored)).toMatchObject({
      dashboards: [{ id: `dsh_${"d".repeat(20)}` }],
      condition: null,
      destinations: [{ kind: "folder", path: "reports/monthly" }],
      range: { from: "now-6h", to: "now" },
    });
  });

  it("is told what is wrong at its own fields, by the name of whom it is about", () => {
    const form = new URLSearchParams({ recipients: "ada, bob@example.com XX" });
    expect(findingAt("/recipients/1/country", "is no country", form)).toEqual({
      field: "recipients",
      message: "bob@example.com XX: is no country",
    });
    expect(findingAt("/destinations/0/path", "no", form)).toEqual({ field: "folder_path", message: "no" });
    expect(findingAt("/branding/name", "no", form)).toBeNull();
  });
});
