// What the registries promise: every operation declares what documents and tests are made of, every fault has a face,
// every tier has its limits.

import { describe, expect, it } from "vitest";
import { TIERS } from "../../src/directory/index.ts";
import { FAULTS } from "../../src/kernel/fault.ts";
import { OPERATIONS } from "../../src/manifest.ts";
import { ACTIONS } from "../../src/policy/index.ts";

const named = OPERATIONS.map((operation) => [operation.id, operation] as const);
const duplicates = (names: readonly string[]): string[] =>
  names.filter((name, index) => names.indexOf(name) !== index);

describe("operations", () => {
  it("have ids and addresses of their own", () => {
    expect(duplicates(OPERATIONS.map((operation) => operation.id))).toEqual([]);
    const shapes = OPERATIONS.map(({ method, path }) => `${method} ${path.replaceAll(/\{[a-z_]+\}/g, "{}")}`);
    expect(duplicates(shapes)).toEqual([]);
  });

  it.each(named)("`%s` says what it is for and what it answers", (id, operation) => {
    expect(id).toMatch(/^[a-z_]+(\.[a-z_]+)*$/);
    expect(operation.summary.length).toBeGreaterThan(5);
    expect(operation.tag).not.toBe("");
    const responses = Object.entries(operation.responses);
    expect(responses.length).toBeGreaterThan(0);
    for (const [status, response] of responses) {
      // Refusals are problem documents, but for a bill's: that is answered with its import.
      const own = id === "bills.import" ? [422] : [];
      expect([200, 201, 202, 204, ...own]).toContain(Number(status));
      expect(response.description).not.toBe("");
    }
  });

  it.each(named)("`%s` declares the parameters that its path has", (_id, operation) => {
    const inPath = [...operation.path.matchAll(/\{([a-z_]+)\}/g)].map((match) => match[1] ?? "");
    const declared = operation.params === null ? [] : Object.keys(operation.params.shape);
    expect(declared.toSorted()).toEqual(inPath.toSorted());
  });

  it.each(named)("`%s` limits its body, and takes none with GET and DELETE", (_id, { method, body }) => {
    if (method === "GET" || method === "DELETE") expect(body.kind).toBe("none");
    if (body.kind === "none") return expect(method).not.toBe("PUT");
    expect(body.maxBytes).toBeGreaterThan(0);
    // What is read as it comes takes no memory.
    expect(body.maxBytes).toBeLessThanOrEqual((body.kind === "stream" ? 1_024 : 32) * 1_048_576);
    if (body.kind !== "json") expect(body.contentTypes.length).toBeGreaterThan(0);
  });

  it("name actions that exist", () => {
    for (const operation of OPERATIONS) {
      if (operation.audience === "tenant") expect(Object.keys(ACTIONS)).toContain(operation.action);
    }
  });
});

describe("faults", () => {
  it.each(Object.entries(FAULTS))("`%s` has a status, a title and says whether to try again", (code, row) => {
    expect(code).toMatch(/^[a-z]+\.[a-z_]+$/);
    expect(row.status).toBeGreaterThanOrEqual(400);
    expect(row.status).toBeLessThan(600);
    expect(row.title).toMatch(/^[A-Z].*[^.]$/);
    if (row.retryable) expect([408, 429, 500, 503]).toContain(row.status);
    if ([429, 503].includes(row.status)) expect(row.retryable).toBe(true);
  });

  it("that hide a tenant look alike", () => {
    const faces = (["tenant.unknown", "tenant.unavailable", "tenant.wrong_region"] as const).map(
      (code) => FAULTS[code],
    );
    expect(new Set(faces.map((face) => JSON.stringify(face))).size).toBe(1);
    expect(faces[0]?.showsDetail).toBe(false);
  });
});

describe("tiers", () => {
  it.each(Object.entries(TIERS))(
    "`%s` has every limit, and each is a whole number above zero",
    (_name, tier) => {
      for (const limit of Object.values(tier)) expect(Number.isInteger(limit) && limit > 0).toBe(true);
    },
  );

  it("the brief's limits stand", () => {
    expect(TIERS.standard).toMatchObject({
      concurrentQueries: 10,
      queryTimeoutMs: 300_000,
      resultBytes: 1_000_000_000,
      cacheMs: 600_000,
    });
    expect(TIERS.enterprise).toMatchObject({
      concurrentQueries: 100,
      queryTimeoutMs: 3_600_000,
      resultBytes: 10_000_000_000,
      cacheMs: 3_600_000,
    });
  });
});
