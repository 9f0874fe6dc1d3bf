// What every request passes, whatever it asks for: methods, headers, bodies, idempotency keys, limits.

import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { app } from "../../../src/app.ts";
import { SECURITY_HEADERS } from "../../../src/edge/security-headers.ts";
import type { Violation } from "../../../src/kernel/fault.ts";
import { send, sendAsOperator, toAnswer, toRequest } from "../../support/client.ts";
import { auditOf, stateOf } from "../../support/objects.ts";
import { expectRefusal, faceOf } from "../../support/same-refusal.ts";
import { gaugeBody } from "../../support/telemetry-bodies.ts";
import { createWorld, freshSlug, sendTo } from "../../support/world.ts";

const KEY = { name: "k", roles: ["viewer"] };

describe("methods", () => {
  it.each([
    ["PUT /v1/keys", "GET, HEAD, POST"],
    ["OPTIONS /v1/tenant", "GET, HEAD"],
    ["DELETE /v1/metrics", "GET, HEAD, POST"],
    ["GET /v1/traces", "POST"],
    ["POST /healthz", "GET, HEAD"],
  ])("refuses `%s` and names what is allowed", async (target, allowed) => {
    const world = await createWorld();
    const answer = await sendTo(world, target);
    expectRefusal(answer, 405, "request.method_not_allowed");
    expect(answer.headers.get("allow")).toBe(allowed);
  });

  it("refuses another method of an operator's address on a tenant's host like an address of nobody's", async () => {
    const world = await createWorld();
    const operators = await sendTo(world, "PATCH /operator/v1/tenants");
    expect(faceOf(operators)).toEqual(faceOf(await sendTo(world, "PATCH /nowhere")));
    expectRefusal(await sendAsOperator("PATCH /operator/v1/tenants"), 405, "request.method_not_allowed");
  });

  it("answers HEAD as GET without the body", async () => {
    const world = await createWorld();
    const answer = await sendTo(world, "HEAD /v1/tenant");
    expect({ status: answer.status, text: answer.text }).toEqual({ status: 200, text: "" });
    expect((await sendTo(world, "HEAD /v1/tenant", { key: null })).status).toBe(401);
  });

  it.each(["GET /v1", "GET /v1/keys/", "GET /v1//keys", "GET /operator/v1", "POST /v1/unknown"])(
    "refuses the address `%s`",
    async (target) => {
      const world = await createWorld();
      expectRefusal(await sendTo(world, target), 404, "request.no_such_route");
    },
  );
});

describe("headers", () => {
  it("every answer has the security headers and an id of our own making", async () => {
    const world = await createWorld();
    const headers = { "x-request-id": "mine" };
    const answers = [
      await sendTo(world, "GET /v1/tenant", { headers }),
      await sendTo(world, "GET /v1/tenant", { headers, key: null }),
      await sendTo(world, "GET /nowhere", { headers }),
      await sendTo(world, "POST /v1/metrics", { headers, json: gaugeBody() }),
      await send("GET /healthz", { headers }),
    ];
    for (const answer of answers) {
      expect(answer.headers.get("x-request-id")).toMatch(/^req_[0-9a-z]{20}$/);
      for (const [name, value] of Object.entries(SECURITY_HEADERS))
        expect(answer.headers.get(name)).toBe(value);
    }
    expect(new Set(answers.map((answer) => answer.headers.get("x-request-id"))).size).toBe(answers.length);
  });

  it("a missing and a wrong credential are 401 with a challenge", async () => {
    const world = await createWorld();
    for (const [key, code] of [
      [null, "auth.missing"],
      ["tgk_no", "auth.invalid"],
    ] as const) {
      for (const host of [world.host, "localhost"]) {
        const answer = await sendTo(world, "GET /v1/tenant", { key, host });
        expectRefusal(answer, 401, code);
        expect(answer.headers.get("www-authenticate")).toBe('Bearer realm="traceo"');
      }
    }
  });

  it("the credential may come as a bearer, a basic password or an x-api-key", async () => {
    const world = await createWorld();
    const ways = [
      { authorization: `bearer ${world.viewer}` },
      { authorization: `Basic ${btoa(`anybody:${world.viewer}`)}` },
      { "x-api-key": world.viewer },
    ];
    for (const headers of ways)
      expect((await sendTo(world, "GET /v1/tenant", { key: null, headers })).status).toBe(200);
    const wrong = [`Digest ${world.viewer}`, "Basic !!!", "Bearer", `Bearer ${"x".repeat(2_000)}`];
    for (const authorization of wrong) {
      expect((await sendTo(world, "GET /v1/tenant", { key: null, headers: { authorization } })).status).toBe(
        401,
      );
    }
  });
});

describe("bodies", () => {
  it("refuses what is no JSON, not UTF-8, too deep, or another type, and changes nothing", async () => {
    const world = await createWorld();
    const before = await stateOf(world.tenant);
    const json = { "content-type": "application/json" };
    const ask = async (body: BodyInit, headers: Record<string, string> = json) =>
      sendTo(world, "POST /v1/keys", { body, headers });
    expectRefusal(await ask("{"), 400, "request.malformed");
    expectRefusal(await ask(""), 400, "request.malformed");
    expectRefusal(await ask(new Uint8Array([0x22, 0xff, 0x22])), 400, "request.malformed");
    expectRefusal(await ask("[".repeat(40) + "]".repeat(40)), 400, "request.malformed");
    expectRefusal(await ask("[]"), 400, "request.invalid");
    expectRefusal(
      await ask(JSON.stringify(KEY), { "content-type": "text/plain" }),
      415,
      "request.unsupported_media_type",
    );
    expectRefusal(
      await ask(JSON.stringify(KEY), { ...json, "content-encoding": "br" }),
      415,
      "request.unsupported_encoding",
    );
    expect(await stateOf(world.tenant)).toEqual(before);
  });

  it("succeeds with a charset, an odd case and gzip", async () => {
    const world = await createWorld();
    const typed = { "content-type": "Application/JSON; charset=utf-8" };
    expect((await sendTo(world, "POST /v1/keys", { body: JSON.stringify(KEY), headers: typed })).status).toBe(
      201,
    );
    const zipped = new Response(JSON.stringify(KEY)).body?.pipeThrough(new CompressionStream("gzip"));
    const body = await new Response(zipped).arrayBuffer();
    const headers = { "content-type": "application/json", "content-encoding": "gzip" };
    expect((await sendTo(world, "POST /v1/keys", { body, headers })).status).toBe(201);
  });

  it("refuses a body past the limit, of a declared length or in chunks", async () => {
    const world = await createWorld();
    const large = JSON.stringify({ ...KEY, name: "x".repeat(20_000) });
    const headers = { "content-type": "application/json" };
    expectRefusal(await sendTo(world, "POST /v1/keys", { body: large, headers }), 413, "request.too_large");
    const chunks = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(4_096).fill(0x20)),
    });
    expectRefusal(await sendTo(world, "POST /v1/keys", { body: chunks, headers }), 413, "request.too_large");
  });

  it("a caller who may not is told so before the body is looked at", async () => {
    const world = await createWorld();
    const answer = await sendTo(world, "POST /v1/keys", {
      key: world.viewer,
      body: "{",
      headers: { "content-type": "x" },
    });
    expectRefusal(answer, 403, "policy.denied");
  });

  it("violations point at every place that is wrong", async () => {
    const world = await createWorld();
    const answer = await sendTo(world, "POST /v1/keys", { json: { name: "", roles: ["X"], "a/b": 1 } });
    const pointers = (answer.json.violations as Violation[]).map((violation) => violation.pointer);
    expect(pointers.toSorted()).toEqual(["/a~1b", "/name", "/roles/0"]);
  });

  it.each([
    ["POST /v1/keys", { json: [] }, ""],
    ["POST /v1/keys", { json: { ...KEY, colour: "red" } }, "/colour"],
    ["POST /v1/policy/simulate", { json: { draft: { colour: [] } } }, "/draft/colour"],
    ["GET /v1/keys?colour=red", {}, "query/colour"],
    ["GET /v1/keys?limit=0", {}, "query/limit"],
    ["GET /v1/access-versions/first/changes", {}, "path/version"],
  ] as const)("%s with %j points at `%s` (RFC 6901)", async (target, ask, pointer) => {
    const world = await createWorld();
    const answer = await sendTo(world, target, ask);
    expectRefusal(answer, 400, "request.invalid");
    expect(answer.json.violations.map((one: Violation) => one.pointer)).toEqual([pointer]);
    expect(answer.json.detail).toMatch(pointer === "" ? /^the body: / : new RegExp(`^${pointer}: `));
  });
});

describe("idempotency keys", () => {
  it.each(["", "with space", "x".repeat(256)])("refuses `%s`", async (key) => {
    const world = await createWorld();
    const before = await stateOf(world.tenant);
    const answer = await sendTo(world, "POST /v1/keys", { json: KEY, headers: { "idempotency-key": key } });
    expectRefusal(answer, 400, "request.invalid");
    expect(answer.json.violations[0].pointer).toBe("header/idempotency-key");
    expect(await stateOf(world.tenant)).toEqual(before);
  });
});

describe("limits", () => {
  it("refuses an address that failed too often, and not those who hold a key", async () => {
    const world = await createWorld();
    const tight = { ...env, AUTH_FAILURES: Reflect.get(env, "TEST_TIGHT_LIMIT") as RateLimit };
    const ask = async (key: string | null, address: string) => {
      const request = toRequest("GET /v1/tenant", {
        host: world.host,
        key,
        headers: { "cf-connecting-ip": address },
      });
      return toAnswer(await app.fetch(request, tight, createExecutionContext()));
    };
    const guesses = [];
    for (let i = 0; i < 5; i++) guesses.push(await ask("guess", "192.0.2.1"));
    expect(guesses.map((guess) => guess.status)).toEqual([401, 401, 401, 429, 429]);
    expect(guesses[4]?.headers.get("retry-after")).toBe("60");
    expect((await ask("guess", "192.0.2.2")).status).toBe(401);
    expect((await ask(world.viewer, "192.0.2.1")).status).toBe(200);
  });

  it("asks the directory nothing for an address that failed too often a moment ago", async () => {
    const world = await createWorld();
    const tight = { ...env, AUTH_FAILURES: Reflect.get(env, "TEST_TIGHT_LIMIT") as RateLimit };
    const ask = async (host: string, address: string) => {
      const headers = { "cf-connecting-ip": address };
      const request = toRequest("GET /v1/tenant", { host, key: world.viewer, headers });
      return toAnswer(await app.fetch(request, tight, createExecutionContext()));
    };
    const guesses = [];
    for (let i = 0; i < 5; i++) guesses.push(await ask(`${freshSlug()}.localhost`, "192.0.2.3"));
    expect(guesses.map((guess) => guess.status)).toEqual([404, 404, 404, 429, 429]);
    // Only the directory could tell this isolate of the tenant: it is not asked for one address, and is for another.
    const refused = await ask(world.host, "192.0.2.3");
    expectRefusal(refused, 429, "auth.throttled");
    expect(refused.headers.get("retry-after")).toBe("60");
    expect((await ask(world.host, "192.0.2.4")).status).toBe(200);
    expect((await ask(world.host, "192.0.2.3")).status).toBe(200);
  });

  it("refuses a principal that asks too often, but not its telemetry", async () => {
    const world = await createWorld();
    const tight = { ...env, REQUESTS: Reflect.get(env, "TEST_TIGHT_LIMIT") as RateLimit };
    const ask = async (target: string, json?: unknown) => {
      const request = toRequest(target, { host: world.host, key: world.engineer, json });
      return toAnswer(await app.fetch(request, tight, createExecutionContext()));
    };
    const statuses = [];
    for (let i = 0; i < 4; i++) statuses.push((await ask("GET /v1/tenant")).status);
    expect(statuses).toEqual([200, 200, 200, 429]);
    expect((await ask("POST /v1/metrics", gaugeBody())).status).toBe(200);
  });
});

describe("refused attempts of known principals", () => {
  it("are in the audit log, counted, one entry a second at most", async () => {
    const world = await createWorld();
    const context = createExecutionContext();
    const ask = async () =>
      app.fetch(toRequest("GET /v1/keys", { host: world.host, key: world.viewer }), env, context);
    const answers = await Promise.all([ask(), ask(), ask()]);
    expect(answers.map((answer) => answer.status)).toEqual([403, 403, 403]);
    await Promise.all(answers.map(async (answer) => answer.text()));
    await waitOnExecutionContext(context);
    const denied = (await auditOf(world.tenant)).filter((entry) => entry.outcome === "denied");
    expect(denied).toMatchObject([
      { action: "keys:view", detail: { attempts: 3 }, reasons: ["default"], actor: { kind: "key" } },
    ]);
  });

  it("of strangers are not: they could fill the log", async () => {
    const world = await createWorld();
    const before = (await auditOf(world.tenant)).length;
    for (const key of [null, "x", world.viewer.slice(0, -1)]) await sendTo(world, "GET /v1/keys", { key });
    expect((await auditOf(world.tenant)).length).toBe(before);
  });
});

describe("a value that may be written in several ways", () => {
  const INSTANT = "an instant: RFC 3339, `now`, `now-6h`, or seconds or milliseconds since 1970";

  it.each([
    ["GET /v1/labels", undefined, "query/from", INSTANT],
    ["POST /v1/logs/search", { from: true }, "/from", INSTANT],
    [
      "POST /v1/traces/search",
      { from: "now-1h", min_duration: [] },
      "/min_duration",
      "a duration such as `250ms` or `5s`, or milliseconds",
    ],
  ])("is told with all of them by `%s`", async (target, json, pointer, message) => {
    const world = await createWorld();
    const answer = await sendTo(world, target, json === undefined ? {} : { json });
    expectRefusal(answer, 400, "request.invalid");
    expect(answer.json.violations).toEqual([{ pointer, message }]);
  });
});
