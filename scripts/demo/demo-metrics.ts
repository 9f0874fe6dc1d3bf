// Metrics of the shop, one point a series every 15 seconds: gauges, cumulative counters and both kinds of histogram.
// INVARIANT: a cumulative value never falls, because every step adds to the one before from the window's start.

import { attributes, nanos, resource, SCOPE, type OtlpObject } from "./otlp-json.ts";
import { seededRandom, type SeededRandom } from "./seeded-random.ts";
import { failureRate, loadAt, SERVICES, type ShopService } from "./shop.ts";

const STEP_MS = 15_000;
const BOUNDS_S = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
const EXPONENTIAL_SCALE = 3;
const CUMULATIVE = 2;

export interface Window {
  readonly region: string;
  readonly seed: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** What one service has counted since the window's start. */
interface Tally {
  succeeded: number;
  failed: number;
  sumMs: number;
  count: number;
  readonly buckets: number[];
  readonly exponential: Map<number, number>;
}

function observe(tally: Tally, latencyMs: number): void {
  const seconds = latencyMs / 1_000;
  const slot = BOUNDS_S.findIndex((bound) => seconds <= bound);
  const bucket = slot === -1 ? BOUNDS_S.length : slot;
  tally.buckets[bucket] = (tally.buckets[bucket] ?? 0) + 1;
  const index = Math.ceil(Math.log2(latencyMs) * 2 ** EXPONENTIAL_SCALE) - 1;
  tally.exponential.set(index, (tally.exponential.get(index) ?? 0) + 1);
  tally.sumMs += latencyMs;
  tally.count += 1;
}

function advance(
  tally: Tally,
  service: ShopService,
  step: { elapsedMs: number; random: SeededRandom },
): void {
  const requests = Math.round(service.rate * 15 * loadAt(step.elapsedMs) * (0.9 + 0.2 * step.random.next()));
  const rate = failureRate(service.name, step.elapsedMs);
  for (let request = 0; request < requests; request++) {
    const isFailed = step.random.next() < rate;
    if (isFailed) tally.failed += 1;
    else tally.succeeded += 1;
    observe(tally, step.random.latency(isFailed ? service.latencyMs * 4 : service.latencyMs));
  }
}

function exponentialBuckets(counts: ReadonlyMap<number, number>): OtlpObject {
  const indexes = [...counts.keys()];
  const offset = Math.min(...indexes);
  const length = Math.max(...indexes) - offset + 1;
  return { offset, bucketCounts: Array.from({ length }, (_, at) => String(counts.get(offset + at) ?? 0)) };
}

function counterPoints(tally: Tally, span: OtlpObject): OtlpObject[] {
  const point = (status: number, value: number): OtlpObject => ({
    ...span,
    asInt: String(value),
    attributes: attributes({ "http.response.status_code": status, "http.request.method": "POST" }),
  });
  return [point(200, tally.succeeded), point(503, tally.failed)];
}

function metricsOf(
  service: ShopService,
  tally: Tally,
  at: { fromMs: number; nowMs: number; random: SeededRandom },
): OtlpObject[] {
  const span = { startTimeUnixNano: nanos(at.fromMs), timeUnixNano: nanos(at.nowMs) };
  const load = loadAt(at.nowMs - at.fromMs);
  const cpu = Math.min(0.98, 0.3 * load + 0.1 * at.random.next());
  const memory = Math.round(service.memoryMiB * 1_048_576 * (0.95 + 0.1 * at.random.next()));
  const gauge = (value: OtlpObject): OtlpObject => ({
    dataPoints: [{ timeUnixNano: span.timeUnixNano, ...value }],
  });
  const whole = { ...span, count: String(tally.count) };
  const explicit = {
    ...whole,
    sum: tally.sumMs / 1_000,
    explicitBounds: BOUNDS_S,
    bucketCounts: tally.buckets.map(String),
  };
  const exponential = {
    ...whole,
    sum: tally.sumMs,
    scale: EXPONENTIAL_SCALE,
    zeroCount: "0",
    positive: exponentialBuckets(tally.exponential),
  };
  return [
    { name: "process.cpu.utilization", unit: "1", gauge: gauge({ asDouble: cpu }) },
    { name: "process.memory.usage", unit: "By", gauge: gauge({ asInt: String(memory) }) },
    {
      name: "http.server.requests",
      unit: "{request}",
      sum: { aggregationTemporality: CUMULATIVE, isMonotonic: true, dataPoints: counterPoints(tally, span) },
    },
    {
      name: "http.server.request.duration",
      unit: "s",
      histogram: { aggregationTemporality: CUMULATIVE, dataPoints: [explicit] },
    },
    {
      name: "rpc.server.duration",
      unit: "ms",
      exponentialHistogram: { aggregationTemporality: CUMULATIVE, dataPoints: [exponential] },
    },
  ];
}

function serviceMetrics(service: ShopService, window: Window): OtlpObject[] {
  const random = seededRandom(`${window.seed} metrics ${service.name}`);
  const buckets = Array.from({ length: BOUNDS_S.length + 1 }, () => 0);
  const tally: Tally = { succeeded: 0, failed: 0, sumMs: 0, count: 0, buckets, exponential: new Map() };
  const collected: OtlpObject[] = [];
  for (let nowMs = window.fromMs + STEP_MS; nowMs <= window.toMs; nowMs += STEP_MS) {
    advance(tally, service, { elapsedMs: nowMs - window.fromMs, random });
    collected.push(...metricsOf(service, tally, { fromMs: window.fromMs, nowMs, random }));
  }
  return collected;
}

/** One export request a service. */
export function metricRequests(window: Window): OtlpObject[] {
  return SERVICES.map((service) => {
    const origin = { service: service.name, language: service.language, region: window.region };
    const scopeMetrics = [{ scope: SCOPE, metrics: serviceMetrics(service, window) }];
    return { resourceMetrics: [{ resource: resource(origin), scopeMetrics }] };
  });
}
