// Telemetry that can be told apart wherever it turns up: every name, label and text of an item carries the item's mark.
// One item is a data point of a metric of its own, one of the metric that all share, a log record and a span.

import { runDurableObjectAlarm } from "cloudflare:test";
import { expect } from "vitest";
import { shardStub, sqlIn, stateOf } from "./objects.ts";
import { makeKey, sendTo, type MadeKey, type World } from "./world.ts";

export type AttributeValue = string | readonly string[];
type Attributes = Readonly<Record<string, AttributeValue>>;

export interface Item {
  readonly mark: string;
  /** Added to the metric that all items share. */
  readonly value?: number;
  readonly resource?: Attributes;
  readonly scope?: Attributes;
  readonly attributes?: Attributes;
  /** 32 hexadecimal digits; a trace of its own unless said. */
  readonly trace?: string;
}

export const SHARED_METRIC = "shared.requests";
export const metricOf = (mark: string): string => `${mark}.metric`;
export const lineOf = (mark: string): string => `line of ${mark}`;
export const spanNameOf = (mark: string): string => `span of ${mark}`;

export const traceOf = (mark: string): string =>
  Array.from(mark, (char) => char.charCodeAt(0).toString(16))
    .join("")
    .slice(-32)
    .padStart(32, "0");
const spanOf = (mark: string): string => traceOf(mark).slice(-16);

function keyValues(attributes: Attributes): object[] {
  return Object.entries(attributes).map(([key, value]) => ({
    key,
    value:
      typeof value === "string"
        ? { stringValue: value }
        : { arrayValue: { values: value.map((item) => ({ stringValue: item })) } },
  }));
}

function originOf({ mark, resource, scope }: Item) {
  return {
    resource: { attributes: keyValues({ "service.name": `${mark}-service`, ...resource }) },
    scope: { name: `${mark}-scope`, attributes: keyValues(scope ?? {}) },
  };
}

const attributesOf = ({ mark, attributes }: Item): object[] =>
  keyValues({ [`${mark}_label`]: `${mark}-value`, ...attributes });

const nanos = (ms: number): string => String(BigInt(ms) * 1_000_000n);

export function metricsOf(items: readonly Item[], atMs: number): object {
  const resourceMetrics = items.map((item, at) => {
    const { resource, scope } = originOf(item);
    const point = { timeUnixNano: nanos(atMs + at), attributes: attributesOf(item) };
    const gauge = (asDouble: number): object => ({ dataPoints: [{ ...point, asDouble }] });
    const metrics = [
      { name: metricOf(item.mark), gauge: gauge(1) },
      { name: SHARED_METRIC, gauge: gauge(item.value ?? 1) },
    ];
    return { resource, scopeMetrics: [{ scope, metrics }] };
  });
  return { resourceMetrics };
}

export function logsOf(items: readonly Item[], atMs: number): object {
  const resourceLogs = items.map((item, at) => {
    const { resource, scope } = originOf(item);
    const record = { timeUnixNano: nanos(atMs + at), body: { stringValue: lineOf(item.mark) } };
    return { resource, scopeLogs: [{ scope, logRecords: [{ ...record, attributes: attributesOf(item) }] }] };
  });
  return { resourceLogs };
}

export function tracesOf(items: readonly Item[], atMs: number): object {
  const resourceSpans = items.map((item, at) => {
    const { resource, scope } = originOf(item);
    const span = {
      traceId: item.trace ?? traceOf(item.mark),
      spanId: spanOf(item.mark),
      name: spanNameOf(item.mark),
      startTimeUnixNano: nanos(atMs + at),
      endTimeUnixNano: nanos(atMs + at + 5),
      attributes: attributesOf(item),
    };
    return { resource, scopeSpans: [{ scope, spans: [span] }] };
  });
  return { resourceSpans };
}

/** Every signal of the items, each signal in one request. */
export async function sendItems(
  world: World,
  items: readonly Item[],
  { key, atMs }: { readonly key?: string; readonly atMs: number },
): Promise<void> {
  const bodies = [
    ["POST /v1/metrics", metricsOf(items, atMs)],
    ["POST /v1/logs", logsOf(items, atMs)],
    ["POST /v1/traces", tracesOf(items, atMs)],
  ] as const;
  for (const [target, json] of bodies) {
    const answer = await sendTo(world, target, { json, ...(key === undefined ? {} : { key }) });
    expect([answer.status, answer.text]).toEqual([200, "{}"]);
  }
}

/** Moves all that is fresh into blocks. */
export async function flushAll({ tenant }: World): Promise<void> {
  const { shards } = await stateOf(tenant);
  for (const shard of shards) {
    const stub = shardStub(tenant, shard);
    await runDurableObjectAlarm(stub);
    expect(await sqlIn(stub, "SELECT count(*) AS n FROM batches")).toEqual([{ n: 0 }]);
  }
}

/** Puts a policy in force as the admin does; nothing but its subjects and name is made up. */
export async function putPolicy(
  world: World,
  id: string,
  policy: Readonly<Record<string, unknown>>,
): Promise<void> {
  const json = { resources: ["*"], ...policy };
  const answer = await sendTo(world, `PUT /v1/policies/${id}`, { json });
  expect([answer.status, answer.json.status], `answered ${answer.text}`).toEqual([200, "in_force"]);
}

export const STAGING_ONLY = { attribute: "resource.label.environment", operator: "in", value: ["staging"] };

export const READ_ACTIONS = ["metrics:read", "logs:read", "traces:read"];
export const WRITE_ACTIONS = ["metrics:write", "logs:write", "traces:write"];

/** A key that may do nothing with telemetry but what a policy under the condition allows. */
export async function makeLimitedKey(
  world: World,
  condition: object,
  actions: readonly string[] = READ_ACTIONS,
): Promise<MadeKey> {
  const made = await makeKey(world, { roles: ["viewer"] });
  const policy = { effect: "allow", subjects: [`key:${made.id}`], actions, conditions: [condition] };
  await putPolicy(world, `limits-${made.id}`, policy);
  return made;
}
