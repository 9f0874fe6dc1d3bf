// Dashboards as three ages of Grafana write them: rows of spans (until 4), a grid with everything that a panel can say (7 to 11), and
// elements with a layout (from 12 on).

export const SPANS = {
  schemaVersion: 14,
  style: "dark",
  timezone: "browser",
  title: "Node overview",
  time: { from: "now-1h", to: "now" },
  templating: {
    list: [
      { name: "datasource", type: "datasource", query: "prometheus" },
      { name: "node", type: "query", query: "label_values(node_load1, instance)", regex: "/(.*):.*/" },
    ],
  },
  annotations: { list: [] },
  rows: [
    {
      title: "CPU",
      height: "250px",
      collapse: false,
      showTitle: true,
      panels: [
        {
          id: 1,
          type: "graph",
          span: 8,
          title: "Load",
          stack: true,
          targets: [{ expr: 'node_load1{instance="$node"}', refId: "A" }],
        },
        {
          id: 2,
          type: "singlestat",
          span: 4,
          title: "Up",
          targets: [{ expr: "sum(up)", refId: "A" }],
        },
        {
          id: 3,
          type: "graph",
          span: 12,
          title: "CPU",
          targets: [{ expr: "100 - (avg(irate(node_cpu[5m])) * 100)", refId: "A" }],
        },
      ],
    },
    {
      title: "Disks",
      height: 200,
      collapse: true,
      showTitle: false,
      repeat: "node",
      panels: [{ id: 4, type: "table", title: "Disks", targets: [{ expr: "node_disk_io_now", refId: "A" }] }],
    },
  ],
} as const;

export const GRID = {
  __inputs: [{ name: "DS_PROMETHEUS", type: "datasource", pluginId: "prometheus" }],
  schemaVersion: 39,
  title: "Checkout / SLO",
  tags: ["slo"],
  timezone: "Europe/Berlin",
  refresh: "30s",
  time: { from: "now/d", to: "now" },
  annotations: {
    list: [
      { builtIn: 1, name: "Annotations & Alerts", datasource: { type: "grafana", uid: "-- Grafana --" } },
      { name: "deploys", expr: "changes(build_info[1m])" },
    ],
  },
  links: [{ title: "Runbook", url: "https://example.com" }],
  templating: {
    list: [
      { name: "ds", type: "datasource", query: "prometheus" },
      { name: "cluster", type: "query", query: { query: "label_values(up, cluster)" }, allValue: ".*" },
      { name: "Cluster", type: "custom", query: "a,b" },
      { name: "filters", type: "adhoc" },
    ],
  },
  panels: [
    {
      id: 1,
      type: "timeseries",
      title: "Errors by pod",
      gridPos: { x: 0, y: 0, w: 12, h: 8 },
      repeat: "cluster",
      repeatDirection: "h",
      maxPerRow: 3,
      datasource: { type: "prometheus", uid: "${ds}" },
      fieldConfig: {
        defaults: {
          unit: "percentunit",
          min: 0,
          max: 1,
          custom: { stacking: { mode: "percent" } },
          thresholds: { mode: "percentage", steps: [{ color: "red", value: 80 }] },
          mappings: [{ type: "value", options: { "0": { text: "none" } } }],
        },
        overrides: [{ matcher: { id: "byName", options: "A" }, properties: [] }],
      },
      transformations: [{ id: "merge", options: {} }],
      targets: [
        { refId: "A", expr: 'sum(rate(errors_total{cluster="$cluster"}[$__rate_interval])) by (pod)' },
        { refId: "A", expr: 'rate(errors_total{zone="$zone"}[5m])' },
        { refId: "B", datasource: { type: "loki" }, expr: '{app="x"} |= "error"' },
        { refId: "C", type: "math", expression: "$A / $B" },
      ],
      timeFrom: "2h",
      links: [{ title: "x", url: "/d/1" }],
    },
    { id: 2, type: "stat", title: "Over it", gridPos: { x: 6, y: 4, w: 12, h: 8 }, targets: [] },
    {
      id: 3,
      type: "text",
      title: "",
      gridPos: { x: 0, y: 20, w: 24, h: 3 },
      options: { mode: "html", content: "<b>x</b>" },
    },
    { id: 4, gridPos: { x: 0, y: 23, w: 6, h: 6 }, libraryPanel: { uid: "a", name: "Shared" } },
    { id: 5, type: "dashlist", title: "More", gridPos: { x: 6, y: 23, w: 6, h: 6 } },
    {
      id: 6,
      type: "row",
      title: "By cluster",
      collapsed: true,
      repeat: "cluster",
      gridPos: { x: 0, y: 29, w: 24, h: 1 },
      panels: [{ id: 7, type: "gauge", title: "Full", gridPos: { x: 0, y: 30, w: 6, h: 6 }, targets: [] }],
    },
  ],
} as const;

export const ELEMENTS = {
  apiVersion: "dashboard.grafana.app/v2beta1",
  kind: "Dashboard",
  metadata: { name: "abc" },
  spec: {
    title: "New",
    elements: { "panel-1": { kind: "Panel", spec: { id: 1, title: "Load" } } },
    layout: { kind: "GridLayout", spec: { items: [] } },
  },
} as const;
