// No operation may carry a class of data out of its region: each says what it carries, and what an isolate anywhere may
// serve carries nothing that a jurisdiction keeps.

import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { Operation } from "../../src/edge/index.ts";
import { CRON_TASKS, OPERATIONS, QUEUE_JOBS } from "../../src/manifest.ts";
import { DATA_CLASS_NAMES, type DataClass } from "../../src/policy/index.ts";
import { findEscapes, mapDataFlow, type FlowingOperation } from "../../src/residency/data-flow.ts";
import { DATA_STORES } from "../../src/residency/index.ts";
import { send, sendAsOperator } from "../support/client.ts";
import { targetOf } from "../support/operation-asks.ts";
import { expectRefusal } from "../support/same-refusal.ts";
import { createWorld, sendTo } from "../support/world.ts";

const mapOf = (operations: readonly FlowingOperation[]) =>
  mapDataFlow({ operations, jobs: QUEUE_JOBS, tasks: CRON_TASKS });
const MAP = mapOf(OPERATIONS);

const ARTIFICIAL = { id: "artificial", method: "GET", path: "/artificial" } as const;
const escapesOf = (declared: Omit<FlowingOperation, "id" | "method" | "path">): string[] =>
  findEscapes(mapOf([{ ...ARTIFICIAL, ...declared }]));

describe("what is served", () => {
  it("carries nothing out of its region", () => {
    expect(findEscapes(MAP)).toEqual([]);
  });

  it("is all in the map: every operation, every class with its stores, every message", () => {
    expect(MAP.operations.map(({ operation }) => operation)).toEqual(OPERATIONS.map(({ id }) => id));
    expect(Object.fromEntries(MAP.classes.map((one) => [one.data_class, one.stores]))).toEqual(DATA_STORES);
    expect(MAP.queue_messages.map(({ kind }) => kind)).toEqual(QUEUE_JOBS.map(({ kind }) => kind));
    for (const { carries, stores, audience } of MAP.operations)
      if (audience === "tenant") expect([carries?.length, stores.length > 0]).toEqual([1, true]);
  });

  const SECRET = /secret|admin_key|password|token|^url$/;
  const others = OPERATIONS.filter(({ audience }) => audience !== "tenant").map(
    (one) => [one.id, one] as const,
  );

  it.each(others)("`%s` says so when it hands out a credential", (_id, operation: Operation) => {
    const schemas = Object.values(operation.responses).flatMap(({ schema }) => (schema ? [schema] : []));
    const named = JSON.stringify(schemas.map((schema) => z.toJSONSchema(schema, { unrepresentable: "any" })));
    const names = [...named.matchAll(/"([a-z_]+)":\{/g)].map((match) => match[1] ?? "");
    const isIssuing = operation.audience === "operator" && operation.issuesCredential === true;
    expect(names.some((name) => SECRET.test(name))).toBe(isIssuing);
  });
});

describe("an operation is refused", () => {
  it.each(["operator", "public"] as const)(
    "of audience `%s` when it does not say what it carries",
    (audience) => {
      expect(escapesOf({ audience })).toEqual(["`artificial` does not say what it carries"]);
    },
  );

  it("of a tenant without an action", () => {
    expect(escapesOf({ audience: "tenant" })).toHaveLength(1);
  });

  const kept = DATA_CLASS_NAMES.filter((name) => !["public", "operational", "usage"].includes(name));

  it.each(kept)("when it tells the operator `%s` wherever he asks", (dataClass: DataClass) => {
    const [escape = "", ...more] = escapesOf({ audience: "operator", carries: ["operational", dataClass] });
    expect(more).toEqual([]);
    expect(escape).toContain(
      `served anywhere and carries \`${dataClass}\`, which does not leave eu, us, in, jp, cn`,
    );
  });

  it("when it tells anybody what is not public", () => {
    expect(escapesOf({ audience: "public", carries: ["usage"] })).toEqual([
      "`artificial` tells anybody `usage`",
    ]);
    expect(escapesOf({ audience: "public", carries: ["telemetry"] })).toHaveLength(2);
  });

  it("and is not when it is served in the tenant's region, or carries what says nothing about a person", () => {
    expect(escapesOf({ audience: "public", carries: ["telemetry"], isInRegion: true })).toEqual([]);
    expect(escapesOf({ audience: "tenant", action: "logs:read" })).toEqual([]);
    expect(escapesOf({ audience: "operator", carries: ["public", "operational", "usage"] })).toEqual([]);
  });
});

it("a store that is kept everywhere is refused what a jurisdiction keeps", () => {
  const stores = [{ store: "queue", kept: "global", holds: ["operational", "audit"] }] as const;
  expect(findEscapes({ operations: [], stores })).toEqual([
    "queue keeps `audit`, which does not leave eu, us, in, jp, cn",
  ]);
});

/** What the map says of an operation in region is so: before anything is read or told. */
const inRegion = OPERATIONS.filter(
  (one) => one.audience === "tenant" || ("isInRegion" in one && one.isInRegion),
);

it.each(inRegion.map((one) => [one.id, one] as const))(
  "`%s` answers a tenant that is processed in its region nowhere else",
  async (_id, operation) => {
    const { host, admin } = await createWorld({ residency: { processing: "in_region" } });
    const headers = { "x-traceo-colo": "SFO" };
    const answer = await send(targetOf(operation), { host, key: admin, headers });
    expect(answer.status).toBe(421);
  },
);

describe("the map", () => {
  it("is shown to an admin and to the operator, as JSON and as tables", async () => {
    const world = await createWorld();
    const json = JSON.parse(JSON.stringify(MAP)) as unknown;
    expect((await sendTo(world, "GET /v1/residency/data-flow")).json).toEqual(json);
    expect((await sendAsOperator("GET /operator/v1/residency/data-flow")).json).toEqual(json);
    const text = await sendTo(world, "GET /v1/residency/data-flow?format=markdown");
    expect(text.headers.get("content-type")).toBe("text/markdown; charset=utf-8");
    for (const { operation } of MAP.operations) expect(text.text).toContain(`| \`${operation}\` |`);
    expectRefusal(
      await sendTo(world, "GET /v1/residency/data-flow", { key: world.viewer }),
      403,
      "policy.denied",
    );
  });
});
