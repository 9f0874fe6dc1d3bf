// Amazon's published vectors ("Signature Version 4 test suite", AKIDEXAMPLE, 20150830, us-east-1, service): what a signer
// that makes these signatures does, Amazon's own does too.

import { describe, expect, it } from "vitest";
import { signV4, type SigV4Request } from "../../../src/connectors/sigv4.ts";

const CREDENTIAL = {
  accessKeyId: "AKIDEXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
};
const SCOPE = { region: "us-east-1", service: "service", atMs: Date.UTC(2015, 7, 30, 12, 36) };
const SCOPE_TEXT = "AKIDEXAMPLE/20150830/us-east-1/service/aws4_request";

const requestOf = (changes: Partial<SigV4Request> = {}): SigV4Request => ({
  method: "GET",
  url: new URL("https://example.amazonaws.com/"),
  headers: {},
  body: "",
  ...changes,
});
const at = (target: string) => new URL(`https://example.amazonaws.com${target}`);
const FORM = { "content-type": "application/x-www-form-urlencoded" };

const VECTORS: readonly (readonly [string, Partial<SigV4Request>, string, string])[] = [
  ["get-vanilla", {}, "host;x-amz-date", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"],
  [
    "post-vanilla",
    { method: "POST" },
    "host;x-amz-date",
    "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
  ],
  [
    "get-vanilla-query-order-key-case",
    { url: at("/?Param2=value2&Param1=value1") },
    "host;x-amz-date",
    "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
  ],
  [
    "get-vanilla-utf8-query",
    { url: at("/?ሴ=bar") },
    "host;x-amz-date",
    "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04",
  ],
  [
    "get-unreserved",
    { url: at("/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") },
    "host;x-amz-date",
    "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f",
  ],
  [
    "get-header-value-trim",
    { headers: { "My-Header1": " value1", "My-Header2": ' "a   b   c"' } },
    "host;my-header1;my-header2;x-amz-date",
    "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736",
  ],
  [
    "post-header-key-sort",
    { method: "POST", headers: { "My-Header1": "value1" } },
    "host;my-header1;x-amz-date",
    "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c",
  ],
  [
    "post-x-www-form-urlencoded",
    { method: "POST", headers: FORM, body: "Param1=value1" },
    "content-type;host;x-amz-date",
    "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
  ],
];

describe("a signature", () => {
  it.each(VECTORS)("is that of the vector `%s`", async (_name, changes, names, signature) => {
    const headers = await signV4(requestOf(changes), CREDENTIAL, SCOPE);
    expect(headers["authorization"]).toBe(
      `AWS4-HMAC-SHA256 Credential=${SCOPE_TEXT}, SignedHeaders=${names}, Signature=${signature}`,
    );
    expect(headers["x-amz-date"]).toBe("20150830T123600Z");
  });

  it("covers the token of a session", async () => {
    const headers = await signV4(requestOf(), { ...CREDENTIAL, sessionToken: "AQoDYXdzEPT" }, SCOPE);
    expect(headers["x-amz-security-token"]).toBe("AQoDYXdzEPT");
    expect(headers["authorization"]).toContain("SignedHeaders=host;x-amz-date;x-amz-security-token,");
  });

  it.each([
    ["another body", { body: "x" }],
    ["another method", { method: "PUT" }],
    ["another host", { url: new URL("https://other.amazonaws.com/") }],
    ["another query", { url: at("/?a=b") }],
    ["another header", { headers: { "x-amz-target": "AWSEvents.PutEvents" } }],
  ])("is another for %s", async (_what, changes) => {
    const [one, other] = [
      await signV4(requestOf(), CREDENTIAL, SCOPE),
      await signV4(requestOf(changes), CREDENTIAL, SCOPE),
    ];
    expect(one["authorization"]?.slice(-64)).not.toBe(other["authorization"]?.slice(-64));
  });

  it("is made of plain paths only", async () => {
    const asked = signV4(requestOf({ url: at("/a%20b") }), CREDENTIAL, SCOPE);
    await expect(asked).rejects.toThrow("`/a%20b` is no plain path");
  });
});
