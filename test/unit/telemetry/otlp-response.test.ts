import { describe, expect, it } from "vitest";
import { encodeExportResponse, encodeStatus } from "../../../src/telemetry/otlp/response.ts";

const decodeText = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

describe("OTLP responses", () => {
  it("are empty when everything was kept", () => {
    const rejected = { count: 0, message: "" };
    expect(decodeText(encodeExportResponse("metrics", "json", rejected))).toBe("{}");
    expect(encodeExportResponse("metrics", "protobuf", rejected)).toHaveLength(0);
  });

  it("name what was rejected, with the field of the signal in JSON", () => {
    const rejected = { count: 300, message: "no" };
    const fields = (["metrics", "logs", "traces"] as const).map((signal) =>
      decodeText(encodeExportResponse(signal, "json", rejected)),
    );
    expect(fields).toEqual([
      '{"partialSuccess":{"rejectedDataPoints":"300","errorMessage":"no"}}',
      '{"partialSuccess":{"rejectedLogRecords":"300","errorMessage":"no"}}',
      '{"partialSuccess":{"rejectedSpans":"300","errorMessage":"no"}}',
    ]);
    expect([...encodeExportResponse("logs", "protobuf", rejected)]).toEqual([
      0x0a, 7, 0x08, 0xac, 0x02, 0x12, 2, 0x6e, 0x6f,
    ]);
  });

  it("carry a google.rpc.Status on failure, in the encoding of the request", () => {
    expect(JSON.parse(decodeText(encodeStatus("json", "invalid_argument", "bad")))).toEqual({
      code: 3,
      message: "bad",
    });
    expect([...encodeStatus("protobuf", "resource_exhausted", "é")]).toEqual([0x08, 8, 0x12, 2, 0xc3, 0xa9]);
  });
});
