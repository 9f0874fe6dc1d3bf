// Every operation of the manifest that works on telemetry's rows, under a policy that lets a caller see one environment
// only: what it answers is what it would answer if the other rows had never been sent. An operation that is not in the
// table below fails the first test: say here how it is asked.

import { describe, expect, it } from "vitest";
import { OPERATIONS } from "../../src/manifest.ts";
import { ACTIONS } from "../../src/policy/index.ts";
import type { Answer, Ask } from "../support/client.ts";
import {
  flushAll,
  lineOf,
  makeLimitedKey,
  READ_ACTIONS,
  sendItems,
  SHARED_METRIC,
  STAGING_ONLY,
  traceOf,
  type Item,
} from "../support/labelled-telemetry.ts";
import { createWorld, makeKey, sendTo, type World } from "../support/world.ts";

const ATMS = Math.floor(Date.now() / 60_000) * 60_000 - 300_000;
const RANGE = { from: ATMS - 60_000, to: ATMS + 60_000 };
const QUERY_STRING = `from=${RANGE.from}&to=${RANGE.to}`;
const TOGETHER = "c0ffee".padStart(32, "0");

const SEEN: readonly Item[] = [
  { mark: "seen", value: 1, resource: { "deployment.environment.name": "staging" } },
  { mark: "open", value: 2, resource: { "deployment.environment": "staging" }, trace: TOGETHER },
];
const PRODUCTION = { "deployment.environment.name": "production" };
const HIDDEN: readonly Item[] = [
  { mark: "hidden", value: 1_000, resource: PRODUCTION },
  { mark: "hiddentoo", value: 1_000, resource: PRODUCTION, attributes: { environment: "staging" } },
  { mark: "hiddenhere", value: 1_000, resource: PRODUCTION, trace: TOGETHER },
  { mark: "hiddenunsaid", value: 1_000 },
];

interface Read {
  readonly asks: readonly (readonly [target: string, ask: Ask])[];
  /** Part of what is answered to whoever sees everything, and to the limited caller. */
  readonly hides: string;
  readonly shows: string;
}

const LINES = { accept: "application/x-ndjson" };
const metricAsk = (query: object): object => ({
  ...RANGE,
  interval: "1m",
  queries: [{ name: "A", metric: SHARED_METRIC, ...query }],
});
const bothWays = (target: string, json: object): Read["asks"] => [
  [target, { json }],
  [target, { json, headers: LINES }],
];
const everySeries = { group_by: ["*"] };
const grafanaRange = { range: RANGE };
const SINCE = new Date(RANGE.from).toISOString();
/** Without the context, which names the tenant's host. */
const BARE = { accept: "application/json;odata.metadata=none" };
const inODataOf = (set: string, conditions: string): string => {
  const filter = `metric eq '${SHARED_METRIC}' and time ge ${SINCE}${conditions}`;
  return `GET /odata/${set}?$filter=${encodeURIComponent(filter)}`;
};

const PANEL_RANGE = {
  from: new Date(RANGE.from).toISOString(),
  to: new Date(RANGE.to).toISOString(),
  as: "frames",
};
const PANEL_SOURCES: readonly object[] = [
  {
    source: "metrics",
    request: { metric: SHARED_METRIC, aggregation: "sum", interval: "1m", ...everySeries },
  },
  { source: "logs" },
  { source: "traces" },
  { source: "topology" },
];

const READS: Readonly<Record<string, Read>> = {
  "query.metrics": {
    asks: [
      ...bothWays("POST /v1/query", metricAsk({ aggregation: "sum", ...everySeries })),
      ...bothWays("POST /v1/query", metricAsk({ aggregation: "raw" })),
    ],
    hides: "hidden_label",
    shows: "seen_label",
  },
  "query.read_metrics": {
    asks: [[`GET /v1/metrics?metric=${SHARED_METRIC}&interval=1m&${QUERY_STRING}`, {}]],
    hides: "hidden_label",
    shows: "seen_label",
  },
  "panels.render": {
    asks: PANEL_SOURCES.map((query) => [
      "POST /v1/panels/render",
      { json: { panel: { id: "a", kind: "table", queries: [{ ref: "A", ...query }] }, ...PANEL_RANGE } },
    ]),
    hides: "hidden",
    shows: "seen",
  },
  "exports.create": {
    asks: (["json", "csv", "ndjson"] as const).flatMap((format) =>
      PANEL_SOURCES.map((query): Read["asks"][number] => [
        "POST /v1/exports",
        {
          json: {
            source: { kind: "queries", queries: [{ ref: "A", ...query }] },
            format,
            from: PANEL_RANGE.from,
            to: PANEL_RANGE.to,
          },
        },
      ]),
    ),
    hides: "hidden",
    shows: "seen",
  },
  "labels.list": {
    asks: [
      [`GET /v1/labels?${QUERY_STRING}`, {}],
      [`GET /v1/labels?${QUERY_STRING}&metric=${SHARED_METRIC}`, {}],
    ],
    hides: "hidden_label",
    shows: "seen_label",
  },
  "labels.values": {
    asks: [
      [`GET /v1/labels/__name__/values?${QUERY_STRING}`, {}],
      [`GET /v1/labels/service.name/values?${QUERY_STRING}`, {}],
    ],
    hides: "hidden",
    shows: "seen",
  },
  "logs.search": {
    asks: [
      ...bothWays("POST /v1/logs/search", RANGE),
      ...bothWays("POST /v1/logs/search", { ...RANGE, order: "asc", text: "line of" }),
    ],
    hides: lineOf("hidden"),
    shows: lineOf("seen"),
  },
  "traces.search": {
    asks: bothWays("POST /v1/traces/search", RANGE),
    hides: traceOf("hidden"),
    shows: traceOf("seen"),
  },
  "grafana.query": {
    asks: [
      [
        "POST /grafana/query",
        { json: { ...grafanaRange, targets: [{ metric: SHARED_METRIC, group_by: "*" }] } },
      ],
      [
        "POST /grafana/query",
        {
          json: {
            ...grafanaRange,
            targets: [{ target: SHARED_METRIC, type: "table", payload: { group_by: "*" } }],
          },
        },
      ],
    ],
    hides: "hidden_label",
    shows: "seen_label",
  },
  "grafana.search": {
    asks: [
      ["POST /grafana/search", { json: { target: "", ...grafanaRange } }],
      ["POST /grafana/search", { json: { target: "label_values(service.name)", ...grafanaRange } }],
    ],
    hides: "hidden",
    shows: "seen",
  },
  "grafana.variable": {
    asks: [["POST /grafana/variable", { json: { payload: { label: "service.name" }, ...grafanaRange } }]],
    hides: "hidden",
    shows: "seen",
  },
  "grafana.metrics": {
    asks: [["POST /grafana/metrics", { json: grafanaRange }]],
    hides: "hidden.metric",
    shows: "seen.metric",
  },
  "grafana.payload_options": {
    asks: [["POST /grafana/metric-payload-options", { json: { metric: SHARED_METRIC, name: "service" } }]],
    hides: "hidden",
    shows: "seen",
  },
  "grafana.tag_keys": {
    asks: [["POST /grafana/tag-keys", { json: grafanaRange }]],
    hides: "hidden_label",
    shows: "seen_label",
  },
  "grafana.tag_values": {
    asks: [["POST /grafana/tag-values", { json: { key: "service.name", ...grafanaRange } }]],
    hides: "hidden",
    shows: "seen",
  },
  "odata.metrics": {
    asks: [
      [inODataOf("Metrics", ""), { headers: BARE }],
      [`${inODataOf("Metrics", "")}&$count=true`, { headers: BARE }],
    ],
    hides: "hidden_label",
    shows: "seen_label",
  },
  "odata.metric_windows": {
    asks: [[inODataOf("MetricWindows", " and aggregation eq 'sum' and interval eq '1m'"), { headers: BARE }]],
    hides: "hidden_label",
    shows: "seen_label",
  },
  "traces.get": {
    asks: [
      [`GET /v1/traces/${TOGETHER}`, {}],
      [`GET /v1/traces/${TOGETHER}`, { headers: LINES }],
      [`GET /v1/traces/${TOGETHER}?${QUERY_STRING}`, {}],
    ],
    hides: "span of hiddenhere",
    shows: "span of open",
  },
};

/** Answer the same whichever rows the caller may see: they read none. */
const ROWLESS: Readonly<Record<string, readonly [target: string, ask: Ask]>> = {
  "grafana.health": ["GET /grafana", {}],
  "grafana.health_slash": ["GET /grafana/", {}],
  "grafana.provisioning": ["GET /v1/integrations/grafana/provisioning.yaml", {}],
  "power_bi.query": [
    "POST /v1/integrations/power-bi/query.pq",
    { json: { name: "q", metric: SHARED_METRIC } },
  ],
};

/** On documents whose attributes are the rows' labels: asked in test/http/reporting, each of them. */
const DOCUMENTS = [
  "dashboards.list",
  "dashboards.create",
  "dashboards.import_grafana",
  "dashboards.get",
  "dashboards.put",
  "dashboards.delete",
  "dashboards.list_versions",
  "dashboards.restore",
  "dashboards.draw_panel",
  "dashboards.read_panel",
  "dashboards.show_panel",
  "dashboards.list_values",
];

/** On files that were read under the filter: asked in test/http/reporting/exports.test.ts. */
const FILES = [
  "exports.list",
  "exports.get",
  "exports.delete",
  "exports.rows",
  "exports.link",
  "exports.revoke_link",
];

/** On schedules and their runs, which are not rows; reports are read as each recipient: asked in test/jobs/reports.test.ts. */
const REPORTS = [
  "schedules.create",
  "schedules.list",
  "schedules.preview",
  "schedules.get",
  "schedules.put",
  "schedules.delete",
  "schedules.pause",
  "schedules.resume",
  "schedules.run",
  "schedules.list_runs",
  "reports.get_run",
  "reports.get_file",
];

/** Asked in test/http/telemetry/write-filters.test.ts, each of them. */
const WRITES = ["otlp.metrics", "otlp.logs", "otlp.traces", "prometheus.write"];

const ON_ROWS: ReadonlySet<string> = new Set(["metric", "log", "trace"]);

it("every operation on telemetry's rows honours row filters, and is asked here", () => {
  const onRows = OPERATIONS.filter(
    (operation) => operation.audience === "tenant" && ON_ROWS.has(ACTIONS[operation.action].kind),
  );
  const honouring = OPERATIONS.filter((one) => one.audience === "tenant" && one.rows === true);
  const ids = (operations: readonly { readonly id: string }[]): string[] =>
    operations.map(({ id }) => id).toSorted();
  expect(ids(onRows.filter((one) => !honouring.includes(one)))).toEqual([]);
  expect(ids(honouring)).toEqual(
    [
      ...Object.keys(READS),
      ...Object.keys(ROWLESS),
      ...DOCUMENTS,
      ...FILES,
      ...REPORTS,
      ...WRITES,
    ].toSorted(),
  );
});

interface Twins {
  /** Holds all rows; the limited key may see some. */
  readonly whole: World;
  readonly limited: string;
  readonly unlimited: string;
  /** Holds no other rows than those that the limited key may see. */
  readonly part: World;
  readonly limitedInPart: string;
}

async function makeTwins(): Promise<Twins> {
  const [whole, part] = [await createWorld(), await createWorld()];
  // In one request, so that batches, and with them cursors, are numbered alike in both.
  await sendItems(whole, [...SEEN, ...HIDDEN], { atMs: ATMS });
  await sendItems(part, SEEN, { atMs: ATMS });
  const actions = [...READ_ACTIONS, "data:export"];
  const limited = await makeLimitedKey(whole, STAGING_ONLY, actions);
  const limitedInPart = await makeLimitedKey(part, STAGING_ONLY, actions);
  const unlimited = await makeKey(whole, { roles: ["analyst"] });
  return {
    whole,
    part,
    limited: limited.secret,
    limitedInPart: limitedInPart.secret,
    unlimited: unlimited.secret,
  };
}

/** What a reply says of itself: in its last line when it is lines, and in a header when it is another protocol's. */
const aboutOf = ({ text, headers }: Answer): Record<string, unknown> => {
  const told = headers.get("x-traceo-row-filter-applied");
  if (told !== null) return { row_filter_applied: told === "true" };
  const lines = text.trimEnd().split("\n");
  return JSON.parse(lines.at(-1) ?? "") as Record<string, unknown>;
};

async function expectBlind(twins: Twins, { asks, hides, shows }: Read): Promise<void> {
  for (const [target, ask] of asks) {
    const seen = await sendTo(twins.whole, target, { ...ask, key: twins.limited });
    const all = await sendTo(twins.whole, target, { ...ask, key: twins.unlimited });
    const apart = await sendTo(twins.part, target, { ...ask, key: twins.limitedInPart });
    const about = `${target} ${JSON.stringify(ask)}`;
    expect([seen.status, all.status, apart.status], `asked ${about}`).toEqual([200, 200, 200]);
    expect(seen.text, `asked ${about}`).not.toContain("hidden");
    expect(seen.text, `asked ${about}`).toBe(apart.text);
    expect(seen.text, `asked ${about}`).toContain(shows);
    expect(all.text, `asked ${about}`).toContain(hides);
    expect(aboutOf(seen), `asked ${about}`).toMatchObject({ row_filter_applied: true });
    expect(aboutOf(seen), `asked ${about}`).not.toHaveProperty("stats");
    expect(aboutOf(all), `asked ${about}`).toMatchObject({ row_filter_applied: false });
  }
}

describe("a caller who may see one environment", () => {
  it.each(Object.entries(ROWLESS))(
    "is answered by `%s` like one who may see all",
    async (_id, [target, ask]) => {
      const { whole, limited, unlimited } = await makeTwins();
      const seen = await sendTo(whole, target, { ...ask, key: limited });
      const all = await sendTo(whole, target, { ...ask, key: unlimited });
      expect([seen.status, seen.text]).toEqual([200, all.text]);
    },
  );

  it.each(Object.entries(READS))("is answered by `%s` as if there were no other", async (_id, read) => {
    const twins = await makeTwins();
    await expectBlind(twins, read);
    await flushAll(twins.whole);
    await flushAll(twins.part);
    await expectBlind(twins, read);
  });

  it("is answered alike by the policy attribute and by the label of that name", async () => {
    const world = await createWorld();
    await sendItems(world, [...SEEN, ...HIDDEN], { atMs: ATMS });
    const byAttribute = { attribute: "resource.environment", operator: "equals", value: "staging" };
    const actions = [...READ_ACTIONS, "data:export"];
    const limit = (condition: object) => makeLimitedKey(world, condition, actions);
    const keys = [await limit(STAGING_ONLY), await limit(byAttribute)];
    for (const { asks } of Object.values(READS)) {
      for (const [target, ask] of asks) {
        const [one, other] = await Promise.all(
          keys.map(async ({ secret }) => sendTo(world, target, { ...ask, key: secret })),
        );
        expect([one?.status, one?.text], `asked ${target}`).toEqual([other?.status, other?.text]);
      }
    }
  });

  it("finds a trace of hidden spans as little as one that is not there", async () => {
    const { whole, limited } = await makeTwins();
    const ask = async (trace: string): Promise<Answer> =>
      sendTo(whole, `GET /v1/traces/${trace}`, { key: limited });
    const [hidden, absent] = [await ask(traceOf("hidden")), await ask("ab".repeat(16))];
    expect([hidden.status, hidden.json.code]).toEqual([404, "telemetry.trace_not_found"]);
    expect({ ...hidden.json, instance: "", request_id: "" }).toEqual({
      ...absent.json,
      instance: "",
      request_id: "",
    });
  });
});
