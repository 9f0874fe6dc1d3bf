// Which cells a deployment may name, who serves a tenant, and what goes along with a forwarded request.

import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { parseConfig } from "../../../src/config.ts";
import { JURISDICTIONS } from "../../../src/directory/index.ts";
import {
  answerHeaders,
  checkGuarantee,
  guaranteeOf,
  isServedHere,
  operatorCellOf,
  requestHeaders,
} from "../../../src/residency/index.ts";

const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const SIGNING_KEY = JSON.stringify(privateKey.export({ format: "jwk" }));
const EDGE_KEYS = JSON.stringify({ keys: [publicKey.export({ format: "jwk" })] });
const SETTINGS = {
  MODE: "production",
  BASE_DOMAIN: "gateway.example.com",
  CELL: "global",
  ACCESS_LOG: "all",
  FLUSH_AFTER_MS: "1000",
  FLUSH_BYTES: "1000",
  MOVE_PACE_MS: "0",
  OPERATOR_TOKEN_SHA256: "0".repeat(64),
  CHECKPOINT_KEY: "{}",
};
const cells = (value: object) => ({ OPERATOR_CELLS: JSON.stringify(value), CELL_SIGNING_KEY: SIGNING_KEY });
const INDIA = { url: "https://in.cell.example" };

describe("the setting OPERATOR_CELLS", () => {
  it("names cells for the jurisdictions that the platform does not have", () => {
    const config = parseConfig({
      ...SETTINGS,
      ...cells({ in: INDIA, jp: { url: "https://jp.example:8443" } }),
    });
    expect(config.OPERATOR_CELLS).toEqual({ in: INDIA, jp: { url: "https://jp.example:8443" } });
    expect(parseConfig(SETTINGS).OPERATOR_CELLS).toEqual({});
  });

  it.each([
    ["a jurisdiction of the platform's own", { eu: INDIA }],
    ["a jurisdiction that there is not", { xx: INDIA }],
    ["an address in the clear", { in: { url: "http://in.cell.example" } }],
    ["an address with a path", { in: { url: "https://in.cell.example/v1" } }],
    ["an address with a query", { in: { url: "https://in.cell.example/?a" } }],
    ["an address with a password", { in: { url: "https://a:b@in.cell.example" } }],
    ["an address of another scheme", { in: { url: "file:///etc" } }],
    ["no address", { in: {} }],
    ["more than the address", { in: { ...INDIA, key: "x" } }],
  ])("refuses %s", (_, value) => {
    expect(() => parseConfig({ ...SETTINGS, ...cells(value) })).toThrow(
      /^settings missing or wrong: OPERATOR_CELLS/,
    );
  });

  it("may name an address in the clear on one machine", () => {
    const local = { ...SETTINGS, MODE: "local", ...cells({ in: { url: "http://127.0.0.1:8791" } }) };
    expect(parseConfig(local).OPERATOR_CELLS).toEqual({ in: { url: "http://127.0.0.1:8791" } });
  });

  it.each([
    ["no JSON", { OPERATOR_CELLS: "in=https://x" }, "OPERATOR_CELLS"],
    ["cells and no key", { ...cells({ in: INDIA }), CELL_SIGNING_KEY: undefined }, "CELL_SIGNING_KEY"],
    ["a public key to sign with", { CELL_SIGNING_KEY: EDGE_KEYS }, "CELL_SIGNING_KEY"],
    ["a cell that knows no edge", { CELL: "in" }, "EDGE_KEYS"],
    ["a cell with an edge's keys that are none", { CELL: "in", EDGE_KEYS: "{}" }, "EDGE_KEYS"],
    ["a cell with cells", { CELL: "in", EDGE_KEYS, ...cells({ jp: INDIA }) }, "OPERATOR_CELLS"],
  ])("refuses %s", (_, changes, name) => {
    expect(() => parseConfig({ ...SETTINGS, ...changes })).toThrow(`settings missing or wrong: ${name}`);
  });
});

describe("a tenant is served", () => {
  const global = { MODE: "production", CELL: "global", OPERATOR_CELLS: { in: INDIA } } as const;
  const cell = { MODE: "production", CELL: "in" } as const;

  it("by the operator's cell where there is one, by the global deployment otherwise", () => {
    const served = JURISDICTIONS.filter((name) => isServedHere(name, global));
    expect(served).toEqual(["eu", "us", "jp", "cn"]);
    expect(JURISDICTIONS.map((name) => operatorCellOf(name, global)?.url ?? null)).toEqual([
      null,
      null,
      INDIA.url,
      null,
      null,
    ]);
    expect(JURISDICTIONS.filter((name) => isServedHere(name, cell))).toEqual(["in"]);
    expect(JURISDICTIONS.filter((name) => operatorCellOf(name, cell) !== null)).toEqual([]);
  });

  it("with the guarantee of that, and with no other", () => {
    expect(guaranteeOf("in", global).guarantee).toBe("operator");
    expect(guaranteeOf("in", cell).guarantee).toBe("operator");
    expect(guaranteeOf("jp", global).guarantee).toBe("best_effort");
    const strict = {
      jurisdiction: "in",
      residency: { lock: "required", processing: "anywhere", exception: null },
    } as const;
    expect(checkGuarantee(strict, global, 0).ok).toBe(true);
    expect(checkGuarantee(strict, { ...global, OPERATOR_CELLS: {} }, 0)).toMatchObject({
      fault: { code: "residency.guarantee_missing" },
    });
  });
});

describe("headers that go along", () => {
  it("are the client's own, the credential among them", () => {
    const sent = {
      authorization: "Bearer tgk_x",
      "content-encoding": "gzip",
      "idempotency-key": "k",
      traceparent: "t",
    };
    expect(Object.fromEntries(requestHeaders(new Headers(sent)))).toEqual(sent);
  });

  it.each([
    ["connection", "close"],
    ["keep-alive", "timeout=5"],
    ["te", "trailers"],
    ["transfer-encoding", "chunked"],
    ["upgrade", "websocket"],
    ["proxy-authorization", "Basic x"],
    ["host", "other.example"],
    ["content-length", "5"],
    ["cf-connecting-ip", "198.51.100.1"],
    ["cf-ipcountry", "IN"],
    ["x-forwarded-for", "198.51.100.1"],
    ["x-forwarded-host", "other.example"],
    ["forwarded", "for=198.51.100.1"],
    ["x-real-ip", "198.51.100.1"],
    ["x-traceo-forward", "forged"],
  ])("are without `%s`", (name, value) => {
    expect([...requestHeaders(new Headers({ [name]: value, accept: "*/*" }))]).toEqual([["accept", "*/*"]]);
  });

  it("are without those that the connection header names, both ways", () => {
    const headers = new Headers({ connection: "X-Hop, close", "x-hop": "1", "x-kept": "2" });
    expect([...requestHeaders(headers)]).toEqual([["x-kept", "2"]]);
    expect(answerHeaders(headers)).toEqual({ "x-kept": "2" });
  });
});
