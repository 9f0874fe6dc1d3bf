// Traces of the shop and the logs that their services wrote meanwhile: a journey is one trace, an operation is one span
// under its caller's, a log record names the span that wrote it.

import type { Window } from "./demo-metrics.ts";
import { attributes, nanos, resource, SCOPE, type OtlpObject } from "./otlp-json.ts";
import { seededRandom, type SeededRandom } from "./seeded-random.ts";
import { failureRate, JOURNEYS, loadAt, SERVICES, type Call } from "./shop.ts";

const JOURNEY_EVERY_MS = 6_000;
const SPAN_KIND_SERVER = 2;
const STATUS_ERROR = 2;
const SEVERITY = { info: [9, "INFO"], error: [17, "ERROR"] } as const;

/** Spans and log records by the service that sends them. */
type ByService = Map<string, { readonly spans: OtlpObject[]; readonly logs: OtlpObject[] }>;

interface Journey {
  readonly window: Window;
  readonly random: SeededRandom;
  readonly traceId: string;
  readonly sent: ByService;
}

interface Place {
  readonly parentSpanId: string;
  readonly startMs: number;
}

interface Outcome {
  readonly endMs: number;
  readonly isFailed: boolean;
}

/** Plays one operation and those it waits for; a failure below ends it at once and makes it fail too. */
function play(journey: Journey, call: Call, { parentSpanId, startMs }: Place): Outcome {
  const spanId = journey.random.hex(16);
  let endMs = startMs + journey.random.latency(call.ownMs) / 2;
  let isFailed = journey.random.next() < failureRate(call.service, startMs - journey.window.fromMs);
  for (const inner of isFailed ? [] : call.calls) {
    const outcome = play(journey, inner, { parentSpanId: spanId, startMs: endMs });
    ({ endMs, isFailed } = outcome);
    if (isFailed) break;
  }
  endMs += journey.random.latency(call.ownMs) / 2;
  report(journey, call, { spanId, parentSpanId, startMs, endMs, isFailed });
  return { endMs, isFailed };
}

function report(journey: Journey, call: Call, span: Place & Outcome & { readonly spanId: string }): void {
  const { spanId, parentSpanId, startMs, endMs, isFailed } = span;
  const { traceId } = journey;
  const code = isFailed ? 503 : 200;
  const values = { "http.route": call.route, "http.request.method": call.name.split(" ", 1)[0] ?? "" };
  const described = attributes({ ...values, "http.response.status_code": code });
  const times = { startTimeUnixNano: nanos(startMs), endTimeUnixNano: nanos(endMs) };
  const status = isFailed ? { status: { code: STATUS_ERROR, message: "upstream failed" } } : {};
  const sent = journey.sent.get(call.service);
  sent?.spans.push({
    traceId,
    spanId,
    ...(parentSpanId === "" ? {} : { parentSpanId }),
    name: call.name,
    kind: SPAN_KIND_SERVER,
    ...times,
    attributes: described,
    ...status,
  });
  const [severityNumber, severityText] = SEVERITY[isFailed ? "error" : "info"];
  const words = isFailed ? `${call.name} failed: upstream answered 503` : `${call.name} answered 200`;
  const body = { stringValue: `${words} in ${(endMs - startMs).toFixed(1)} ms` };
  sent?.logs.push({
    timeUnixNano: nanos(endMs),
    severityNumber,
    severityText,
    body,
    traceId,
    spanId,
    attributes: described,
  });
}

function playAll(window: Window): ByService {
  const random = seededRandom(`${window.seed} traces`);
  const sent: ByService = new Map(SERVICES.map(({ name }) => [name, { spans: [], logs: [] }]));
  let startMs = window.fromMs + 1_000;
  while (startMs < window.toMs - 10_000) {
    const journey: Journey = { window, random, sent, traceId: random.hex(32) };
    const call = JOURNEYS[Math.floor(random.next() * JOURNEYS.length)] as Call;
    play(journey, call, { parentSpanId: "", startMs });
    startMs += (JOURNEY_EVERY_MS * (0.5 + random.next())) / loadAt(startMs - window.fromMs);
  }
  return sent;
}

export interface TracedRequests {
  readonly traces: OtlpObject[];
  readonly logs: OtlpObject[];
}

/** One export request a service and signal. */
export function tracedRequests(window: Window): TracedRequests {
  const sent = playAll(window);
  const requests: TracedRequests = { traces: [], logs: [] };
  for (const { name, language } of SERVICES) {
    const { spans = [], logs = [] } = sent.get(name) ?? {};
    const origin = { resource: resource({ service: name, language, region: window.region }) };
    if (spans.length > 0)
      requests.traces.push({ resourceSpans: [{ ...origin, scopeSpans: [{ scope: SCOPE, spans }] }] });
    if (logs.length > 0)
      requests.logs.push({ resourceLogs: [{ ...origin, scopeLogs: [{ scope: SCOPE, logRecords: logs }] }] });
  }
  return requests;
}
