// Grafana's dashboards: what is taken over, and that everything else is listed with its place.

import { describe, expect, it } from "vitest";
import { isLaterForm, readGrafana } from "../../../src/reporting/grafana-import/read-grafana.ts";
import { readPromql } from "../../../src/reporting/grafana-import/read-promql.ts";
import { parseDashboard } from "../../../src/reporting/index.ts";
import { ELEMENTS, GRID, SPANS } from "./grafana-documents.ts";

describe("PromQL", () => {
  it.each([
    ["up", { metric: "up", aggregation: "last", group_by: ["*"] }],
    [
      'rate(http_requests_total{job="api", code!~"5.."}[5m])',
      {
        metric: "http_requests_total",
        aggregation: "rate",
        filters: [
          { label: "job", op: "=", value: "api" },
          { label: "code", op: "!~", value: "5.." },
        ],
      },
    ],
    [
      "sum by (service, code) (rate(requests_total[1m]))",
      { aggregation: "rate", group_by: ["service", "code"] },
    ],
    ["sum(rate(requests_total[1m])) by (service)", { aggregation: "rate", group_by: ["service"] }],
    ["avg(node_load1)", { metric: "node_load1", aggregation: "avg", group_by: [] }],
    ["max_over_time(queue[1h])", { metric: "queue", aggregation: "max" }],
    [
      "histogram_quantile(0.95, sum(rate(latency_bucket[5m])) by (le, service))",
      { metric: "latency", aggregation: "p95", group_by: ["service"] },
    ],
    ['memory{instance="$instance"}', { filters: [{ label: "instance", op: "=", value: "${instance}" }] }],
  ])("%s is understood", (expression, query) => {
    expect(readPromql(expression)).toMatchObject(query);
  });

  it.each([
    "a + b",
    "avg(rate(x[5m]))",
    "topk(5, x)",
    "x offset 1d",
    "histogram_quantile(0.42, rate(x_bucket[5m]))",
    'x{a="b"',
    "1",
  ])("%s is not guessed at", (expression) => {
    expect(readPromql(expression)).toBeNull();
  });
});

const GRAFANA = {
  title: "Shop",
  tags: ["prod", "not a tag!"],
  time: { from: "now-3h", to: "now" },
  templating: {
    list: [
      {
        name: "Service",
        type: "query",
        query: "label_values(requests_total, service)",
        multi: true,
        includeAll: true,
      },
      { name: "ds", type: "datasource" },
    ],
  },
  panels: [
    {
      type: "timeseries",
      title: "Requests",
      gridPos: { x: 0, y: 0, w: 12, h: 8 },
      fieldConfig: {
        defaults: {
          unit: "reqps",
          custom: { stacking: { mode: "normal" } },
          thresholds: {
            steps: [
              { color: "green", value: null },
              { color: "red", value: 80 },
            ],
          },
        },
      },
      targets: [
        { refId: "A", expr: "sum(rate(requests_total[5m])) by (service)", legendFormat: "{{service}}" },
        { refId: "B", expr: "a / b" },
      ],
    },
    { type: "row", title: "More", gridPos: { y: 8 }, panels: [] },
    {
      type: "piechart",
      title: "Share",
      gridPos: { x: 0, y: 9, w: 8, h: 8 },
      options: { pieType: "donut" },
      targets: [],
    },
    { type: "alertlist", title: "Alerts", gridPos: { x: 8, y: 9, w: 8, h: 8 } },
  ],
};

describe("a dashboard of Grafana's", () => {
  it("becomes one of ours, which is valid", () => {
    const parsed = parseDashboard(readGrafana(GRAFANA).document);
    expect(parsed).toMatchObject({
      ok: true,
      value: {
        title: "Shop",
        tags: ["prod"],
        time: { from: "now-3h" },
        variables: [
          { name: "service", kind: "label", label_name: "service", metric: "requests_total", multiple: true },
        ],
        rows: [
          {
            panels: [
              {
                kind: "area",
                unit: "requests/s",
                thresholds: [{ value: 80, severity: "critical" }],
                queries: [{ ref: "A", legend: "{{service}}" }],
              },
            ],
          },
          { title: "More", panels: [{ kind: "donut", grid: { y: 0 } }] },
        ],
      },
    });
  });

  it("is told what was not taken over, with its place", () => {
    expect(readGrafana(GRAFANA).notTaken.map(({ pointer }) => pointer)).toEqual([
      "/templating/list/1",
      "/panels/0/targets/1",
      "/panels/3",
    ]);
  });

  it.each([
    null,
    5,
    "x",
    [],
    { panels: "x" },
    { panels: [null, { type: 5 }, { type: "row", panels: [3] }] },
    { title: {}, tags: {}, time: 3 },
  ])("may be anything at all: %j", (sent) => {
    expect(parseDashboard(readGrafana(sent).document).ok).toBe(true);
  });
});

const placesOf = (sent: unknown) => {
  const parsed = parseDashboard(readGrafana(sent).document);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.fault.violations));
  return parsed.value.rows.map(({ title, collapsed, panels }) => [
    title,
    collapsed,
    panels.map(({ kind, grid: { x, y, w, h } }) => [kind, x, y, w, h]),
  ]);
};

describe("a dashboard of rows and spans", () => {
  it("is laid out on the grid", () => {
    expect(placesOf(SPANS)).toEqual([
      [
        "CPU",
        false,
        [
          ["area", 0, 0, 16, 7],
          ["stat", 16, 0, 8, 7],
          ["line", 0, 7, 24, 7],
        ],
      ],
      ["", true, [["table", 0, 0, 24, 5]]],
    ]);
  });

  it("lists what is lost", () => {
    expect(readGrafana(SPANS).notTaken.map(({ pointer }) => pointer)).toEqual([
      "/templating/list/0",
      "/templating/list/1/regex",
      "/rows/0/panels/2/targets/0",
      "/rows/1/repeat",
    ]);
  });
});

describe("a dashboard that says all that Grafana's can", () => {
  it("is taken over as far as it goes: panels that lie over each other are put below each other", () => {
    expect(placesOf(GRID)).toEqual([
      [
        "",
        false,
        [
          ["line", 0, 0, 12, 8],
          ["stat", 6, 8, 12, 8],
          ["text", 0, 20, 24, 3],
        ],
      ],
      ["By cluster", true, [["gauge", 0, 0, 6, 6]]],
    ]);
    expect(parseDashboard(readGrafana(GRID).document)).toMatchObject({
      value: {
        time: { from: "now-6h", zone: "Europe/Berlin" },
        rows: [
          {
            panels: [
              { options: { min: 0, max: 1 }, thresholds: [], queries: [{ ref: "A" }, { ref: "Q2" }] },
              {},
              {},
            ],
          },
          {},
        ],
      },
    });
  });

  it("lists every thing that is lost, with its place", () => {
    const { notTaken } = readGrafana(GRID);
    expect(notTaken.map(({ pointer }) => pointer).toSorted()).toEqual(
      [
        "/annotations",
        "/links",
        "/time",
        "/templating/list/0",
        "/templating/list/1/allValue",
        "/templating/list/2",
        "/templating/list/3",
        "/panels/0/repeat",
        "/panels/0/transformations",
        "/panels/0/fieldConfig/overrides",
        "/panels/0/fieldConfig/defaults/mappings",
        "/panels/0/fieldConfig/defaults/thresholds",
        "/panels/0/fieldConfig/defaults/custom/stacking",
        "/panels/0/links",
        "/panels/0/timeFrom",
        "/panels/0/targets/1",
        "/panels/0/targets/2",
        "/panels/0/targets/3",
        "/panels/2/options/mode",
        "/panels/3",
        "/panels/4",
        "/panels/5/repeat",
      ].toSorted(),
    );
    const at = (pointer: string) => notTaken.find((one) => one.pointer === pointer)?.message;
    expect(at("/panels/0/targets/1")).toBe("it names the variable `zone`, which was not taken over");
    expect(at("/panels/3")).toBe("it is kept in Grafana's library, and not in this document");
  });
});

it("tells the form of elements and layouts from the classic one", () => {
  expect([SPANS, GRID, ELEMENTS, ELEMENTS.spec, {}, null].map(isLaterForm)).toEqual([
    false,
    false,
    true,
    true,
    false,
    false,
  ]);
});

it("holds any number of rows and panels that the grid has no place for", () => {
  const panels = Array.from({ length: 50 }, (_, at) => [
    { type: "row", title: `${at}`, gridPos: { y: 0 } },
    { type: "stat", targets: [] },
    { type: "stat", targets: [] },
  ]).flat();
  const read = readGrafana({ panels });
  const parsed = parseDashboard(read.document);
  expect(parsed.ok && parsed.value.rows.length).toBe(30);
  expect(read.notTaken.filter(({ message }) => message.includes("rows"))).toHaveLength(20);
});
