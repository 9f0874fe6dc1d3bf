// A dashboard to begin with, for services that send what OpenTelemetry's conventions name: requests, durations, processors,
// memory, traces and logs. The demonstration begins with it too.

const BY_SERVICE = ["service.name"];
const REQUESTS = "http.server.requests";
const DURATION = "http.server.request.duration";
const FAILED = { label: "http.response.status_code", op: "=~", value: "5.." };

interface Range {
  readonly from: string;
  readonly to: string;
}

/** Of the services that the reader has chosen: all of them at first. */
const CHOSEN = { label: "service.name", value: "$service" };

const metric = (name: string, asked: object = {}, filters: readonly object[] = []): object => ({
  ref: "A",
  source: "metrics",
  request: { metric: name, group_by: BY_SERVICE, filters: [CHOSEN, ...filters], ...asked },
});

const at = (...[x, y, w, h]: readonly [number, number, number, number]) => ({ grid: { x, y, w, h } });

const BUSY = [
  { value: 0.6, severity: "warning" },
  { value: 0.85, severity: "critical" },
];

function overview(): object {
  return {
    title: "Overview",
    panels: [
      {
        id: "requests-now",
        kind: "stat",
        title: "Requests",
        unit: "{request}/s",
        queries: [metric(REQUESTS, { aggregation: "rate", group_by: [] })],
        ...at(0, 0, 6, 4),
      },
      {
        id: "latency-now",
        kind: "stat",
        title: "Latency, p95",
        queries: [metric(DURATION, { aggregation: "p95", group_by: [] })],
        ...at(6, 0, 6, 4),
      },
      {
        id: "memory",
        kind: "bar_gauge",
        title: "Memory by service",
        queries: [metric("process.memory.usage")],
        options: { reduce: "last" },
        ...at(12, 0, 12, 8),
      },
      {
        id: "processors",
        kind: "gauge",
        title: "Processors, the busiest service",
        unit: "ratio",
        options: { min: 0, max: 1 },
        thresholds: BUSY,
        queries: [metric("process.cpu.utilization", { aggregation: "max", group_by: [] })],
        ...at(0, 4, 12, 4),
      },
    ],
  };
}

function traffic(): object {
  return {
    title: "Traffic",
    panels: [
      {
        id: "requests",
        kind: "area",
        title: "Requests by service",
        unit: "{request}/s",
        queries: [metric(REQUESTS, { aggregation: "rate" })],
        ...at(0, 0, 12, 8),
      },
      {
        id: "latency",
        kind: "line",
        title: "Latency by service, p95",
        queries: [metric(DURATION, { aggregation: "p95" })],
        ...at(12, 0, 12, 8),
      },
      {
        id: "failures",
        kind: "stacked_bar",
        title: "Failed requests",
        description: "Answers with a status of 500 and above.",
        queries: [metric(REQUESTS, { aggregation: "increase", interval: "1m" }, [FAILED])],
        ...at(0, 8, 12, 8),
      },
      {
        id: "topology",
        kind: "topology",
        title: "Who calls whom",
        queries: [{ ref: "A", source: "topology" }],
        ...at(12, 8, 12, 8),
      },
    ],
  };
}

function details(): object {
  return {
    title: "Details",
    panels: [
      {
        id: "traces",
        kind: "table",
        title: "Newest traces",
        queries: [{ ref: "A", source: "traces", request: { limit: 50 } }],
        ...at(0, 0, 12, 9),
      },
      {
        id: "logs",
        kind: "logs",
        title: "Logs",
        queries: [{ ref: "A", source: "logs", request: { limit: 50 } }],
        ...at(12, 0, 12, 9),
      },
    ],
  };
}

export function exampleDashboard(range: Range): object {
  return {
    title: "Services at a glance",
    description: "Requests, latency, failures and what lies behind them.",
    folder: "Examples",
    tags: ["example"],
    time: { ...range, zone: "UTC", refresh_seconds: null },
    variables: [
      {
        name: "service",
        kind: "label",
        label: "Service",
        label_name: "service.name",
        metric: REQUESTS,
        multiple: true,
        include_all: true,
      },
    ],
    rows: [overview(), traffic(), details()],
  };
}
