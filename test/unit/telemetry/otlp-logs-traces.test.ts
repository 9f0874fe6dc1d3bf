import { describe, expect, it } from "vitest";
import { decodeOtlp } from "../../../src/telemetry/otlp/decode.ts";
import { LIMITS, NOW_MS, NOW_NANOS, rowsOf } from "../../support/ingest.ts";
import { type JsonMessage, otlpProtobuf } from "../../support/otlp-protobuf.ts";

const TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
const SPAN_ID = "00f067aa0ba902b7";
const text = (key: string, stringValue: string): JsonMessage => ({ key, value: { stringValue } });
const resource = { attributes: [text("service.name", "shop")] };

type Signal = "logs" | "traces";
const LISTS = {
  logs: ["resourceLogs", "scopeLogs", "logRecords"],
  traces: ["resourceSpans", "scopeSpans", "spans"],
} as const;

function decode(signal: Signal, encoding: "protobuf" | "json", rows: readonly JsonMessage[]) {
  const [resources, scopes, list] = LISTS[signal];
  const message = { [resources]: [{ resource, [scopes]: [{ scope: { name: "lib" }, [list]: rows }] }] };
  const bytes =
    encoding === "json" ? new TextEncoder().encode(JSON.stringify(message)) : otlpProtobuf(signal, message);
  const result = decodeOtlp({ signal, encoding, bytes }, LIMITS);
  if (!result.ok) throw new Error(`${result.fault.code}: ${result.fault.detail}`);
  return { ...result.value, rows: rowsOf(result.value.table) };
}

const origin = {
  service_name: "shop",
  resource: '{"service.name":"shop"}',
  scope: '{"name":"lib"}',
  seq: 0n,
};

for (const encoding of ["protobuf", "json"] as const) {
  describe(`OTLP logs in ${encoding}`, () => {
    it("keeps a record with everything it can hold", () => {
      const log = {
        timeUnixNano: NOW_NANOS,
        observedTimeUnixNano: "1",
        severityNumber: 17,
        severityText: "ERROR",
        body: { stringValue: 'broken "pipe" é' },
        attributes: [text("b", "2"), text("a", "1")],
        droppedAttributesCount: 4_000_000_000,
        flags: 1,
        traceId: TRACE_ID,
        spanId: SPAN_ID,
        eventName: "io.broken",
      };
      expect(decode("logs", encoding, [log]).rows).toEqual([
        {
          ...origin,
          time: BigInt(NOW_NANOS),
          observed_time: 1n,
          severity_number: 17,
          severity_text: "ERROR",
          body: 'broken "pipe" é',
          body_type: "string",
          attributes: '{"a":"1","b":"2"}',
          trace_id: TRACE_ID,
          span_id: SPAN_ID,
          event_name: "io.broken",
          flags: 1,
          dropped_attributes_count: 2_147_483_647,
        },
      ]);
    });

    it("keeps a body that is no text as canonical JSON", () => {
      const bodies = [
        { kvlistValue: { values: [text("b", "1"), text("a", "2")] } },
        { bytesValue: "AP8=" },
        { intValue: "5" },
        {},
      ];
      const { rows } = decode(
        "logs",
        encoding,
        bodies.map((body) => ({ timeUnixNano: NOW_NANOS, body })),
      );
      expect(rows.map((row) => [row.body, row.body_type])).toEqual([
        ['{"a":"2","b":"1"}', "json"],
        ['"AP8="', "json"],
        ["5", "json"],
        [undefined, undefined],
      ]);
    });

    it("takes the observed time, then the time of arrival, where there is none", () => {
      const { rows } = decode("logs", encoding, [
        { observedTimeUnixNano: NOW_NANOS },
        { body: { stringValue: "x" } },
      ]);
      expect(rows.map((row) => row.time)).toEqual([BigInt(NOW_NANOS), BigInt(NOW_MS) * 1_000_000n]);
    });

    it("rejects single records and keeps the rest", () => {
      const records = [
        { timeUnixNano: "1" },
        { timeUnixNano: NOW_NANOS, traceId: "ab" },
        { timeUnixNano: NOW_NANOS, body: { stringValue: "x".repeat(262_145) } },
        { timeUnixNano: NOW_NANOS, body: { stringValue: "x".repeat(262_144) }, traceId: "0".repeat(32) },
      ];
      const { accepted, rejected, rows } = decode("logs", encoding, records);
      expect([accepted, rejected.count]).toEqual([1, 3]);
      expect(rejected.message).toContain("1 with a text over 262144 bytes");
      expect(rows[0]).not.toHaveProperty("trace_id");
    });
  });

  describe(`OTLP traces in ${encoding}`, () => {
    const span = {
      traceId: TRACE_ID,
      spanId: SPAN_ID,
      startTimeUnixNano: NOW_NANOS,
      endTimeUnixNano: String(BigInt(NOW_NANOS) + 5n),
    };

    it("keeps a span with its events, links and status", () => {
      const full = {
        ...span,
        traceState: "a=b",
        parentSpanId: "1112131415161718",
        name: "GET /",
        kind: 2,
        attributes: [text("http.method", "GET")],
        droppedAttributesCount: 1,
        events: [
          {
            timeUnixNano: "9",
            name: "e",
            attributes: [{ key: "n", value: { intValue: "1" } }],
            droppedAttributesCount: 2,
          },
        ],
        droppedEventsCount: 3,
        links: [
          { traceId: TRACE_ID, spanId: SPAN_ID, traceState: "c=d", attributes: [text("k", "v")], flags: 257 },
        ],
        droppedLinksCount: 4,
        status: { message: "no", code: 2 },
        flags: 769,
      };
      expect(decode("traces", encoding, [full]).rows).toEqual([
        {
          ...origin,
          trace_id: TRACE_ID,
          span_id: SPAN_ID,
          parent_span_id: "1112131415161718",
          trace_state: "a=b",
          name: "GET /",
          kind: "server",
          time: BigInt(NOW_NANOS),
          end_time: BigInt(NOW_NANOS) + 5n,
          status_code: "error",
          status_message: "no",
          attributes: '{"http.method":"GET"}',
          events:
            '[{"timeUnixNano":"9","name":"e","attributes":[{"key":"n","value":{"intValue":"1"}}],"droppedAttributesCount":2}]',
          links: `[{"traceId":"${TRACE_ID}","spanId":"${SPAN_ID}","traceState":"c=d","attributes":[{"key":"k","value":{"stringValue":"v"}}],"flags":257}]`,
          flags: 769,
          dropped_attributes_count: 1,
          dropped_events_count: 3,
          dropped_links_count: 4,
        },
      ]);
    });

    it("rejects spans without usable ids or times", () => {
      const spans = [
        { ...span, traceId: "0".repeat(32) },
        { ...span, traceId: "abcd" },
        { ...span, spanId: "" },
        { ...span, startTimeUnixNano: "0" },
        { ...span, endTimeUnixNano: "18446744073709551615" },
        { ...span, links: [{ traceId: "ab", spanId: SPAN_ID }] },
        { ...span, kind: 99 },
      ];
      const { accepted, rejected, rows } = decode("traces", encoding, spans);
      expect([accepted, rejected.count]).toEqual([1, 6]);
      expect(rows[0]).toMatchObject({ kind: "unspecified", status_code: "unset", name: "" });
    });
  });
}
