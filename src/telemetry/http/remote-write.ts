// POST /api/v1/write: Prometheus remote write 1.0. The protocol has no partial success: samples that break a limit are
// dropped and counted in a header, because a 4xx would make the sender drop the whole batch and a 5xx repeat it for ever.

import { tenantOperation, type TenantCall } from "../../edge/index.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok } from "../../kernel/result.ts";
import { decodeRemoteWrite } from "../index.ts";
import { ingestLimits, storeIntake } from "./store-intake.ts";

const MEBIBYTE = 1_048_576;

export const remoteWrite = tenantOperation({
  id: "prometheus.write",
  method: "POST",
  path: "/api/v1/write",
  tag: "Telemetry in",
  summary: "Send metrics by Prometheus remote write 1.0",
  description: "A snappy-compressed `prometheus.WriteRequest`.",
  action: "metrics:write",
  rows: true,
  params: null,
  query: null,
  body: {
    kind: "bytes",
    contentTypes: ["application/x-protobuf"],
    maxBytes: 8 * MEBIBYTE,
    maxDecodedBytes: 16 * MEBIBYTE,
  },
  responses: { 204: { description: "Stored; `X-Traceo-Rejected-Samples` counts what was not" } },
  isIdempotentByKey: true,
  isIngest: true,
  handle: async (typedCall) => {
    const call = typedCall as unknown as TenantCall;
    if (call.request.headers.get("content-encoding")?.toLowerCase() !== "snappy") {
      return failed(fault("request.unsupported_encoding", "remote write 1.0 is compressed with snappy"));
    }
    if (call.request.headers.get("content-type")?.includes("io.prometheus.write.v2") === true) {
      return failed(fault("request.unsupported_media_type", "remote write 2.0 is not spoken here; send 1.0"));
    }
    const intake = decodeRemoteWrite(typedCall.body, ingestLimits(call));
    if (!intake.ok) return intake;
    const stored = await storeIntake(call, intake.value, typedCall.body);
    if (!stored.ok) return stored;
    const { count } = stored.value;
    const rejected = count === 0 ? {} : { "x-traceo-rejected-samples": String(count) };
    const headers = { ...stored.value.headers, ...rejected };
    return ok({ status: 204, headers, body: null });
  },
});
