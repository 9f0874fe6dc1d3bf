// What the OpenAPI document says of answers: each has the type that the gateway sends, and one without a body has none.

import { describe, expect, it } from "vitest";
import { openApiDocument } from "../../src/console/openapi.ts";
import { OPERATIONS } from "../../src/manifest.ts";

type Described = Readonly<
  Record<
    string,
    Readonly<Record<string, { readonly responses: Readonly<Record<string, { readonly content?: object }>> }>>
  >
>;

const DOCUMENT = openApiDocument(OPERATIONS, "http://localhost");
const PATHS = DOCUMENT["paths"] as unknown as Described;

function* referencesIn(part: unknown): Generator<string> {
  if (typeof part !== "object" || part === null) return;
  for (const [name, one] of Object.entries(part))
    if (name === "$ref" && typeof one === "string") yield one;
    else yield* referencesIn(one);
}

const valueAt = (pointer: string): unknown =>
  pointer
    .slice("#/".length)
    .split("/")
    .reduce<unknown>(
      (part, name) => (part as Readonly<Record<string, unknown>> | undefined)?.[name],
      DOCUMENT,
    );
const typesOf = (path: string, method: string, status: number): string[] =>
  Object.keys(PATHS[path]?.[method]?.responses[status]?.content ?? {});

it("every reference in the OpenAPI document leads somewhere", () => {
  const references = new Set(referencesIn(DOCUMENT));
  expect(references.size).toBeGreaterThan(0);
  expect([...references].filter((reference) => valueAt(reference) === undefined)).toEqual([]);
});

describe("the OpenAPI document, of answers,", () => {
  it("has no body for 204", () => {
    const emptied = OPERATIONS.filter(({ responses }) => 204 in responses);
    expect(emptied.length).toBeGreaterThan(0);
    for (const { path, method } of emptied) expect(typesOf(path, method.toLowerCase(), 204)).toEqual([]);
  });

  it("has every type of one that has several", () => {
    expect(typesOf("/v1/chargeback/{period}", "get", 200)).toEqual(["application/json", "text/csv"]);
    expect(typesOf("/v1/logs", "post", 200)).toEqual(["application/x-protobuf", "application/json"]);
  });

  it("has no problem document where a protocol has refusals of its own", () => {
    const shaped = OPERATIONS.filter((one) => one.audience === "tenant" && one.refusalShape !== undefined);
    expect(shaped.map(({ path }) => path)).toContain("/v1/logs");
    for (const { path, method } of OPERATIONS) {
      const documented = PATHS[path]?.[method.toLowerCase()];
      // Pages for people are not in it.
      if (documented === undefined) continue;
      const { content = {} } = documented.responses["default"] ?? {};
      const isShaped = shaped.some((one) => one.path === path && one.method === method);
      expect(Object.keys(content)).toEqual(isShaped ? [] : ["application/problem+json"]);
    }
  });

  it("has the import of a bill that is refused", () => {
    expect(typesOf("/v1/bills/imports", "post", 422)).toEqual(["application/json"]);
  });
});
