// AuthZEN 1.0: batches and their three semantics, defaults, searches and the discovery document.

import { expect, test } from "vitest";
import { ok } from "../../../src/kernel/result.ts";
import type { Subject } from "../../../src/policy/access-request.ts";
import { discoveryDocument } from "../../../src/policy/authzen/discovery.ts";
import { evaluateBatch, toEvaluationResponse, type Evaluate } from "../../../src/policy/authzen/evaluate.ts";
import { evaluationRequestSchema, evaluationsRequestSchema } from "../../../src/policy/authzen/messages.ts";
import { actionsOn, isAllowedWhole, pageOf } from "../../../src/policy/authzen/search.ts";
import { toAccessRequest } from "../../../src/policy/authzen/to-access-request.ts";
import { decideAccess } from "../../../src/policy/decide-access.ts";
import { allowWhen, ask, compiledOf, NOON_MS } from "../../support/policy-requests.ts";

const compiled = compiledOf({
  policies: [
    allowWhen([{ attribute: "context.country", operator: "equals", value: "DE" }], {
      resources: ["dashboard:dsh_1", "dashboard:dsh_3"],
    }),
  ],
});
const evaluate: Evaluate = (evaluation) => {
  const request = toAccessRequest(evaluation, NOON_MS, null);
  return request.ok ? ok(toEvaluationResponse(decideAccess(compiled, request.value), {})) : request;
};

const batch = (fields: object) =>
  evaluateBatch(
    evaluationsRequestSchema.parse({
      subject: { type: "user", id: "ada" },
      action: { name: "dashboards:view" },
      context: { country: "DE" },
      ...fields,
    }),
    evaluate,
  )?.evaluations.map(({ decision }) => decision);
const boards = (...ids: string[]): object[] => ids.map((id) => ({ resource: { type: "dashboard", id } }));

test.each([
  ["execute_all", [true, false, true]],
  ["deny_on_first_deny", [true, false]],
  ["permit_on_first_permit", [true]],
])("a batch under %s gives %j", (evaluations_semantic, decisions) => {
  expect(
    batch({ evaluations: boards("dsh_1", "dsh_2", "dsh_3"), options: { evaluations_semantic } }),
  ).toEqual(decisions);
});

test("an item overrides the top level, and one that lacks a part is a denial of its own", () => {
  const context = { country: "US" };
  expect(batch({ evaluations: [...boards("dsh_1"), { ...boards("dsh_1")[0], context }, {}] })).toEqual([
    true,
    false,
    false,
  ]);
});

test("without a batch there is one evaluation", () => {
  expect(batch({ evaluations: [] })).toBeUndefined();
});

test.each([
  [{ action: { name: "dashboards:fly" } }, "/action/name"],
  [{ resource: { type: "planet", id: "x" } }, "/resource/type"],
  [{ subject: { type: "robot", id: "x" } }, "/subject/type"],
])("what we do not have is refused: %j", (part, pointer) => {
  const evaluation = {
    subject: { type: "user", id: "ada" },
    action: { name: "dashboards:view" },
    resource: { type: "dashboard", id: "dsh_1" },
  };
  const request = toAccessRequest(evaluationRequestSchema.parse({ ...evaluation, ...part }), NOON_MS, null);
  expect(request.ok ? "accepted" : request.fault.violations?.[0]?.pointer).toBe(pointer);
});

test("what the tenant knows of a subject wins over what is claimed of it", () => {
  const known: Subject = { kind: "user", id: "ada", roles: ["viewer"], scopes: [] };
  const evaluation = evaluationRequestSchema.parse({
    subject: {
      type: "user",
      id: "ada",
      properties: { roles: ["admin"], clearance: "9", mfa_verified: true },
    },
    action: { name: "dashboards:view" },
    resource: {
      type: "dashboard",
      id: "dsh_1",
      properties: { environment: "dev", __proto__: { team: "x" } },
    },
    context: { time: "2026-01-01T00:00:00Z", from_trusted_network: true, hour_of_day: 10 },
  });
  const trusting = toAccessRequest(evaluation, NOON_MS, null);
  const knowing = toAccessRequest(evaluation, NOON_MS, known);
  expect(trusting.ok && trusting.value.principal).toMatchObject({
    roles: ["admin"],
    mfaVerified: true,
    clearance: undefined,
  });
  expect(knowing.ok && knowing.value.principal).toEqual({ ...known, mfaVerified: true });
  expect(trusting.ok && trusting.value.context).toEqual({ timeMs: Date.UTC(2026, 0, 1) });
  expect(trusting.ok && trusting.value.resource).toMatchObject({ environment: "dev", team: undefined });
});

test("a search gives what is allowed page by page; a token belongs to its question", () => {
  const found = ["dsh_1", "dsh_3"];
  const paged = (page?: { token?: string; limit?: number }, about: unknown = { subject: undefined }) =>
    pageOf(found, { page, about });
  expect(paged()).toEqual({ results: found, page: { next_token: "", count: 2, total: 2 } });
  const first = paged({ limit: 1 });
  expect(first).toMatchObject({ results: ["dsh_1"], page: { count: 1, total: 2 } });
  const token = first?.page.next_token ?? "";
  expect(paged({ limit: 1, token })).toMatchObject({ results: ["dsh_3"], page: { next_token: "" } });
  expect(paged({ limit: 0 })).toMatchObject({
    results: [],
    page: { next_token: expect.stringMatching(/^0\./) },
  });
  expect(paged({ token: "x" })).toBeNull();
  expect(paged({ token }, { subject: "another" })).toBeNull();
});

test("what only some rows allow is not found, and actions are those of a type", () => {
  const onRows = decideAccess(
    compiled,
    ask({ action: "dashboards:view", resource: { isUnread: true }, context: { country: "DE" } }),
  );
  expect([onRows.effect, isAllowedWhole(onRows)]).toEqual(["allow", false]);
  expect(actionsOn("key")).toEqual(["keys:view", "keys:create", "keys:rotate", "keys:revoke"]);
});

test("the discovery document names its own origin and every endpoint", () => {
  const document = discoveryDocument("https://acme.example.com");
  expect(document["policy_decision_point"]).toBe("https://acme.example.com");
  expect(Object.values(document).every((url) => url.startsWith("https://acme.example.com"))).toBe(true);
  expect(Object.keys(document)).toHaveLength(6);
});
