// The logs SDK of OpenTelemetry JS: bodies and attributes of every type, severities, events, records inside a span. What its
// exporter was handed is compared record by record with what the log search gives back.

import { ROOT_CONTEXT, SeverityNumber, trace, TraceFlags } from "@opentelemetry/api";
import { BatchLogRecordProcessor, LoggerProvider, type ReadableLogRecord } from "@opentelemetry/sdk-logs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { logRecords, type Row } from "../../support/node/ask.ts";
import { inOrder, nanos, plain, plainAttributes, type Encoding } from "../../support/node/sent-values.ts";
import { logExporter, RESOURCE, WAYS } from "./exporters.ts";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.stop());

const ATTRIBUTES = {
  text: 'é語🦊\n\t"',
  empty: "",
  yes: true,
  whole: 42,
  wide: 2 ** 60,
  share: 0.1,
  bytes: Uint8Array.of(0, 255, 10),
  list: ["a", 1, true, 0.5, ["deep"]],
  map: { inner: { deeper: [1, { x: "y" }] } },
};
const BODIES = [
  "plain text",
  "",
  "é語🦊",
  7,
  -0.25,
  true,
  ["a", { b: 1 }],
  { message: "structured", n: { a: [1, 2] } },
  Uint8Array.of(1, 2, 3),
];
const SEVERITIES = Object.values(SeverityNumber).filter((value) => typeof value === "number");
const TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
const SPAN_ID = "00f067aa0ba902b7";

function emitAll(provider: LoggerProvider): void {
  const logger = provider.getLogger("shop", "1.0.0", {
    schemaUrl: "https://opentelemetry.io/schemas/1.30.0",
  });
  const now = Date.now();
  for (const [at, body] of BODIES.entries()) logger.emit({ body, timestamp: now - at, attributes: { at } });
  for (const severity of SEVERITIES) {
    logger.emit({
      severityNumber: severity,
      severityText: `level ${severity}`,
      timestamp: now,
      body: "leveled",
    });
  }
  const spanContext = { traceId: TRACE_ID, spanId: SPAN_ID, traceFlags: TraceFlags.SAMPLED };
  const context = trace.setSpanContext(ROOT_CONTEXT, spanContext);
  logger.emit({ body: "inside a span", context, attributes: ATTRIBUTES });
  provider
    .getLogger("events")
    .emit({ eventName: "user.login", body: { user: "u1" }, observedTimestamp: now + 5 });
  logger.emit({});
}

function sentRecord(record: ReadableLogRecord, encoding: Encoding): Row {
  const { name, version, schemaUrl } = record.instrumentationScope;
  const { spanContext } = record;
  return {
    time_unix_nano: nanos(record.hrTime),
    observed_time_unix_nano: nanos(record.hrTimeObserved),
    severity_number: record.severityNumber ?? 0,
    severity_text: record.severityText ?? null,
    service_name: "checkout",
    event_name: record.eventName ?? null,
    body: plain(record.body, encoding),
    attributes: plainAttributes(record.attributes, encoding),
    resource: plainAttributes(record.resource.attributes, encoding),
    scope: {
      name,
      ...(version === undefined || version === "" ? {} : { version }),
      ...(schemaUrl === undefined ? {} : { schema_url: schemaUrl }),
    },
    trace_id: spanContext?.traceId ?? null,
    span_id: spanContext?.spanId ?? null,
    flags: spanContext?.traceFlags ?? 0,
    dropped_attributes_count: record.droppedAttributesCount,
  };
}

describe("log records of the OpenTelemetry SDK come back as they were sent", () => {
  for (const way of WAYS) {
    it(`in ${way.encoding}, compressed by ${way.compression}`, async () => {
      const { engineerKey: key } = await gateway.createTenant();
      const target = { url: gateway.url, key };
      const { exporter, sent, errors } = logExporter(target, way);
      const provider = new LoggerProvider({
        resource: RESOURCE,
        processors: [new BatchLogRecordProcessor({ exporter })],
      });
      emitAll(provider);
      await provider.shutdown();
      expect(errors).toEqual([]);
      const expected = sent.flat().map((record) => sentRecord(record, way.encoding));
      expect(expected).toHaveLength(BODIES.length + 25 + 3);
      expect(inOrder(await logRecords(target))).toEqual(inOrder(expected));
      const inSpan = await logRecords(target, { trace_id: TRACE_ID });
      expect(inSpan.map(({ body }) => body)).toEqual(["inside a span"]);
      expect(await logRecords(target, { text: "STRUCTURED" })).toHaveLength(1);
      expect(await logRecords(target, { severity_min: SeverityNumber.ERROR, text: "leveled" })).toHaveLength(
        8,
      );
    });
  }
});
