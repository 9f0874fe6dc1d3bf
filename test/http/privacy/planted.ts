// Telemetry of every signal with personal data planted wherever a sender can write text, and all that a tenant then shows.

import { compress } from "snappyjs";
import { remoteWrite } from "../../support/ingest.ts";
import { sendTo, type World } from "../../support/world.ts";
import type { Answer } from "../../support/client.ts";

export const CARD = "4111111111111111";
export const MAIL = "alice@example.org";
export const AADHAAR = "2341 2341 2346";
export const PATIENT = "MRN-778-K";
export const RAW = [CARD, MAIL, AADHAAR, PATIENT];
const TRACE = "5b8efff798038103d269b633813fc60c";

const AT_MS = Date.now() - 60_000;
export const RANGE = { from: AT_MS - 60_000, to: AT_MS + 60_000 };
const nanos = (ms: number): string => String(BigInt(ms) * 1_000_000n);

const text = (key: string, stringValue: string): object => ({ key, value: { stringValue } });
const nested = (key: string, ...values: object[]): object => ({ key, value: { kvlistValue: { values } } });

const ATTRIBUTES = [
  text("plain", "stays"),
  text("note", `card ${CARD} of ${MAIL}`),
  { key: "card.number", value: { intValue: CARD } },
  nested("customer", text("mail", MAIL), nested("patient", text("id", PATIENT))),
  { key: "list", value: { arrayValue: { values: [{ stringValue: AADHAAR }, { stringValue: "kept" }] } } },
  text(MAIL, "as a key"),
];
const RESOURCE = { attributes: [text("service.name", `shop of ${MAIL}`), text("host.owner", MAIL)] };
const SCOPE = { name: `scope ${CARD}`, attributes: [text("by", MAIL)] };

const point = (label: string, value: number): object => ({
  timeUnixNano: nanos(AT_MS),
  asDouble: value,
  attributes: [text("user", label), ...ATTRIBUTES],
  exemplars: [{ timeUnixNano: nanos(AT_MS), asDouble: 1, filteredAttributes: [text("who", MAIL)] }],
});

export function metricsBody(labels: readonly string[] = [MAIL]): object {
  const dataPoints = labels.map((label, at) => point(label, at + 1));
  const metrics = [{ name: "planted", unit: "1", description: `for ${MAIL}`, gauge: { dataPoints } }];
  return { resourceMetrics: [{ resource: RESOURCE, scopeMetrics: [{ scope: SCOPE, metrics }] }] };
}

export function logsBody(...bodies: readonly string[]): object {
  const logRecords = bodies.map((stringValue, at) => ({
    timeUnixNano: nanos(AT_MS + at),
    severityText: "INFO",
    body: { stringValue },
    attributes: ATTRIBUTES,
  }));
  const structured = {
    timeUnixNano: nanos(AT_MS + bodies.length),
    body: { kvlistValue: { values: [text("mail", MAIL), text("plain", "stays")] } },
  };
  return {
    resourceLogs: [
      { resource: RESOURCE, scopeLogs: [{ scope: SCOPE, logRecords: [...logRecords, structured] }] },
    ],
  };
}

function tracesBody(): object {
  const span = {
    traceId: TRACE,
    spanId: "eee19b7ec3c1b174",
    name: `checkout of ${MAIL}`,
    traceState: `vendor=${CARD}`,
    startTimeUnixNano: nanos(AT_MS),
    endTimeUnixNano: nanos(AT_MS + 5),
    status: { code: 2, message: `card ${CARD} refused` },
    attributes: ATTRIBUTES,
    events: [{ timeUnixNano: nanos(AT_MS), name: `mailed ${MAIL}`, attributes: ATTRIBUTES }],
    links: [{ traceId: TRACE, spanId: "eee19b7ec3c1b175", attributes: [text("mail", MAIL)] }],
  };
  return { resourceSpans: [{ resource: RESOURCE, scopeSpans: [{ scope: SCOPE, spans: [span] }] }] };
}

export async function sendRemoteWrite(world: World, labels: readonly string[]): Promise<Answer> {
  const series = labels.map((label) => ({
    labels: [
      ["__name__", "written_total"],
      ["job", `batch for ${MAIL}`],
      ["user", label],
    ] as const,
    samples: [{ value: 1, timeMs: AT_MS }],
  }));
  const headers = { "content-type": "application/x-protobuf", "content-encoding": "snappy" };
  const body = compress(remoteWrite(series)) as Uint8Array<ArrayBuffer>;
  return sendTo(world, "POST /api/v1/write", { headers, body });
}

export async function sendAll(world: World): Promise<Answer[]> {
  return [
    await sendTo(world, "POST /v1/metrics", { json: metricsBody() }),
    await sendTo(world, "POST /v1/logs", { json: logsBody(`paid by ${MAIL} with ${CARD}`) }),
    await sendTo(world, "POST /v1/traces", { json: tracesBody() }),
    await sendRemoteWrite(world, [MAIL]),
  ];
}

/** Everything that queries show of the tenant's telemetry, as one text. */
export async function shownBy(world: World): Promise<string> {
  const metrics = ["planted", "written_total"].map((metric, at) => ({
    name: String.fromCharCode(65 + at),
    metric,
    aggregation: "raw",
  }));
  const answers = [
    await sendTo(world, "POST /v1/query", { json: { ...RANGE, queries: metrics } }),
    await sendTo(world, "POST /v1/logs/search", { json: RANGE }),
    await sendTo(world, "POST /v1/traces/search", { json: RANGE }),
    await sendTo(world, `GET /v1/traces/${TRACE}?from=${RANGE.from}&to=${RANGE.to}`),
    await sendTo(world, `GET /v1/labels/user/values?from=${RANGE.from}&to=${RANGE.to}`),
  ];
  const refused = answers.find(({ status }) => status !== 200);
  if (refused !== undefined) throw new Error(refused.text);
  return answers.map((answer) => answer.text).join("\n");
}

export async function setRules(world: World, rules: Readonly<Record<string, string>>): Promise<Answer> {
  const asked = Object.entries(rules).map(([name, action]) => [name, { action }] as const);
  return sendTo(world, "PUT /v1/privacy/rules", { json: { rules: Object.fromEntries(asked) } });
}
