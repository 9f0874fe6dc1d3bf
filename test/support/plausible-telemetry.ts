// One request of each signal in which every place that takes a text has one, given by name: what a test plants, it can look for.

import { compress } from "snappyjs";
import { remoteWrite } from "./ingest.ts";

/** The text for a place. */
export type Word = (place: string) => string;

interface Sent {
  readonly word: Word;
  readonly atMs: number;
}

const nanos = (ms: number): string => String(BigInt(ms) * 1_000_000n);
const attribute = (key: string, text: string): object => ({ key, value: { stringValue: text } });

/** Attributes of which keys, texts and texts inside lists and maps are words. */
function attributesOf(word: Word, place: string): object[] {
  const inner = { kvlistValue: { values: [attribute(word(`${place}mapkey`), word(`${place}map`))] } };
  const list = { arrayValue: { values: [{ stringValue: word(`${place}list`) }, inner] } };
  return [attribute(word(`${place}key`), word(`${place}text`)), { key: "nested", value: list }];
}

function originOf(word: Word) {
  const service = attribute("service.name", word("service"));
  return {
    resource: { attributes: [service, ...attributesOf(word, "resource")] },
    scope: { name: word("scope"), version: word("scopeversion"), attributes: attributesOf(word, "scope") },
  };
}

export function metricsOf({ word, atMs }: Sent): object {
  const { resource, scope } = originOf(word);
  const exemplar = {
    timeUnixNano: nanos(atMs),
    asDouble: 1,
    filteredAttributes: attributesOf(word, "exemplar"),
  };
  const point = { timeUnixNano: nanos(atMs), attributes: attributesOf(word, "label"), exemplars: [exemplar] };
  const metrics = [
    {
      name: word("metric"),
      unit: word("unit"),
      description: word("description"),
      gauge: { dataPoints: [{ ...point, asDouble: 4 }] },
    },
  ];
  return { resourceMetrics: [{ resource, scopeMetrics: [{ scope, metrics }] }] };
}

export function logsOf({ word, atMs }: Sent): object {
  const { resource, scope } = originOf(word);
  const record = {
    timeUnixNano: nanos(atMs),
    severityNumber: 9,
    severityText: word("severity"),
    body: { stringValue: word("body") },
    eventName: word("event"),
    attributes: attributesOf(word, "log"),
  };
  return { resourceLogs: [{ resource, scopeLogs: [{ scope, logRecords: [record] }] }] };
}

/** 32 hexadecimal digits that stand for a word. */
export function traceOf(text: string): string {
  return Array.from(text, (char) => char.charCodeAt(0).toString(16))
    .join("")
    .slice(-32)
    .padStart(32, "1");
}

export function tracesOf({ word, atMs }: Sent): object {
  const { resource, scope } = originOf(word);
  const traceId = traceOf(word("span"));
  const link = { traceId, spanId: "00f067aa0ba902b8", attributes: attributesOf(word, "link") };
  const event = {
    timeUnixNano: nanos(atMs),
    name: word("spanevent"),
    attributes: attributesOf(word, "event"),
  };
  const span = {
    traceId,
    spanId: "00f067aa0ba902b7",
    traceState: `vendor=${word("tracestate")}`,
    name: word("span"),
    startTimeUnixNano: nanos(atMs),
    endTimeUnixNano: nanos(atMs + 5),
    attributes: attributesOf(word, "span"),
    events: [event],
    links: [link],
    status: { code: 2, message: word("status") },
  };
  return { resourceSpans: [{ resource, scopeSpans: [{ scope, spans: [span] }] }] };
}

export function remoteWriteOf({ word, atMs }: Sent): Uint8Array {
  const labels = [
    ["__name__", word("remotemetric")],
    [word("remotekey"), word("remotelabel")],
  ] as const;
  return compress(remoteWrite([{ labels, samples: [{ value: 9, timeMs: atMs }] }]));
}
