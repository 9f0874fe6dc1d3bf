// The channel between edge and cell from outside: what a cell takes, what the edge makes of a cell that is down or of something
// else that answers in its place, and how tenants are made and operated there.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { JWK } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "../../../src/kernel/ids.ts";
import { FORWARD_HEADER, signForward } from "../../../src/residency/index.ts";
import { textsIn } from "../../support/node/find-in-files.ts";
import { waitUntil } from "../../support/node/installed-program.ts";
import { CONTENT_TYPES, encode, gauge } from "../../support/node/otlp-requests.ts";
import { jsonOf, send, type Reply, type Sending } from "../../support/node/send.ts";
import { newSlug, startGatewayAndCell, type CellTenant, type GatewayAndCell } from "./gateway-and-cell.ts";

let pair: GatewayAndCell;
let tenant: CellTenant;
beforeAll(async () => {
  pair = await startGatewayAndCell();
  tenant = await pair.createTenant();
});
afterAll(() => pair.stop());

const askEdge = (over: Partial<Sending> = {}): Promise<Reply> =>
  send(pair.main.url, {
    method: "GET",
    path: "/v1/tenant?view=all",
    host: tenant.host,
    key: tenant.engineerKey,
    ...over,
  });

const askCell = (over: Partial<Sending> = {}): Promise<Reply> =>
  send(pair.cell().url, {
    method: "GET",
    path: "/v1/tenant",
    host: tenant.host,
    key: tenant.engineerKey,
    ...over,
  });

/** A problem without what is different each time. */
function faceOf({ status, body }: Reply): unknown {
  const { instance: _instance, ...face } = JSON.parse(body.toString()) as { instance?: string };
  return { status, ...face };
}

const codeOf = ({ body }: Reply): string => (JSON.parse(body.toString()) as { code: string }).code;

async function tokenFor(changes: {
  readonly nowMs?: number;
  readonly method?: string;
  readonly target?: string;
}) {
  const forward = { as: "tenant" as const, host: tenant.host, ip: null, country: null, colo: null };
  const requestId = newId("request", Date.now(), (size) => crypto.getRandomValues(new Uint8Array(size)));
  const bound = { cell: "in" as const, method: "GET", target: "/v1/tenant", nowMs: Date.now(), ...changes };
  const key = JSON.parse(pair.secrets.signingKey) as JWK;
  return signForward({ ...forward, requestId, tenantId: tenant.id as `ten_${string}` }, bound, key);
}

describe("a cell", () => {
  it("takes what the edge signs, once", async () => {
    const headers = { [FORWARD_HEADER]: await tokenFor({}) };
    expect((await askCell({ headers })).status).toBe(200);
    expect(codeOf(await askCell({ headers }))).toBe("tenant.unknown");
  });

  it("refuses a request of the edge's that was recorded and is sent again", async () => {
    expect((await askEdge()).status).toBe(200);
    const last = pair.between.passed.at(-1);
    expect(last?.target).toBe("/v1/tenant?view=all");
    const headers = { [FORWARD_HEADER]: String(last?.headers[FORWARD_HEADER]) };
    expect(codeOf(await askCell({ path: "/v1/tenant?view=all", headers }))).toBe("tenant.unknown");
  });

  it.each([
    ["no token", async () => ({})],
    ["a token that is none", async () => ({ [FORWARD_HEADER]: "none" })],
    ["an expired token", async () => ({ [FORWARD_HEADER]: await tokenFor({ nowMs: Date.now() - 60_000 }) })],
    ["a token for later", async () => ({ [FORWARD_HEADER]: await tokenFor({ nowMs: Date.now() + 60_000 }) })],
    ["another path's token", async () => ({ [FORWARD_HEADER]: await tokenFor({ target: "/v1/keys" }) })],
    ["another method's token", async () => ({ [FORWARD_HEADER]: await tokenFor({ method: "POST" }) })],
  ])("answers as to a stranger with %s, whoever has a key", async (_, make) => {
    const headers = await make();
    const refused = await askCell({ headers });
    const stranger = await send(pair.main.url, {
      method: "GET",
      path: "/v1/tenant",
      host: "nobody.localhost",
    });
    expect(faceOf(refused)).toEqual(faceOf(stranger));
    expect(refused.headers["www-authenticate"]).toBeUndefined();
    const { operatorToken } = JSON.parse(
      await readFile(join(pair.cell().stateDir, "secrets.json"), "utf8"),
    ) as { operatorToken: string };
    const operator = await askCell({
      path: "/operator/v1/tenants",
      host: "localhost",
      key: operatorToken,
      headers,
    });
    expect(faceOf(operator)).toEqual(faceOf(stranger));
  });

  it("takes host and client from the token, not from headers", async () => {
    const headers = { [FORWARD_HEADER]: await tokenFor({}), "x-forwarded-host": "nobody.localhost" };
    const told = jsonOf(await askCell({ host: "nobody.localhost", headers }));
    expect(told).toMatchObject({ slug: tenant.slug });
  });

  it("tells anyone that it is there, and nothing else", async () => {
    expect((await askCell({ path: "/healthz" })).status).toBe(200);
  });
});

describe("the edge", () => {
  it("passes no header of the connection on, nor one that says who the client is", async () => {
    await askEdge({
      headers: {
        te: "trailers",
        "x-forwarded-for": "198.51.100.1",
        [FORWARD_HEADER]: "forged",
        "x-note": "kept",
      },
    });
    const { headers = {} } = pair.between.passed.at(-1) ?? {};
    expect(headers["x-note"]).toBe("kept");
    expect(headers.authorization).toBe(`Bearer ${tenant.engineerKey}`);
    expect(headers["te"]).toBeUndefined();
    expect(headers["x-forwarded-for"]).toBeUndefined();
    expect(headers[FORWARD_HEADER]).toMatch(/^ey/);
  });

  it("hands a refusal of the cell back as it is, under the same request id in both logs", async () => {
    const refused = await askEdge({ key: `${tenant.engineerKey.slice(0, -1)}x` });
    expect(codeOf(refused)).toBe("auth.invalid");
    const id = String(refused.headers["x-request-id"]);
    const isLogged = () => pair.main.output().includes(id) && pair.cell().output().includes(id);
    await waitUntil(isLogged, "both have logged the request");
  });

  it("follows no redirect, and takes no answer from what is not the cell", async () => {
    const page = "an error page of somebody else";
    for (const [status, headers] of [
      [200, {}],
      [502, {}],
      [302, { location: `${pair.cell().url.href}v1/tenant` }],
      [200, { "x-request-id": "req_00000000000000000000" }],
    ] as const) {
      const before = pair.between.passed.length;
      const reply = await pair.between.during(
        (incoming, outgoing) => {
          incoming.resume();
          outgoing.writeHead(status, headers).end(page);
        },
        () => askEdge(),
      );
      expect(reply.status).toBe(503);
      expect(codeOf(reply)).toBe("residency.cell_unreachable");
      expect(reply.body.toString()).not.toContain(page);
      expect(pair.between.passed.length).toBe(before + 1);
    }
  });

  it("answers 503 with Retry-After while the cell is down, keeps nothing, and goes on when it is back", async () => {
    const metric = `canary${newSlug().replaceAll(/\d/g, "q")}`;
    const body = encode("metrics", "protobuf", gauge(metric, { asDouble: 1 }));
    const sending = {
      method: "POST",
      path: "/v1/metrics",
      headers: { "content-type": CONTENT_TYPES.protobuf },
      body,
    };
    const down = await pair.killCell();
    for (const large of [body, Buffer.concat([body, Buffer.alloc(8_000_000, metric)])]) {
      const refused = await askEdge({ ...sending, body: large });
      expect(refused.status).toBe(503);
      expect(refused.headers["retry-after"]).toBe("10");
    }
    const problem = await askEdge();
    expect(codeOf(problem)).toBe("residency.cell_unreachable");
    expect(JSON.parse(problem.body.toString())).toMatchObject({ retryable: true });
    expect(textsIn(Buffer.from(pair.main.output()), [metric])).toEqual([]);
    await down.again();
    expect((await askEdge(sending)).status).toBe(200);
  });
});

describe("a tenant that only its region may process", () => {
  it("is refused by the cell for an edge elsewhere, and from then on by that edge before anything leaves it", async () => {
    const { host, adminKey } = await pair.createTenant();
    const from = (colo: string, over: Partial<Sending> = {}): Promise<Reply> =>
      askEdge({ host, key: adminKey, headers: { "x-traceo-colo": colo }, ...over });
    const strict = {
      method: "PUT",
      path: "/v1/residency",
      json: { processing: "in_region", lock: "required" },
    };
    expect((await from("BOM", strict)).status).toBe(200);
    const first = await from("LHR");
    expect(codeOf(first)).toBe("residency.wrong_region");
    const isKept = async (): Promise<boolean> => {
      const before = pair.between.passed.length;
      expect(codeOf(await from("LHR"))).toBe("residency.wrong_region");
      return pair.between.passed.length === before;
    };
    await waitUntil(isKept, "the edge refuses by itself");
    expect((await from("BOM")).status).toBe(200);
  });
});

describe("an operator", () => {
  const creation = (slug: string, jurisdiction = "in") => ({ json: { slug, jurisdiction } });

  it("makes a tenant once, however often the call is repeated, under one id in both directories", async () => {
    const wanted = { ...creation(newSlug()), idempotencyKey: crypto.randomUUID() };
    const first = jsonOf(await pair.operate("POST", "/operator/v1/tenants", wanted), 201) as Made;
    const again = jsonOf(await pair.operate("POST", "/operator/v1/tenants", wanted), 201) as Made;
    expect(again.tenant).toEqual(first.tenant);
    expect(first.tenant.status).toBe("active");
    expect(first.admin_key).toMatch(/^tgk_in_/);
    expect(await listed(first.tenant.id)).toMatchObject({ slug: first.tenant.slug, status: "active" });
  });

  it("finishes a creation that was cut off between the directory and the cell", async () => {
    const wanted = { ...creation(newSlug()), idempotencyKey: crypto.randomUUID() };
    const cut = await pair.between.during(
      (incoming) => incoming.destroy(),
      () => pair.operate("POST", "/operator/v1/tenants", wanted),
    );
    expect(cut.status).toBe(503);
    const { tenant: made } = jsonOf(await pair.operate("POST", "/operator/v1/tenants", wanted), 201) as Made;
    expect(await listed(made.id)).toMatchObject({ slug: wanted.json.slug, status: "active" });
    const other = await pair.operate("POST", "/operator/v1/tenants", creation(wanted.json.slug));
    expect(codeOf(other)).toBe("directory.slug_taken");
  });

  it("gets the slug back when the cell refuses, and may ask for something else under it", async () => {
    const slug = newSlug();
    const silo = { json: { slug, jurisdiction: "in", isolation: "silo" } };
    const refused = await pair.operate("POST", "/operator/v1/tenants", silo);
    expect(refused.status).toBe(422);
    expect(codeOf(refused)).toBe("directory.placement_refused");
    expect((await pair.operate("POST", "/operator/v1/tenants", creation(slug))).status).toBe(201);
  });

  it("suspends and resumes a tenant there; the directory follows", async () => {
    const { id, host, engineerKey } = await pair.createTenant();
    const path = `/operator/v1/tenants/${id}`;
    const asTenant = (): Promise<Reply> =>
      send(pair.main.url, { method: "GET", path: "/v1/tenant", host, key: engineerKey });
    expect((await pair.operate("POST", `${path}/suspend`)).status).toBe(200);
    expect(codeOf(await asTenant())).toBe("tenant.unknown");
    await waitUntil(async () => (await listed(id))?.status === "suspended", "the directory says suspended");
    expect((await pair.operate("POST", `${path}/resume`)).status).toBe(200);
    expect((await asTenant()).status).toBe(200);
    expect(jsonOf(await pair.operate("GET", path))).toMatchObject({ id, status: "active" });
    expect(jsonOf(await pair.operate("POST", `${path}/keys`), 201)).toMatchObject({
      admin_key: expect.stringMatching(/^tgk_in_/),
    });
  });

  it("does not send the operator's token along, and a tenant's key operates nothing", async () => {
    await pair.operate("GET", `/operator/v1/tenants/${tenant.id}`);
    expect(pair.between.passed.at(-1)?.headers.authorization).toBeUndefined();
    const path = `/operator/v1/tenants/${tenant.id}`;
    for (const host of ["localhost", tenant.host]) {
      const refused = await askEdge({ path, host, key: tenant.adminKey });
      expect([401, 404]).toContain(refused.status);
    }
  });

  it("is refused where the declared cell does not answer, with nothing made elsewhere", async () => {
    const refused = await pair.operate("POST", "/operator/v1/tenants", creation(newSlug(), "jp"));
    expect(refused.status).toBe(503);
    expect(refused.headers["retry-after"]).toBe("10");
  });

  it("cannot move a tenant out of the cell or into it", async () => {
    const move = { json: { to: { jurisdiction: "eu" }, reason: "a test" } };
    const refused = await pair.operate("POST", `/operator/v1/tenants/${tenant.id}/moves`, move);
    const { id } = await pair.createTenant("eu");
    const into = { json: { to: { jurisdiction: "in" }, reason: "a test" } };
    const other = await pair.operate("POST", `/operator/v1/tenants/${id}/moves`, into);
    // The cell has nothing outside its country, and the global deployment nothing of the cell's.
    expect([codeOf(refused), codeOf(other)]).toEqual([
      "residency.guarantee_missing",
      "directory.placement_refused",
    ]);
  });
});

interface Made {
  readonly tenant: { readonly id: string; readonly slug: string; readonly status: string };
  readonly admin_key: string | null;
}

async function listed(id: string): Promise<{ slug: string; status: string } | undefined> {
  const page = jsonOf(await pair.operate("GET", "/operator/v1/tenants?limit=50")) as {
    data: { id: string; slug: string; status: string }[];
  };
  return page.data.find((each) => each.id === id);
}
