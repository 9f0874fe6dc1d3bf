// The edge's pure parts: trace context, redaction, depth of JSON, credentials, problems.

import { describe, expect, it } from "vitest";
import { redact } from "../../../src/edge/access-log.ts";
import { readCredential } from "../../../src/edge/credential.ts";
import { exceedsDepth, pointerPastDepth } from "../../../src/edge/json-depth.ts";
import { problemReply } from "../../../src/edge/problem.ts";
import { readTraceContext } from "../../../src/edge/trace-context.ts";
import { mintKey } from "../../../src/identity/index.ts";
import { fault, FAULTS, type FaultCode } from "../../../src/kernel/fault.ts";
import { newId } from "../../../src/kernel/ids.ts";

const random = (sizeBytes: number): Uint8Array => new Uint8Array(sizeBytes).fill(0xab);
const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const SPAN = "00f067aa0ba902b7";

describe("trace context", () => {
  it.each([
    `00-${TRACE}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-00`,
    `00-${TRACE}-${SPAN}-ff`,
    `01-${TRACE}-${SPAN}-01`,
    `cc-${TRACE}-${SPAN}-01-what-the-future-will-be`,
  ])("`%s` goes on", (header) => {
    expect(readTraceContext(header, random)).toEqual({
      traceId: TRACE,
      parentSpanId: SPAN,
      spanId: "ab".repeat(8),
    });
  });

  it.each([
    null,
    "",
    `ff-${TRACE}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-01-more`,
    `00-${TRACE}-${SPAN}-01.`,
    `00-${"0".repeat(32)}-${SPAN}-01`,
    `00-${TRACE}-${"0".repeat(16)}-01`,
    `00-${TRACE.toUpperCase()}-${SPAN}-01`,
    `00-${TRACE.slice(1)}-${SPAN}-01`,
    `0-${TRACE}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-1`,
    `00-${TRACE}-${SPAN}`,
    ` 00-${TRACE}-${SPAN}-01`,
  ])("`%s` is ignored: the trace begins here", (header) => {
    expect(readTraceContext(header, random)).toEqual({
      traceId: "ab".repeat(16),
      parentSpanId: null,
      spanId: "ab".repeat(8),
    });
  });
});

describe("redaction", () => {
  it("takes keys and long secrets out, wherever they stand, and leaves ids and words", () => {
    const key = mintKey(
      { cell: "eu", tenantId: newId("tenant", 1, random), keyId: newId("key", 1, random) },
      random,
    ).text;
    expect(redact(`bad ${key} and ${"A1".repeat(30)}== here`)).toBe("bad tgk_… and … here");
    expect(redact(`x=${key},`)).not.toContain(key.slice(-30));
    expect(redact("no tenant by slug ten_01m83tqqhdgb5zzk5cjh")).toBe(
      "no tenant by slug ten_01m83tqqhdgb5zzk5cjh",
    );
    expect(redact(null)).toBeNull();
  });

  it("leaves no part of a key that the cut would have split", () => {
    const key = mintKey(
      { cell: "eu", tenantId: newId("tenant", 1, random), keyId: newId("key", 1, random) },
      random,
    ).text;
    for (let at = 200; at < 310; at++) {
      const line = redact(`${"w ".repeat(at / 2)}${key}`) ?? "";
      expect(line.includes(key.slice(4, 30))).toBe(false);
      expect(line.length).toBeLessThanOrEqual(301);
    }
  });
});

describe("the depth of JSON", () => {
  it("is counted outside strings only", () => {
    const nest = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);
    expect([exceedsDepth(nest(32), 32), exceedsDepth(nest(33), 32)]).toEqual([false, true]);
    expect(exceedsDepth(`{"a":"${"[".repeat(99)}"}`, 3)).toBe(false);
    expect(exceedsDepth(`{"a\\"":"\\"${"{".repeat(99)}\\\\"}`, 3)).toBe(false);
    expect(exceedsDepth(`{"a":"\\\\","b":[[[[1]]]]}`, 3)).toBe(true);
    expect(exceedsDepth("[".repeat(1_000_000), 32)).toBe(true);
    expect(exceedsDepth("[],[],[],[]", 1)).toBe(false);
    expect(exceedsDepth("", 0)).toBe(false);
  });

  it.each([
    [`{"a":{"b":[1,{"c":2},[3]]}}`, 3, "/a/b/1"],
    [`{"x":[0,1],"a/b~":{"c":{"d":[]}}}`, 2, "/a~1b~0/c"],
    [`{"not \\"this\\" [":"{[","y":[[0]]}`, 2, "/y/0"],
    [`[[[`, 0, ""],
    [`{"${"k".repeat(2_000)}":[]}`, 1, ""],
  ])("of %s past %d is exceeded at `%s`", (text, depth, pointer) => {
    expect(exceedsDepth(text, depth)).toBe(true);
    expect(pointerPastDepth(text, depth)).toBe(pointer);
  });
});

describe("credentials", () => {
  it.each([
    [{}, null],
    [{ authorization: "Bearer abc" }, "abc"],
    [{ authorization: "bearer  abc" }, "abc"],
    [{ authorization: "abc" }, "abc"],
    [{ "x-api-key": "abc" }, "abc"],
    [{ authorization: "Bearer abc", "x-api-key": "other" }, "abc"],
    [{ authorization: `Basic ${btoa("user:pa:ss")}` }, "pa:ss"],
    [{ authorization: `Basic ${btoa("nocolon")}` }, "nocolon"],
    [{ authorization: "Basic ?" }, ""],
    [{ authorization: "Digest abc" }, ""],
    [{ authorization: "Bearer abc def" }, ""],
    [{ authorization: `Bearer ${"a".repeat(1_024)}` }, ""],
  ])("of %j is `%s`", (headers, credential) => {
    expect(readCredential(new Headers(headers as Record<string, string>))).toBe(credential);
  });
});

describe("problems", () => {
  it.each(Object.keys(FAULTS) as FaultCode[])("`%s` shows its detail only where its row says so", (code) => {
    const reply = problemReply({ ...fault(code, "the detail", [{ pointer: "/a", message: "b" }]) }, "req_1");
    const body = JSON.parse(reply.body as string) as Record<string, unknown>;
    expect("detail" in body).toBe(FAULTS[code].showsDetail);
    expect("violations" in body).toBe(FAULTS[code].showsDetail);
    expect(reply.status).toBe(FAULTS[code].status);
    expect(body).toMatchObject({
      status: reply.status,
      title: FAULTS[code].title,
      retryable: FAULTS[code].retryable,
    });
    expect(reply.headers["content-type"]).toBe("application/problem+json");
    expect("retry-after" in reply.headers).toBe(FAULTS[code].retryable);
    expect("www-authenticate" in reply.headers).toBe(reply.status === 401);
  });
});
