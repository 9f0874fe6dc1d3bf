// Hostile requests around the body: hosts, paths, methods, headers, credentials, floods. Each is answered by a problem with a
// stable code that tells nothing of others, and the gateway goes on serving.

import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestGateway, type TestGateway, type TestTenant } from "../../support/gateway.ts";
import { jsonOf, send, type Reply, type Sending } from "../../support/node/send.ts";

let gateway: TestGateway;
let tenant: TestTenant;
beforeAll(async () => {
  gateway = await startTestGateway();
  tenant = await gateway.createTenant();
});
afterAll(() => gateway.stop());

interface Problem {
  readonly code: string;
  readonly status: number;
  readonly [field: string]: unknown;
}

function problemOf(reply: Reply): Problem {
  expect(reply.headers["content-type"]).toBe("application/problem+json");
  const problem = JSON.parse(reply.body.toString("utf8")) as Problem;
  expect(problem.status).toBe(reply.status);
  return problem;
}

async function codeOf(sending: Partial<Sending>): Promise<string> {
  const reply = await send(gateway.url, { method: "GET", path: "/v1/tenant", ...sending });
  return `${reply.status} ${problemOf(reply).code}`;
}

async function expectServing(): Promise<void> {
  const reply = await send(gateway.url, { method: "GET", path: "/v1/tenant", key: tenant.viewerKey });
  expect(jsonOf(reply)).toMatchObject({ id: tenant.id });
  expect(gateway.bugs).toEqual([]);
}

describe("a host that is no tenant's", () => {
  const HOSTS = [
    "nobody-here.localhost",
    "a.b.c.localhost",
    "example.com",
    "example.com:80",
    "xn--e1afmkfd.localhost",
    `${"a".repeat(63)}.localhost`,
    "..localhost",
    "-.localhost",
    "%61.localhost",
    "LOCALHOST.",
    "evil.com.localhost",
    "localhost.evil.com",
    `${"a.".repeat(120)}com`,
  ];
  for (const host of HOSTS) {
    it(`is answered like any other: ${host.slice(0, 40)}`, async () => {
      const reply = await send(gateway.url, { method: "GET", path: "/v1/tenant", host });
      if (host === "LOCALHOST.") expect(`${reply.status} ${problemOf(reply).code}`).toBe("401 auth.missing");
      else if (reply.headers["content-type"] === "application/problem+json")
        expect(`${reply.status} ${problemOf(reply).code}`).toBe("404 tenant.unknown");
      else expect(reply.status).toBe(400);
      await expectServing();
    });
  }

  it("does not serve the operator's routes, nor does a tenant's", async () => {
    for (const host of ["nobody-here.localhost", `${tenant.slug}.localhost`, "example.com"]) {
      expect(await codeOf({ path: "/operator/v1/tenants", host, key: "tgo_guess" })).toBe(
        "404 request.no_such_route",
      );
    }
    expect(await codeOf({ path: "/operator/v1/tenants", key: tenant.adminKey })).toBe("401 auth.invalid");
  });

  it("is the same bytes outside as a suspended tenant's host and as the wrong region", async () => {
    const gone = await gateway.createTenant();
    jsonOf(await gateway.operate("POST", `/operator/v1/tenants/${gone.id}/suspend`));
    const hosts = ["nobody-here.localhost", `${gone.slug}.localhost`, `${tenant.slug}.us.localhost`];
    const bodies = await Promise.all(
      hosts.map(async (host) => {
        const reply = await send(gateway.url, {
          method: "GET",
          path: "/v1/tenant",
          host,
          key: gone.engineerKey,
        });
        const { instance, ...problem } = problemOf(reply);
        expect(instance).toMatch(/^urn:traceo:request:/);
        return problem;
      }),
    );
    expect(bodies).toEqual(
      bodies.map(() => ({
        type: "urn:traceo:problem:tenant.unknown",
        title: "There is no such tenant here",
        status: 404,
        code: "tenant.unknown",
        retryable: false,
      })),
    );
  });
});

describe("an address that is nobody's", () => {
  const PATHS = [
    "/",
    "/v1",
    "/v1/",
    "/v1/profiles",
    "/v1/metrics/",
    "//v1/metrics",
    "/v1//metrics",
    "/V1/METRICS",
    "/v1/metrics/extra",
    "/.env",
    "/v1/%6detrics/x",
    "/v1/../operator",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/v1/\0".replace("\0", "%00"),
    `/${"a".repeat(8e3)}`,
    "/v1/keys/%ff%fe",
    "/v1/traces/'; DROP TABLE batches;--".replaceAll(" ", "%20"),
    "/__proto__",
    "/constructor",
    "/cdn-cgi/mf/scheduled/x",
  ];
  for (const path of PATHS) {
    it(`is answered by a problem: ${path.slice(0, 40)}`, async () => {
      const reply = await send(gateway.url, { method: "POST", path, key: tenant.engineerKey, json: {} });
      expect([400, 404, 405]).toContain(reply.status);
      problemOf(reply);
      await expectServing();
    });
  }

  it("is answered by a problem for every method", async () => {
    for (const method of ["PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"]) {
      const reply = await send(gateway.url, { method, path: "/v1/metrics", key: tenant.engineerKey });
      expect([404, 405]).toContain(reply.status);
      problemOf(reply);
    }
  });
});

describe("a credential that is none", () => {
  const make = (): [string, Partial<Sending>][] => {
    const key = tenant.engineerKey;
    const flipped = `${key.slice(0, -1)}${key.endsWith("0") ? "1" : "0"}`;
    return [
      ["nothing", {}],
      ["an empty bearer", { headers: { authorization: "Bearer " } }],
      ["a bearer alone", { headers: { authorization: "Bearer" } }],
      ["another scheme", { headers: { authorization: `Digest ${key}` } }],
      ["a wrong last character", { key: flipped }],
      ["a key cut short", { key: key.slice(0, -10) }],
      ["a key with more behind it", { key: `${key}x` }],
      ["upper case", { key: key.toUpperCase() }],
      ["a key of 1,000 characters", { key: `tgk_${"a".repeat(996)}` }],
      ["a key of 10,000 characters", { key: `tgk_${"a".repeat(9_996)}` }],
      ["control characters", { headers: { authorization: "Bearer \u0009\u00ff\u00fe" } }],
      ["a broken basic", { headers: { authorization: "Basic !!!" } }],
      ["the operator's scheme", { key: "tgo_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" }],
      ["an object's name", { key: "__proto__" }],
      ["an SQL text", { key: "' OR 1=1 --" }],
    ];
  };
  it("is 401 without a word of what was wrong, with a challenge", async () => {
    for (const [name, sending] of make()) {
      const reply = await send(gateway.url, { method: "GET", path: "/v1/tenant", ...sending });
      const problem = problemOf(reply);
      expect([
        name,
        reply.status,
        problem.code,
        problem["detail"],
        reply.headers["www-authenticate"],
      ]).toEqual([
        name,
        401,
        expect.stringMatching(/^auth\.(?:missing|invalid)$/),
        undefined,
        'Bearer realm="traceo"',
      ]);
    }
    await expectServing();
  });

  it("is 401 on the host of another tenant, which may not be told from a wrong key", async () => {
    const other = await gateway.createTenant();
    expect(await codeOf({ key: tenant.adminKey, host: `${other.slug}.localhost` })).toBe("401 auth.invalid");
  });
});

describe("headers without measure", () => {
  it("are refused or ignored", async () => {
    const many = Object.fromEntries(
      Array.from({ length: 500 }, (_, at) => [`x-flood-${at}`, "a".repeat(20)]),
    );
    const large = { "x-flood": "a".repeat(60_000) };
    const tooLarge = { "x-flood": "a".repeat(1_000_000) };
    for (const headers of [many, large, tooLarge]) {
      const outcome = await send(gateway.url, {
        method: "GET",
        path: "/v1/tenant",
        key: tenant.viewerKey,
        headers,
      }).catch(() => null);
      if (outcome !== null) expect([200, 400, 413, 431]).toContain(outcome.status);
      await expectServing();
    }
  });

  it("that lie about the request are not believed", async () => {
    const lies = {
      "x-forwarded-host": "nobody-here.localhost",
      "x-forwarded-for": "1.2.3.4",
      "x-original-url": "/operator/v1/tenants",
      "x-http-method-override": "DELETE",
      "x-request-id": "forged	text",
      traceparent: "00-zz-zz-zz",
      forwarded: "host=evil.com",
      "x-rewrite-url": "/operator/v1/tenants",
    };
    const reply = await send(gateway.url, {
      method: "GET",
      path: "/v1/tenant",
      key: tenant.viewerKey,
      headers: lies,
    });
    expect(jsonOf(reply)).toMatchObject({ id: tenant.id });
    expect(reply.headers["x-request-id"]).toMatch(/^req_[0-9a-z]+$/);
  });

  it("with an idempotency key out of form are refused", async () => {
    for (const key of ["a".repeat(256), "two words", "é"]) {
      const reply = await send(gateway.url, {
        path: "/v1/keys",
        key: tenant.adminKey,
        json: { name: "n", roles: ["viewer"] },
        headers: { "idempotency-key": key },
      });
      expect(`${reply.status} ${problemOf(reply).code}`).toBe("400 request.invalid");
    }
  });
});

describe("a connection that does not speak HTTP", () => {
  const LINES = [
    "GET / HTTP/9.9\r\n\r\n",
    "\u0016\u0003\u0001\u0002",
    "POST /v1/logs HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
    "POST /v1/logs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    `GET / HTTP/1.1\r\nHost: ${"a".repeat(200_000)}\r\n\r\n`,
  ];
  it("is closed or answered 4xx, and no other is hurt", async () => {
    for (const line of LINES) {
      const status = await speak(line);
      expect(
        status === "" || /^HTTP\/1\.1 (?:4\d\d|501|505)/.test(status),
        `${JSON.stringify(line.slice(0, 60))}: ${status}`,
      ).toBe(true);
      await expectServing();
    }
  });
});

/** What the server says to these bytes until it closes, or to their end. */
async function speak(bytes: string): Promise<string> {
  const socket = connect(Number(gateway.url.port), gateway.url.hostname);
  const parts: Buffer[] = [];
  socket.on("data", (part) => void parts.push(part));
  socket.end(Buffer.from(bytes, "latin1"));
  await new Promise<void>(
    (resolve) => void socket.once("close", () => resolve()).once("error", () => resolve()),
  );
  return Buffer.concat(parts).toString("latin1").slice(0, 200);
}

describe("a flood", () => {
  it("of queries past the tier's concurrency is answered 429 with Retry-After, and passes", async () => {
    const json = { queries: [{ name: "q", metric: "none" }], from: "now-1h" };
    const replies = await Promise.all(
      Array.from({ length: 60 }, () =>
        send(gateway.url, { path: "/v1/query", key: tenant.engineerKey, json }),
      ),
    );
    for (const reply of replies) {
      if (reply.status === 200) continue;
      expect([reply.status, problemOf(reply).code, Number(reply.headers["retry-after"]) > 0]).toEqual([
        429,
        "query.too_many_concurrent",
        true,
      ]);
    }
    expect(replies.some(({ status }) => status === 200)).toBe(true);
    const after = await send(gateway.url, { path: "/v1/query", key: tenant.engineerKey, json });
    expect([200, 429]).toContain(after.status);
  });

  it("of refused requests does not keep others from being served", async () => {
    const flood = Promise.all(
      Array.from({ length: 300 }, () =>
        send(gateway.url, { method: "GET", path: "/v1/tenant", key: "tgk_guess" }),
      ),
    );
    await expectServing();
    expect(new Set((await flood).map(({ status }) => status))).toEqual(new Set([401]));
  });
});
