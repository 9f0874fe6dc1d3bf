// POST /v1/metrics, /v1/logs and /v1/traces: OTLP/HTTP 1.x, protobuf and JSON. Rows that break a limit are reported as
// partial success; the rest is durable when the reply leaves. Refusals are google.rpc.Status, as the protocol says.

import { tenantOperation, type Reply, type TenantCall, type TenantOperation } from "../../edge/index.ts";
import { ok, type Result } from "../../kernel/result.ts";
import type { Action } from "../../policy/index.ts";
import {
  decodeOtlp,
  encodeExportResponse,
  encodeStatus,
  OTLP_CONTENT_TYPES,
  type OtlpEncoding,
  type Signal,
  type StatusCode,
} from "../index.ts";
import { ingestLimits, storeIntake } from "./store-intake.ts";

const MEBIBYTE = 1_048_576;
const ENCODINGS: Readonly<Record<string, OtlpEncoding>> = {
  "application/x-protobuf": "protobuf",
  "application/protobuf": "protobuf",
  "application/json": "json",
};

function encodingOf(request: Request): OtlpEncoding {
  const type = (request.headers.get("content-type") ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
  return ENCODINGS[type] ?? "json";
}

const STATUS_OF: Readonly<Record<number, StatusCode>> = {
  401: "unauthenticated",
  403: "permission_denied",
  413: "resource_exhausted",
  429: "resource_exhausted",
  500: "internal",
  503: "unavailable",
};

/** The problem's words as a Status in the request's own encoding; headers such as Retry-After stay. */
function asStatus(request: Request, problem: Reply): Reply {
  const encoding = encodingOf(request);
  const { title, detail } = JSON.parse(problem.body as string) as { title: string; detail?: string };
  const message = detail === undefined ? title : `${title}: ${detail}`;
  const body = encodeStatus(encoding, STATUS_OF[problem.status] ?? "invalid_argument", message);
  const headers = { ...problem.headers, "content-type": OTLP_CONTENT_TYPES[encoding] };
  return { status: problem.status, headers, body: body as Uint8Array<ArrayBuffer> };
}

async function receive(call: TenantCall, signal: Signal): Promise<Result<Reply>> {
  const encoding = encodingOf(call.request);
  const bytes = call.body as Uint8Array;
  const intake = decodeOtlp({ signal, encoding, bytes }, ingestLimits(call));
  if (!intake.ok) return intake;
  const stored = await storeIntake(call, intake.value, bytes);
  if (!stored.ok) return stored;
  const body = encodeExportResponse(signal, encoding, stored.value) as Uint8Array<ArrayBuffer>;
  const headers = { ...stored.value.headers, "content-type": OTLP_CONTENT_TYPES[encoding] };
  return ok({ status: 200, headers, body });
}

function otlpOperation(signal: Signal, action: Action): TenantOperation {
  return {
    ...tenantOperation({
      id: `otlp.${signal}`,
      method: "POST",
      path: `/v1/${signal}`,
      tag: "Telemetry in",
      summary: `Send ${signal} by OTLP/HTTP`,
      description: `An \`Export${signal.charAt(0).toUpperCase()}${signal.slice(1, -1)}sServiceRequest\`, protobuf or JSON, plain or compressed by gzip, deflate or zstd. What is acknowledged is durable and visible to the next query. A repeated request (same \`Idempotency-Key\`, or the same bytes by the same key within ten minutes) is stored once.`,
      action,
      rows: true,
      params: null,
      query: null,
      body: {
        kind: "bytes",
        contentTypes: Object.keys(ENCODINGS),
        maxBytes: 8 * MEBIBYTE,
        maxDecodedBytes: 16 * MEBIBYTE,
      },
      responses: {
        200: {
          description:
            "Stored, with `partialSuccess` when rows were rejected; `X-Traceo-Redacted` counts rows that the privacy rules changed",
          contentType: "application/x-protobuf",
          also: ["application/json"],
        },
      },
      isIdempotentByKey: true,
      isIngest: true,
      handle: async (call) => receive(call as unknown as TenantCall, signal),
    }),
    refusalShape: asStatus,
  };
}

export const otlpOperations: readonly TenantOperation[] = [
  otlpOperation("metrics", "metrics:write"),
  otlpOperation("logs", "logs:write"),
  otlpOperation("traces", "traces:write"),
];
