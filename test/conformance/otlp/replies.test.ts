// What OTLP/HTTP says of replies (opentelemetry.io/docs/specs/otlp, "OTLP/HTTP Response"): full success, partial success,
// failures with a google.rpc.Status, each in the encoding of the request.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestGateway, type TestGateway, type TestTenant } from "../../support/gateway.ts";
import { logRecords, rawValues, spansOf, type Asked } from "../../support/node/ask.ts";
import {
  CONTENT_TYPES,
  ENCODINGS,
  encode,
  exportRequest,
  nowNanos,
  requestAt,
  SIGNALS,
  TRACE_ID,
} from "../../support/node/otlp-requests.ts";
import type { Encoding, Signal } from "../../support/node/otlp-requests.ts";
import { readPartialSuccess, readStatus } from "../../support/node/read-protobuf.ts";
import { send, type Reply, type Sending } from "../../support/node/send.ts";

let gateway: TestGateway;
let tenant: TestTenant;
let asked: Asked;
beforeAll(async () => {
  gateway = await startTestGateway();
  tenant = await gateway.createTenant();
  asked = { url: gateway.url, key: tenant.engineerKey };
});
afterAll(() => gateway.stop());

const LONG_AGO = "1000000000";

async function countRows(from: Asked, signal: Signal): Promise<number> {
  if (signal === "logs") return (await logRecords(from)).length;
  if (signal === "metrics") return (await rawValues(from, "rows")).length;
  return (await spansOf(from, TRACE_ID)).length;
}

const REJECTED_FIELDS = {
  metrics: "rejectedDataPoints",
  logs: "rejectedLogRecords",
  traces: "rejectedSpans",
};

function partialSuccessOf(
  reply: Reply,
  signal: Signal,
  encoding: Encoding,
): { rejected: number; message: string } | null {
  if (encoding === "protobuf") return readPartialSuccess(reply.body);
  const { partialSuccess } = JSON.parse(reply.body.toString("utf8")) as {
    partialSuccess?: Record<string, string>;
  };
  if (partialSuccess === undefined) return null;
  expect(Object.keys(partialSuccess).toSorted()).toEqual(
    ["errorMessage", REJECTED_FIELDS[signal]].toSorted(),
  );
  return {
    rejected: Number(partialSuccess[REJECTED_FIELDS[signal]]),
    message: partialSuccess["errorMessage"] ?? "",
  };
}

function statusOf(reply: Reply): { code: number; message: string } {
  const isJson = reply.headers["content-type"] === CONTENT_TYPES.json;
  return isJson
    ? (JSON.parse(reply.body.toString("utf8")) as { code: number; message: string })
    : readStatus(reply.body);
}

for (const signal of SIGNALS) {
  for (const encoding of ENCODINGS) {
    describe(`an export of ${signal} in ${encoding}`, () => {
      const good = () => ({ signal, encoding, request: requestAt(signal, [nowNanos()]) });

      it("that is stored whole is answered 200 in the same encoding without a partial success", async () => {
        const own = { url: gateway.url, key: (await gateway.createTenant()).engineerKey };
        const reply = await exportRequest(own, good());
        expect(reply.status).toBe(200);
        expect(reply.headers["content-type"]).toBe(CONTENT_TYPES[encoding]);
        expect(reply.body.toString("utf8")).toBe(encoding === "json" ? "{}" : "");
        expect(await countRows(own, signal)).toBe(1);
      });

      it("that is stored in part is answered 200 with how many rows were rejected and why", async () => {
        const own = { url: gateway.url, key: (await gateway.createTenant()).engineerKey };
        const request = requestAt(signal, [LONG_AGO, nowNanos(), "4102444800000000000"]);
        const reply = await exportRequest(own, { signal, encoding, request });
        expect(reply.status).toBe(200);
        expect(partialSuccessOf(reply, signal, encoding)).toEqual({
          rejected: 2,
          message: expect.stringContaining("outside the accepted time window"),
        });
        expect(await countRows(own, signal)).toBe(1);
      });

      it("that holds nothing is a full success", async () => {
        const reply = await exportRequest(asked, { signal, encoding, request: {} });
        expect(reply.status).toBe(200);
        expect(partialSuccessOf(reply, signal, encoding)).toBeNull();
      });

      it("that cannot be decoded is answered 400 with a Status in the same encoding", async () => {
        const reply = await exportRequest(asked, good(), { body: Uint8Array.of(0x7b, 0xff, 0xff) });
        expect(reply.status).toBe(400);
        expect(reply.headers["content-type"]).toBe(CONTENT_TYPES[encoding]);
        expect(statusOf(reply)).toEqual({ code: 3, message: expect.stringMatching(/could not be decoded/) });
      });

      const refusals: [string, Partial<Sending>, number, number][] = [
        ["without a credential", { headers: {} }, 401, 16],
        ["with a key that is none", { key: "tgk_nothing" }, 401, 16],
        ["with a body over the limit", { body: new Uint8Array(8 * 1_048_576 + 1) }, 413, 8],
        ["in a coding that is not supported", { headers: { "content-encoding": "br" } }, 415, 3],
      ];
      for (const [name, over, status, code] of refusals) {
        it(`${name} is answered ${status} with a Status`, async () => {
          const headers = { "content-type": CONTENT_TYPES[encoding], ...over.headers };
          const key = name === "without a credential" ? {} : { key: tenant.engineerKey };
          const body = encode(signal, encoding, good().request);
          const reply = await send(gateway.url, { path: `/v1/${signal}`, body, ...key, ...over, headers });
          expect(reply.status).toBe(status);
          expect(reply.headers["content-type"]).toBe(CONTENT_TYPES[encoding]);
          expect(statusOf(reply)).toEqual({ code, message: expect.stringMatching(/.{10}/) });
          expect(reply.headers["retry-after"]).toBeUndefined();
        });
      }

      it("by a viewer is answered 403 with a Status that names nothing the caller holds", async () => {
        const reply = await exportRequest({ ...asked, key: tenant.viewerKey }, good());
        expect(reply.status).toBe(403);
        expect(statusOf(reply)).toEqual({ code: 7, message: "This is not allowed" });
      });

      it("to a host that is no tenant's is answered 404 with a Status", async () => {
        const reply = await exportRequest(asked, good(), { host: "nobody-here.localhost" });
        expect(reply.status).toBe(404);
        expect(reply.headers["content-type"]).toBe(CONTENT_TYPES[encoding]);
        expect(statusOf(reply).message).toBe("There is no such tenant here");
      });
    });
  }
}

describe("an export", () => {
  it("of a content type that is not OTLP's is answered 415", async () => {
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/octet-stream", ""]) {
      const reply = await send(gateway.url, {
        path: "/v1/metrics",
        key: asked.key,
        body: Buffer.from("{}"),
        headers: { "content-type": type },
      });
      expect([type, reply.status]).toEqual([type, 415]);
    }
  });

  it("with parameters and upper case in its content type is understood", async () => {
    const headers = { "content-type": "Application/JSON; charset=utf-8" };
    const reply = await exportRequest(asked, { signal: "logs", encoding: "json", request: {} }, { headers });
    expect(reply.status).toBe(200);
  });

  it("of more rows than one request may hold is answered 413 and stores none", async () => {
    const own = { url: gateway.url, key: (await gateway.createTenant()).engineerKey };
    const tooOld = Array.from({ length: 100_001 }, () => ({ timeUnixNano: "1" }));
    const request = {
      resourceLogs: [{ scopeLogs: [{ logRecords: [{ timeUnixNano: nowNanos() }, ...tooOld] }] }],
    };
    const reply = await exportRequest(own, { signal: "logs", encoding: "json", request });
    expect(reply.status).toBe(413);
    expect(statusOf(reply)).toEqual({ code: 8, message: expect.stringContaining("100000 log records") });
    expect(await logRecords(own)).toEqual([]);
  });

  it("by another method is answered 404 or 405, never stored", async () => {
    for (const method of ["GET", "PUT", "DELETE"]) {
      const reply = await send(gateway.url, { method, path: "/v1/metrics", key: asked.key });
      expect([404, 405, 400]).toContain(reply.status);
      expect(reply.headers["content-type"]).toBe("application/problem+json");
    }
  });
});
