// OData 4.0 as a client meets it (docs.oasis-open.org/odata/odata/v4.0): README.md says which clause is where.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestGateway, type TestGateway, type TestTenant } from "../../support/gateway.ts";
import { jsonOf, send, type Reply } from "../../support/node/send.ts";

let gateway: TestGateway;
let tenant: TestTenant;
beforeAll(async () => {
  gateway = await startTestGateway();
  tenant = await gateway.createTenant();
  await send(gateway.url, { path: "/v1/metrics", key: tenant.engineerKey, json: metrics() });
});
afterAll(() => gateway.stop());

const nowMs = Date.now();
const SINCE = new Date(nowMs - 60_000).toISOString();
const SAMPLES = `metric eq 'load' and time ge ${SINCE}`;

function metrics(): object {
  const dataPoints = [1, 2, 3].map((value) => ({
    timeUnixNano: `${nowMs - value}000000`,
    asDouble: value,
  }));
  return { resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: "load", gauge: { dataPoints } }] }] }] };
}

interface Asking {
  readonly options?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly key?: string;
}

async function get(
  path: string,
  { options = {}, headers = {}, key = tenant.adminKey }: Asking = {},
): Promise<Reply> {
  const pairs = Object.entries(options).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  const query = pairs.length === 0 ? "" : `?${pairs.join("&")}`;
  const reply = await send(gateway.url, { method: "GET", path: `/odata${path}${query}`, key, headers });
  expect(reply.headers["odata-version"], `of ${path}`).toBe("4.0");
  return reply;
}

interface Collection {
  readonly "@odata.context"?: string;
  readonly "@odata.count"?: number | string;
  readonly "@odata.nextLink"?: string;
  readonly value: readonly Readonly<Record<string, unknown>>[];
}

const collection = async (path: string, asking?: Asking): Promise<Collection> =>
  jsonOf(await get(path, asking)) as Collection;

const typeOf = (reply: Reply): string => reply.headers["content-type"] ?? "";

function expectError(reply: Reply, status: number, code: string): { readonly target?: string } {
  const { error } = jsonOf(reply, status) as { error: { code: string; message: string; target?: string } };
  expect(error).toMatchObject({ code, message: expect.stringMatching(/./) });
  expect(typeOf(reply)).toBe("application/json;odata.metadata=minimal");
  return error;
}

/** What of CSDL is needed here, by patterns: the document is ours, and has no attribute in another order. */
async function readMetadata() {
  const reply = await get("/$metadata");
  expect([reply.status, typeOf(reply)]).toEqual([200, "application/xml"]);
  const xml = reply.body.toString("utf8");
  const types = new Map(
    [...xml.matchAll(/<EntityType Name="(\w+)">(.*?)<\/EntityType>/g)].map(([, name = "", body = ""]) => {
      const keys = [...body.matchAll(/<PropertyRef Name="(\w+)"\/>/g)].map(([, key = ""]) => key);
      const properties = new Map(
        [...body.matchAll(/<Property Name="(\w+)" Type="([\w.]+)"/g)].map(([, of = "", type = ""]) => [
          of,
          type,
        ]),
      );
      return [name, { keys, properties }] as const;
    }),
  );
  const sets = new Map(
    [...xml.matchAll(/<EntitySet Name="(\w+)" EntityType="Traceo\.(\w+)"/g)].map(
      ([, name = "", type = ""]) => [name, type],
    ),
  );
  return { xml, types, sets };
}

describe("an OData service", () => {
  it("the service document names every entity set", async () => {
    const { sets } = await readMetadata();
    for (const path of ["/", ""]) {
      const document = await collection(path);
      expect(document["@odata.context"]).toMatch(/^http:\/\/.+\/odata\/\$metadata$/);
      expect(document.value).toEqual(
        [...sets.keys()].map((name) => ({ name, kind: "EntitySet", url: name })),
      );
    }
  });

  it("the metadata describes each set", async () => {
    const { xml, types, sets } = await readMetadata();
    expect([...sets.keys()]).toEqual(["Metrics", "MetricWindows", "Usage", "Costs", "Audit"]);
    expect(xml).toMatch(/^<\?xml version="1.0" encoding="utf-8"\?>\n<edmx:Edmx Version="4.0"/);
    for (const type of sets.values()) {
      const { keys, properties } = types.get(type) ?? { keys: [], properties: new Map() };
      expect(keys.length).toBeGreaterThan(0);
      expect(keys.filter((key) => !properties.has(key))).toEqual([]);
    }
    for (const element of ["EntityType", "EntitySet", "Schema", "EntityContainer", "Record", "Annotation"]) {
      const opened = xml.match(new RegExp(`<${element}[ >](?:[^>]*[^/])?>?`, "g"))?.length ?? 0;
      const closed = xml.match(new RegExp(`</${element}>`, "g"))?.length ?? 0;
      const selfClosed = xml.match(new RegExp(`<${element} [^>]*/>`, "g"))?.length ?? 0;
      expect(opened, `of ${element}`).toBe(closed + selfClosed);
    }
  });

  it("rows are what the metadata says", async () => {
    const { types, sets } = await readMetadata();
    for (const [set, type] of sets) {
      const windows = " and aggregation eq 'avg' and interval eq '1m'";
      const $filter = set === "Metrics" ? SAMPLES : SAMPLES + windows;
      const { value } = await collection(`/${set}`, set.startsWith("Metric") ? { options: { $filter } } : {});
      const { properties } = types.get(type) ?? { properties: new Map<string, string>() };
      for (const row of value) expect(Object.keys(row), `of ${set}`).toEqual([...properties.keys()]);
      expect(value.length > 0 || set === "Costs", `of ${set}`).toBe(true);
    }
  });

  it("a collection has its context", async () => {
    const whole = await collection("/Usage", { options: { $top: "1" } });
    expect(whole["@odata.context"]).toMatch(/\/odata\/\$metadata#Usage$/);
    const some = await collection("/Usage", { options: { $top: "1", $select: "quantity, date" } });
    expect(some["@odata.context"]).toMatch(/\/odata\/\$metadata#Usage\(date,quantity\)$/);
    expect(Object.keys(some.value[0] ?? {})).toEqual(["date", "quantity"]);
  });

  it("each option does what it says", async () => {
    const values = async (options: Readonly<Record<string, string>>) =>
      (await collection("/Metrics", { options: { $filter: SAMPLES, ...options } })).value.map(
        (row) => row["value"],
      );
    expect(await values({ $orderby: "value desc" })).toEqual([3, 2, 1]);
    expect(await values({ $orderby: "value", $skip: "1", $top: "1" })).toEqual([2]);
    expect(await values({ $filter: `${SAMPLES} and value ge 2 and not (value eq 3)` })).toEqual([2]);
    expect(await values({ $top: "0" })).toEqual([]);
    const counted = await collection("/Metrics", {
      options: { $filter: SAMPLES, $count: "true", $top: "0" },
    });
    expect(counted).toMatchObject({ "@odata.count": 3, value: [] });
  });

  it("pages are linked", async () => {
    const headers = { prefer: "odata.maxpagesize=2" };
    const first = await get("/Metrics", { headers, options: { $filter: SAMPLES, $orderby: "value" } });
    expect(first.headers["preference-applied"]).toBe("odata.maxpagesize=2");
    const { value, "@odata.nextLink": next = "" } = jsonOf(first) as Collection;
    const { pathname, search } = new URL(next);
    const second = await collection(`${pathname}${search}`.replace("/odata", ""), { headers });
    expect([...value, ...second.value].map((row) => row["value"])).toEqual([1, 2, 3]);
    expect(second).not.toHaveProperty("@odata.nextLink");
  });

  it("the representation is negotiated", async () => {
    const as = async (headers: Readonly<Record<string, string>>, options = {}) =>
      get("/Audit", { headers, options: { $top: "1", $count: "true", ...options } });
    const power = "application/json;odata.metadata=minimal;q=1.0,application/atom+xml;q=0.5,*/*;q=0.1";
    expect(typeOf(await as({ accept: power }))).toBe("application/json;odata.metadata=minimal");
    const bare = await as({ accept: "application/json;odata.metadata=none" });
    expect([typeOf(bare), Object.keys(jsonOf(bare) as object)]).toEqual([
      "application/json;odata.metadata=none",
      ["@odata.count", "value"],
    ]);
    const long = await as({ accept: "application/json;IEEE754Compatible=true" });
    expect(jsonOf(long)).toMatchObject({ "@odata.count": expect.any(String), value: [{ seq: "0" }] });
    expect(typeOf(await as({ accept: "text/html" }, { $format: "json" }))).toContain("application/json");
    expectError(await as({ accept: "application/atom+xml" }), 406, "request.not_acceptable");
    expectError(await as({ accept: "application/json;odata.metadata=full" }), 406, "request.not_acceptable");
    expectError(await as({}, { $format: "atom" }), 406, "request.not_acceptable");
  });

  it("an older client is refused", async () => {
    expectError(await get("/Usage", { headers: { "odata-maxversion": "3.0" } }), 400, "request.invalid");
    expect((await get("/Usage", { headers: { "odata-maxversion": "4.01" } })).status).toBe(200);
  });

  it("options that are not OData's", async () => {
    expect((await get("/Usage", { options: { client: "excel", debug: "1" } })).status).toBe(200);
    const unknown = await get("/Usage", { options: { $flter: "x" } });
    expect(expectError(unknown, 400, "request.invalid").target).toBe("$flter");
    const twice = await send(gateway.url, {
      method: "GET",
      path: "/odata/Usage?$top=1&$top=2",
      key: tenant.adminKey,
    });
    expect(expectError(twice, 400, "request.invalid").target).toBe("$top");
  });

  it("what is not supported is said to be so", async () => {
    for (const [name, value] of [
      ["$apply", "groupby((meter))"],
      ["$expand", "x"],
      ["$search", "x"],
      ["$compute", "quantity mul 2 as double"],
      ["$filter", "tolower(meter) eq 'spans'"],
      ["$filter", "meter in ('spans')"],
    ] as const) {
      const reply = await get("/Usage", { options: { [name]: value } });
      expect(expectError(reply, 501, "query.unsupported").target).toBe(name);
    }
  });

  it("a refusal is an OData error", async () => {
    const options = { $filter: "quantity eq 'many'", $top: "-1" };
    const wrong = jsonOf(await get("/Usage", { options }), 400) as { error: object };
    expect(wrong.error).toMatchObject({
      code: "request.invalid",
      target: "$top",
      details: [{ target: "$top" }],
    });
    const unread = await get("/Usage", { options: { $filter: "quantity eq 'many'" } });
    expect(jsonOf(unread, 400)).toMatchObject({
      error: {
        target: "$filter",
        message: "$filter: `quantity` is Edm.Double, and what stands at character 13 is none",
      },
    });
    expectError(await get("/Audit", { key: tenant.viewerKey }), 403, "policy.denied");
    const stranger = await get("/", { key: "nobody" });
    expectError(stranger, 401, "auth.invalid");
    expect(stranger.headers["www-authenticate"]).toBe('Bearer realm="traceo", Basic realm="traceo"');
    expect(gateway.bugs).toEqual([]);
  });
});
