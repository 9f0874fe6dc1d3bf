// The tracing SDK of OpenTelemetry JS: kinds, statuses, events, links, nesting, trace state, attributes of every type. What its
// exporter was handed is compared span by span with what the trace by id gives back; the search finds the traces.

import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Span,
  type Tracer,
  type TraceState,
} from "@opentelemetry/api";
import { SimpleSpanProcessor, TracerProvider, type ReadableSpan } from "@opentelemetry/sdk-trace";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { spansOf, traces, type Row } from "../../support/node/ask.ts";
import {
  byText,
  inOrder,
  keyValues,
  nanos,
  plainAttributes,
  type Encoding,
} from "../../support/node/sent-values.ts";
import { RESOURCE, traceExporter, WAYS } from "./exporters.ts";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.stop());

const ATTRIBUTES = {
  text: "é語🦊",
  empty: "",
  yes: true,
  whole: -42,
  wide: 2 ** 60,
  share: 0.1,
  texts: ["a", "b"],
  numbers: [1, 2.5],
  flags: [true, false],
};
const LINKED = {
  traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
  spanId: "00f067aa0ba902b7",
  traceFlags: TraceFlags.SAMPLED,
};
const TRACE_STATE: TraceState = {
  get: () => undefined,
  set: () => TRACE_STATE,
  unset: () => TRACE_STATE,
  serialize: () => "vendor=x,other=y",
};
const KINDS = ["internal", "server", "client", "producer", "consumer"];
const STATUSES = ["unset", "ok", "error"];

function traceAll(tracer: Tracer): void {
  const remote = {
    ...LINKED,
    traceId: "0af7651916cd43dd8448eb211c80319c",
    isRemote: true,
    traceState: TRACE_STATE,
  };
  const root = tracer.startSpan(
    "POST /buy",
    { kind: SpanKind.SERVER, attributes: ATTRIBUTES },
    trace.setSpanContext(ROOT_CONTEXT, remote),
  );
  const inside = trace.setSpan(ROOT_CONTEXT, root);
  for (const kind of [
    SpanKind.INTERNAL,
    SpanKind.SERVER,
    SpanKind.CLIENT,
    SpanKind.PRODUCER,
    SpanKind.CONSUMER,
  ]) {
    finish(
      tracer.startSpan(
        `step ${kind}`,
        { kind, links: [{ context: LINKED, attributes: { reason: "retry", n: 2 } }] },
        inside,
      ),
      kind,
    );
  }
  root.setStatus({ code: SpanStatusCode.OK });
  root.end(Date.now() + 250);
  tracer.startSpan("alone", { root: true }).end();
}

function finish(span: Span, kind: SpanKind): void {
  span.addEvent("started", { attempt: 1, note: "é" });
  span.addEvent("bare");
  if (kind === SpanKind.CLIENT) {
    span.recordException(new Error("refused"));
    span.setStatus({ code: SpanStatusCode.ERROR, message: "connection refused" });
  }
  span.end();
}

function sentSpan(span: ReadableSpan, encoding: Encoding): Row {
  const { name, version } = span.instrumentationScope;
  const { traceId, spanId, traceState } = span.spanContext();
  return {
    trace_id: traceId,
    span_id: spanId,
    parent_span_id: span.parentSpanContext?.spanId ?? null,
    trace_state: traceState?.serialize() ?? null,
    name: span.name,
    kind: KINDS[span.kind],
    service_name: "checkout",
    start_time_unix_nano: nanos(span.startTime),
    end_time_unix_nano: nanos(span.endTime),
    status_code: STATUSES[span.status.code],
    status_message: span.status.message ?? null,
    attributes: plainAttributes(span.attributes, encoding),
    resource: plainAttributes(span.resource.attributes, encoding),
    scope: {
      name,
      version,
    },
    events: span.events.map((event) => ({
      timeUnixNano: nanos(event.time),
      name: event.name,
      ...(Object.keys(event.attributes ?? {}).length === 0
        ? {}
        : { attributes: keyValues(event.attributes ?? {}) }),
    })),
    links: span.links.map((link) => ({
      traceId: link.context.traceId,
      spanId: link.context.spanId,
      attributes: keyValues(link.attributes ?? {}),
    })),
    dropped_attributes_count: span.droppedAttributesCount,
    dropped_events_count: span.droppedEventsCount,
    dropped_links_count: span.droppedLinksCount,
  };
}

/** Flags are the exporter's own (sampled, remote or not), which a ReadableSpan does not tell. */
function withoutFlags({ flags, links, ...span }: Row): Row {
  const bare = (links as Row[]).map(({ flags: _flags, ...link }) => link);
  return { ...span, links: bare, hasFlags: Number(flags) > 0 };
}

describe("spans of the OpenTelemetry SDK come back as they were sent", () => {
  for (const way of WAYS) {
    it(`in ${way.encoding}, compressed by ${way.compression}`, async () => {
      const { engineerKey: key } = await gateway.createTenant();
      const target = { url: gateway.url, key };
      const { exporter, sent, errors } = traceExporter(target, way);
      const provider = new TracerProvider({
        resource: RESOURCE,
        spanProcessors: [new SimpleSpanProcessor({ exporter })],
      });
      traceAll(provider.getTracer("shop", "1.0.0"));
      await provider.shutdown();
      expect(errors).toEqual([]);
      const spans = sent.flat();
      expect(spans).toHaveLength(7);
      for (const traceId of new Set(spans.map((span) => span.spanContext().traceId))) {
        const expected = spans
          .filter((span) => span.spanContext().traceId === traceId)
          .map((span) => ({ ...sentSpan(span, way.encoding), hasFlags: true }));
        const stored = await spansOf(target, traceId);
        expect(inOrder(stored.map(withoutFlags))).toEqual(inOrder(expected));
      }
      const root = spans.find(({ name }) => name === "POST /buy")?.spanContext().traceId;
      const alone = spans.find(({ name }) => name === "alone")?.spanContext().traceId;
      const found = async (wanted: Row) =>
        (await traces(target, wanted)).map((one) => String(one["trace_id"])).toSorted(byText);
      expect(await found({ service: "checkout" })).toEqual([root, alone].map(String).toSorted(byText));
      expect(await found({ name: "step 2", status: "error" })).toEqual([root]);
      expect(await found({ min_duration: "200ms" })).toEqual([root]);
      expect(await found({ filters: [{ label: "whole", op: "=", value: "-42" }] })).toEqual([root]);
      expect(await found({ service: "nobody" })).toEqual([]);
    });
  }
});
