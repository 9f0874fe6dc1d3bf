// The headers that operations honour, as the OpenAPI document has them: each declared one is there, no other is, and what
// is documented is what the gateway does.

import { describe, expect, it } from "vitest";
import { openApiDocument } from "../../src/console/openapi.ts";
import type { Operation } from "../../src/edge/index.ts";
import { OPERATIONS } from "../../src/manifest.ts";
import { dashboardOf, makeDashboard } from "../support/dashboards.ts";
import { makeSchedule, scheduleOf } from "../support/schedules.ts";
import { targetOf } from "../support/operation-asks.ts";
import { POLICY } from "../support/access.ts";
import { createWorld, sendTo } from "../support/world.ts";

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly description?: string;
  readonly schema: Readonly<Record<string, unknown>>;
}

type Paths = Readonly<
  Record<string, Readonly<Record<string, { readonly parameters: readonly Parameter[] }>>>
>;

const PATHS = openApiDocument(OPERATIONS, "http://localhost")["paths"] as unknown as Paths;
const named = OPERATIONS.map((operation) => [operation.id, operation] as const);

const documented = ({ path, method }: Operation): readonly Parameter[] =>
  (PATHS[path]?.[method.toLowerCase()]?.parameters ?? []).filter((parameter) => parameter.in === "header");

describe("the OpenAPI document", () => {
  it.each(named)("has the headers of `%s`, each described and typed", (_id, operation) => {
    const { headers = [], isIdempotentByKey } = operation;
    const honoured = headers.map(({ name, required, description }) => ({ name, required, description }));
    const key = { name: "Idempotency-Key", required: false };
    const expected = isIdempotentByKey === true ? [...honoured, key] : honoured;
    const found = documented(operation);
    expect(found).toMatchObject(expected);
    expect(found).toHaveLength(expected.length);
    for (const { name, description, schema } of found) {
      expect(name).toMatch(/^[A-Z][A-Za-z]*(?:-[A-Z][A-Za-z]*)*$/);
      expect(description).toMatch(/^.{20,}\.$/);
      expect(schema).toMatchObject({ type: "string" });
    }
  });

  it("names no header twice, and none with a method that changes nothing", () => {
    for (const operation of OPERATIONS) {
      const names = documented(operation).map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
      if (operation.method === "GET") expect(names).not.toContain("Idempotency-Key");
    }
  });
});

const BODIES: Readonly<Record<string, object>> = {
  "policies.put": POLICY,
  "roles.put": { inherits: ["viewer"] },
  "grants.put": { subject: "user:ada", role: "viewer" },
  "users.put": { name: "Ada" },
  "dashboards.put": dashboardOf(),
  "schedules.put": scheduleOf(`dsh_${"0".repeat(20)}`),
  "webhooks.change_endpoint": { name: "another" },
  "access_settings.put": { time_zone: "UTC", trusted_networks: [], requires_approval: false },
};

const conditional = named.filter(([, { headers = [] }]) => headers.some(({ name }) => name === "If-Match"));

describe("`If-Match`", () => {
  it.each(conditional)("is honoured by `%s`", async (id, operation) => {
    const world = await createWorld();
    const json = BODIES[id];
    const text = { body: "forbid(principal, action, resource);", type: "text/plain" };
    const headers = {
      "if-match": "latest",
      ...(operation.body.kind === "bytes" ? { "content-type": text.type } : {}),
    };
    const body = operation.body.kind === "bytes" ? { body: text.body } : json === undefined ? {} : { json };
    const isSchedule = id.startsWith("schedules.");
    const board = isSchedule || id.startsWith("dashboards.") ? await makeDashboard(world) : "";
    const target = targetOf(operation, {
      document_id: "ada",
      version: "1",
      dashboard_id: board,
      schedule_id: isSchedule ? await makeSchedule(world, scheduleOf(board)) : "",
    });
    const answer = await sendTo(world, target, { ...body, headers });
    expect([answer.status, answer.json.violations?.[0]?.pointer]).toEqual([400, "header/if-match"]);
  });

  it("is taken by everything that changes or makes a version of what several may edit", () => {
    expect(conditional.map(([id]) => id).toSorted()).toEqual(
      [
        ...["policies", "roles", "grants", "users"].flatMap((kind) => [`${kind}.put`, `${kind}.delete`]),
        "access_settings.put",
        "access_versions.restore",
        "policy.import_cedar",
        ...["put", "delete", "restore"].map((verb) => `dashboards.${verb}`),
        ...["put", "delete", "pause", "resume"].map((verb) => `schedules.${verb}`),
        ...["change", "delete"].map((verb) => `webhooks.${verb}_endpoint`),
      ].toSorted(),
    );
  });
});
