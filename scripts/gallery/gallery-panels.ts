// A panel of every kind, asking for the demonstration's telemetry. What telemetry does not hold (places on a map, prose)
// stands in the panel itself.

import { KINDS, type KindName } from "../../src/reporting/index.ts";

export interface GalleryPanel {
  readonly title: string;
  readonly queries: readonly object[];
  readonly options?: object;
  readonly unit?: string;
  readonly decimals?: number;
  readonly thresholds?: readonly object[];
}

interface MetricAsked {
  readonly aggregation?: string;
  readonly group_by?: readonly string[];
  readonly interval?: string;
}

const BY_SERVICE = ["service.name"];

const metric = (name: string, asked: MetricAsked = {}, ref = "A"): object => ({
  ref,
  source: "metrics",
  request: { metric: name, group_by: BY_SERVICE, interval: "30s", ...asked },
});

const REQUESTS = "http.server.requests";
const DURATION = "http.server.request.duration";
const CPU = "process.cpu.utilization";
const MEMORY = "process.memory.usage";

const rate = metric(REQUESTS, { aggregation: "rate" });
const p95 = metric(DURATION, { aggregation: "p95" });
const inAll = metric(REQUESTS, { aggregation: "increase", interval: "15m" });
const cpu = metric(CPU, { aggregation: "avg" });
const TOPOLOGY = { ref: "A", source: "topology" };
const TRACES = { ref: "A", source: "traces", request: { limit: 200 } };
const BUSY = [
  { value: 0.35, severity: "warning" },
  { value: 0.42, severity: "critical" },
];
const example = (kind: KindName): object[] => [
  { ref: "A", source: "data", request: { frames: KINDS[kind].example().frames } },
];

/** `$trace` is a trace that there is. */
export const GALLERY_PANELS: Readonly<Record<KindName, GalleryPanel>> = {
  line: { title: "Latency, p95", queries: [p95] },
  area: { title: "Requests", queries: [rate], unit: "{request}/s" },
  bar: { title: "Requests in 15 minutes", queries: [inAll], options: { reduce: "sum", values: "shown" } },
  stacked_bar: {
    title: "Requests by the minute",
    queries: [metric(REQUESTS, { aggregation: "increase", interval: "1m" })],
  },
  heatmap: { title: "Load of the processors", queries: [cpu], unit: "ratio" },
  topology: { title: "Who calls whom", queries: [TOPOLOGY] },
  pie: { title: "Share of requests", queries: [inAll] },
  donut: { title: "Memory by service", queries: [metric(MEMORY)], options: { reduce: "last" } },
  scatter: {
    title: "Traces: spans and duration",
    queries: [TRACES],
    options: { x: "spans", y: "duration", x_label: "spans" },
  },
  bubble: {
    title: "Services: calls, errors, duration",
    queries: [TOPOLOGY],
    options: { size: "mean_duration" },
  },
  gauge: {
    title: "Load now",
    queries: [cpu],
    options: { min: 0, max: 1 },
    unit: "ratio",
    thresholds: BUSY,
  },
  bar_gauge: { title: "Memory now", queries: [metric(MEMORY)], options: { reduce: "last" } },
  stat: { title: "Requests", queries: [rate], unit: "{request}/s" },
  sankey: { title: "Calls from service to service", queries: [TOPOLOGY] },
  flame_graph: {
    title: "Where an order's time goes",
    queries: [{ ref: "A", source: "trace", request: { trace_id: "$trace" } }],
  },
  histogram: { title: "Durations of traces", queries: [TRACES], options: { fields: ["duration"] } },
  trace: { title: "An order", queries: [{ ref: "A", source: "trace", request: { trace_id: "$trace" } }] },
  waterfall: { title: "Requests, service by service", queries: [inAll], options: { better: "higher" } },
  funnel: { title: "Requests, the most first", queries: [inAll], options: { order: "size" } },
  table: { title: "Newest traces", queries: [TRACES], options: { sort_by: "duration" } },
  treemap: {
    title: "Requests by service and answer",
    queries: [
      metric(REQUESTS, {
        aggregation: "increase",
        interval: "15m",
        group_by: ["service.name", "http.response.status_code"],
      }),
    ],
  },
  sunburst: {
    title: "Requests by language and service",
    queries: [
      metric(REQUESTS, {
        aggregation: "increase",
        interval: "15m",
        group_by: ["telemetry.sdk.language", "service.name"],
      }),
    ],
  },
  box_plot: { title: "Latency, p95: how it spreads", queries: [p95] },
  radar: { title: "Services", queries: [TOPOLOGY] },
  candlestick: {
    title: "Memory of checkout",
    queries: [
      {
        ref: "A",
        source: "metrics",
        request: {
          metric: MEMORY,
          aggregation: "raw",
          filters: [{ label: "service.name", value: "checkout" }],
        },
      },
    ],
    options: { candles: 20 },
  },
  calendar: {
    title: "Requests by day",
    queries: [metric(REQUESTS, { aggregation: "increase", interval: "1m" })],
  },
  parallel: { title: "Traces", queries: [TRACES] },
  state_timeline: { title: "Load", queries: [cpu], thresholds: BUSY },
  status_history: {
    title: "Load by the minute",
    queries: [metric(CPU, { aggregation: "avg", interval: "1m" })],
    thresholds: BUSY,
  },
  geo_map: { title: "Where requests come from (written in the panel)", queries: example("geo_map") },
  logs: { title: "Logs", queries: [{ ref: "A", source: "logs", request: { limit: 50 } }] },
  text: { title: "Notes", queries: [], options: KINDS.text.example().options },
  custom: {
    title: "Calls, as a rose",
    queries: [TOPOLOGY],
    options: {
      option: {
        legend: { bottom: 4 },
        series: [
          {
            type: "pie",
            roseType: "area",
            radius: ["12%", "70%"],
            center: ["50%", "46%"],
            datasetId: "A_nodes",
            encode: { itemName: "service", value: "calls" },
          },
        ],
      },
    },
  },
};
