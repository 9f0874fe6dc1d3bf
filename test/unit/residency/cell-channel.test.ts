// The token by which the edge hands a request to an operator's cell: what it says comes back, and nothing that is not exactly
// this request, now, signed by the edge, for this cell, gets through.

import { exportJWK, generateKeyPair, SignJWT, type JWK } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import {
  createUsedTokens,
  parseEdgeKeys,
  signForward,
  verifyForward,
  type EdgeKeys,
  type Forward,
} from "../../../src/residency/index.ts";

const NOW_MS = Date.UTC(2026, 10, 23, 12, 0, 0, 400);
const FORWARD: Forward = {
  requestId: "req_01kas5vqc00123456789",
  tenantId: "ten_01kas5vqc00123456789",
  as: "tenant",
  host: "sharma.gateway.example.com",
  ip: "203.0.113.7",
  country: "IN",
  colo: "BOM",
};
const BOUND = { cell: "in", method: "POST", target: "/v1/logs?a=%20b", nowMs: NOW_MS } as const;

async function newKey(kid?: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair("EdDSA", { crv: "Ed25519", extractable: true });
  return { ...(await exportJWK(privateKey)), ...(kid === undefined ? {} : { kid }) };
}

function publicOf({ d: _private, ...jwk }: JWK): JWK {
  return jwk;
}

const setOf = (...keys: JWK[]): EdgeKeys => parseEdgeKeys(JSON.stringify({ keys: keys.map(publicOf) }));

let key: JWK;
let keys: EdgeKeys;
beforeAll(async () => {
  key = await newKey();
  keys = setOf(key);
});

const refusal = (detail: string) => ({ ok: false, fault: { code: "residency.channel_refused", detail } });

describe("a token that the edge has signed", () => {
  it.each([
    ["a tenant's request", FORWARD],
    ["an operator's", { ...FORWARD, as: "operator" as const, ip: null, country: null, colo: null }],
  ])("tells the cell of %s what the edge knew", async (_, forward) => {
    const token = await signForward(forward, BOUND, key);
    expect(await verifyForward(token, BOUND, keys)).toEqual({ ok: true, value: forward });
  });

  it("does not show the address it is for, and stays short for a long one", async () => {
    const target = `/v1/traces?name=${"secret".repeat(2_000)}`;
    const token = await signForward(FORWARD, { ...BOUND, target }, key);
    const [, claims = ""] = token.split(".");
    expect(atob(claims.replaceAll("-", "+").replaceAll("_", "/"))).not.toContain("secret");
    expect(token.length).toBeLessThan(1_000);
  });

  it("is taken from half a minute before to five seconds after its end, and five seconds early", async () => {
    const token = await signForward(FORWARD, BOUND, key);
    const issued = NOW_MS - (NOW_MS % 1_000);
    const at = async (offsetMs: number) =>
      (await verifyForward(token, { ...BOUND, nowMs: issued + offsetMs }, keys)).ok;
    expect([await at(-5_000), await at(0), await at(30_000), await at(34_999)]).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect([await at(-6_000), await at(36_000), await at(3_600_000)]).toEqual([false, false, false]);
  });

  it("is taken by either key while keys are changed", async () => {
    const [old, next] = [await newKey("old"), await newKey("next")];
    for (const signer of [old, next]) {
      const token = await signForward(FORWARD, BOUND, signer);
      expect((await verifyForward(token, BOUND, setOf(old, next))).ok).toBe(true);
    }
    const token = await signForward(FORWARD, BOUND, old);
    expect(await verifyForward(token, BOUND, setOf(next))).toEqual(refusal("ERR_JWKS_NO_MATCHING_KEY"));
  });
});

describe("a cell refuses", () => {
  it.each([
    ["another path", { target: "/v1/metrics?a=%20b" }],
    ["another query", { target: "/v1/logs?a=%20c" }],
    ["another method", { method: "PUT" }],
  ])("a token for %s", async (_, other) => {
    const token = await signForward(FORWARD, BOUND, key);
    expect(await verifyForward(token, { ...BOUND, ...other }, keys)).toEqual(
      refusal("another request's token"),
    );
  });

  it("a token for another cell, and one that is over", async () => {
    const token = await signForward(FORWARD, BOUND, key);
    expect(await verifyForward(token, { ...BOUND, cell: "jp" }, keys)).toEqual(
      refusal("ERR_JWT_CLAIM_VALIDATION_FAILED"),
    );
    expect(await verifyForward(token, { ...BOUND, nowMs: NOW_MS + 60_000 }, keys)).toEqual(
      refusal("ERR_JWT_EXPIRED"),
    );
  });

  it("no token, what is none, and one that somebody else signed", async () => {
    expect(await verifyForward(null, BOUND, keys)).toEqual(refusal("no token"));
    for (const text of ["", "a.b.c", "x".repeat(100_000)])
      expect((await verifyForward(text, BOUND, keys)).ok).toBe(false);
    const foreign = await signForward(FORWARD, BOUND, await newKey());
    expect(await verifyForward(foreign, BOUND, keys)).toEqual(
      refusal("ERR_JWS_SIGNATURE_VERIFICATION_FAILED"),
    );
  });

  it("a token of which one character was changed, wherever", async () => {
    const token = await signForward(FORWARD, BOUND, key);
    // The last character of a part holds bits that base64url does not count.
    const places = Array.from({ length: 40 }, (_, i) => Math.floor((i * (token.length - 2)) / 40));
    for (const at of places.filter((place) => token[place] !== "." && token[place + 1] !== ".")) {
      const changed = token.slice(0, at) + (token[at] === "A" ? "B" : "A") + token.slice(at + 1);
      expect((await verifyForward(changed, BOUND, keys)).ok, `at ${at}`).toBe(false);
    }
  });

  it.each([
    ["no signature", { alg: "none", typ: "traceo-forward+jwt" }],
    ["another type of token", { alg: "EdDSA", typ: "JWT" }],
  ])("a token with %s", async (_, header) => {
    const token = await signForward(FORWARD, BOUND, key);
    const [, claims = ""] = token.split(".");
    const encoded = btoa(JSON.stringify(header)).replace(/=+$/, "");
    expect((await verifyForward(`${encoded}.${claims}.`, BOUND, keys)).ok).toBe(false);
  });

  it.each([
    ["no id", { jti: undefined }],
    ["an id of another kind", { jti: "ten_01kas5vqc00123456789" }],
    ["no tenant", { sub: undefined }],
    ["an audience of another shape", { as: "admin" }],
    ["a life of an hour", { iat: Math.floor(NOW_MS / 1_000) - 1_800 }],
  ])("a token of the edge's own key with %s", async (_, changes) => {
    const token = await signForward(FORWARD, BOUND, key);
    const claims = JSON.parse(atob((token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/")));
    const changed = JSON.parse(JSON.stringify({ ...claims, exp: claims.exp + 3_600, ...changes }));
    const signed = await new SignJWT(changed)
      .setProtectedHeader({ alg: "EdDSA", typ: "traceo-forward+jwt" })
      .sign(key);
    expect((await verifyForward(signed, BOUND, keys)).ok).toBe(false);
  });
});

describe("ids that were taken", () => {
  it("are refused as long as their token could be taken, and then forgotten", () => {
    const used = createUsedTokens();
    expect([used.take("a", 0), used.take("b", 10_000), used.take("a", 39_999)]).toEqual([true, true, false]);
    expect([used.take("a", 40_000), used.take("b", 49_999), used.take("b", 50_000)]).toEqual([
      true,
      false,
      true,
    ]);
  });

  it("fill their room and no more: what cannot be remembered is refused", () => {
    const used = createUsedTokens(2);
    expect([used.take("a", 0), used.take("b", 0), used.take("c", 0), used.take("c", 40_000)]).toEqual([
      true,
      true,
      false,
      true,
    ]);
  });
});
