// The decision point over HTTP, in the words of the OpenID AuthZEN Authorization API 1.0: one evaluation, its refusals, who
// may ask, the discovery document.

import { describe, expect, it } from "vitest";
import { send } from "../../support/client.ts";
import { auditOf, sqlIn, stateOf, tenantStub } from "../../support/objects.ts";
import {
  ada,
  board,
  decide,
  EVALUATION,
  EVALUATIONS,
  pointersOf,
  putPolicy,
  putUser,
  QUESTION,
  SEARCH,
  view,
} from "../../support/questions.ts";
import { expectRefusal } from "../../support/same-refusal.ts";
import { createWorld, makeKey, sendTo } from "../../support/world.ts";

describe("an evaluation", () => {
  it("succeeds: the decision, what determined it, the epoch, and whether the subject is known", async () => {
    const world = await createWorld();
    await putUser(world, "ada", { roles: ["viewer"] });
    const { epoch } = await stateOf(world.tenant);
    expect(await decide(world, QUESTION)).toEqual({
      decision: true,
      context: { reasons: ["role:viewer"], epoch, subject: "known" },
    });
    expect(await decide(world, { ...QUESTION, action: { name: "dashboards:delete" } })).toEqual({
      decision: false,
      context: { reasons: ["default"], epoch, subject: "known" },
    });
  });

  it("leaves one audit entry that says what was asked, and changes no epoch", async () => {
    const world = await createWorld();
    const before = await stateOf(world.tenant);
    await decide(world, QUESTION);
    expect((await auditOf(world.tenant)).at(-1)).toMatchObject({
      action: "policies:decide",
      resource: "policy:decision_point",
      outcome: "allowed",
      detail: {
        asked: "evaluation",
        subject: "user:ada",
        of_action: "dashboards:view",
        on: "dashboard:dsh_1",
      },
    });
    expect((await stateOf(world.tenant)).epoch).toBe(before.epoch);
  });

  it("is the same at the address of the gateway's own API", async () => {
    const world = await createWorld();
    await putUser(world, "ada", { roles: ["viewer"] });
    const own = await sendTo(world, "POST /v1/policy/decide", { json: QUESTION });
    expect(own.json).toEqual(await decide(world, QUESTION));
  });

  it("ignores fields that it does not know, properties included", async () => {
    const world = await createWorld();
    await putUser(world, "ada", { roles: ["viewer"] });
    const answer = await decide(world, {
      ...QUESTION,
      action: { ...view, properties: { method: "GET" } },
      resource: { ...board, properties: { status: "active", owner: "bob" } },
      foo: "bar",
      future: { nested: true },
    });
    expect(answer.decision).toBe(true);
  });

  it.each([
    [{ action: view, resource: board }, "/subject"],
    [{ subject: ada, resource: board }, "/action"],
    [{ subject: ada, action: view }, "/resource"],
    [{ ...QUESTION, subject: { id: "ada" } }, "/subject/type"],
    [{ ...QUESTION, subject: { type: "user" } }, "/subject/id"],
    [{ ...QUESTION, subject: "ada" }, "/subject"],
    [{ ...QUESTION, action: {} }, "/action/name"],
    [{ ...QUESTION, action: { name: 123 } }, "/action/name"],
    [{ ...QUESTION, resource: { id: "x" } }, "/resource/type"],
    [{ ...QUESTION, resource: { type: "dashboard" } }, "/resource/id"],
    [{ ...QUESTION, context: "now" }, "/context"],
    [{ ...QUESTION, context: { time: "soon" } }, "/context/time"],
    [{ ...QUESTION, action: { name: "dashboards:fly" } }, "/action/name"],
    [{ ...QUESTION, resource: { type: "planet", id: "x" } }, "/resource/type"],
    [{ ...QUESTION, subject: { type: "robot", id: "x" } }, "/subject/type"],
  ])("refuses %j with its place, at each of its addresses", async (json, pointer) => {
    const world = await createWorld();
    for (const target of [EVALUATION, EVALUATIONS, "POST /v1/policy/decide"]) {
      const answer = await sendTo(world, target, { json });
      expectRefusal(answer, 400, "request.invalid");
      expect(pointersOf(answer)).toEqual([pointer]);
    }
  });

  it("refuses what is no JSON, empty, or of another type with 400, as the standard has no other", async () => {
    const world = await createWorld();
    const json = { "content-type": "application/json" };
    expectRefusal(await sendTo(world, EVALUATION, { body: "{", headers: json }), 400, "request.malformed");
    expectRefusal(await sendTo(world, EVALUATION, { body: "", headers: json }), 400, "request.malformed");
    const text = { body: "{}", headers: { "content-type": "text/plain" } };
    for (const target of [EVALUATION, EVALUATIONS, ...Object.values(SEARCH)])
      expectRefusal(await sendTo(world, target, text), 400, "request.unsupported_media_type");
    expectRefusal(await sendTo(world, "POST /v1/policy/decide", text), 415, "request.unsupported_media_type");
  });
});

describe("the request's own id", () => {
  it("comes back with decisions, searches and refusals", async () => {
    const world = await createWorld();
    const headers = { "x-request-id": "bfe9eb29-ab87 4ca3!" };
    const asks = [
      [EVALUATION, QUESTION],
      [EVALUATIONS, { ...QUESTION, evaluations: [{}] }],
      ["POST /v1/policy/decide", QUESTION],
      [SEARCH.action, QUESTION],
      [EVALUATION, {}],
    ] as const;
    for (const [target, json] of asks) {
      const answer = await sendTo(world, target, { json, headers });
      expect(answer.headers.get("x-request-id")).toBe(headers["x-request-id"]);
    }
    const denied = await sendTo(world, EVALUATION, { json: QUESTION, headers, key: world.viewer });
    expect([denied.status, denied.headers.get("x-request-id")]).toEqual([403, headers["x-request-id"]]);
  });

  it("is made by the gateway when there is none", async () => {
    const world = await createWorld();
    const answer = await sendTo(world, EVALUATION, { json: QUESTION });
    expect(answer.headers.get("x-request-id")).toMatch(/^req_/);
  });
});

describe("who may ask", () => {
  it.each([EVALUATION, EVALUATIONS, "POST /v1/policy/decide", ...Object.values(SEARCH)])(
    "%s answers a credential whose role permits it, and no other",
    async (target) => {
      const world = await createWorld();
      const json = { ...QUESTION, resource: { type: "key", id: "key_1" } };
      expect((await sendTo(world, target, { json })).status).toBe(200);
      expectRefusal(await sendTo(world, target, { json, key: null }), 401, "auth.missing");
      for (const key of [world.viewer, world.engineer])
        expectRefusal(await sendTo(world, target, { json, key }), 403, "policy.denied");
      const narrow = await makeKey(world, { roles: ["admin"], scopes: ["policies:decide"] });
      expect((await sendTo(world, target, { json, key: narrow.secret })).status).toBe(200);
    },
  );
});

describe("the discovery document", () => {
  it("names the tenant's own addresses, each of which answers", async () => {
    const world = await createWorld();
    const answer = await send("GET /.well-known/authzen-configuration", { host: world.host });
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/json"]);
    const base = `http://${world.host}`;
    expect(answer.json).toEqual({
      policy_decision_point: base,
      access_evaluation_endpoint: `${base}/access/v1/evaluation`,
      access_evaluations_endpoint: `${base}/access/v1/evaluations`,
      search_subject_endpoint: `${base}/access/v1/search/subject`,
      search_resource_endpoint: `${base}/access/v1/search/resource`,
      search_action_endpoint: `${base}/access/v1/search/action`,
    });
    const { policy_decision_point: _, ...endpoints } = answer.json as Record<string, string>;
    const json = { ...QUESTION, resource: { type: "key", id: "key_1" } };
    for (const url of Object.values(endpoints)) {
      const { pathname } = new URL(url);
      expect((await sendTo(world, `POST ${pathname}`, { json })).status).toBe(200);
      expect((await sendTo(world, `GET ${pathname}`)).status).toBe(405);
    }
  });
});

it("what is decided is decided by the policies in force at once after a change", async () => {
  const world = await createWorld();
  await putPolicy(world, "p", {});
  expect((await decide(world, QUESTION)).decision).toBe(true);
  await sendTo(world, "DELETE /v1/policies/p");
  expect((await decide(world, QUESTION)).decision).toBe(false);
  const [row] = await sqlIn(tenantStub(world.tenant), "SELECT epoch FROM object_state");
  expect((await decide(world, QUESTION)).context.epoch).toBe(row?.epoch);
});
