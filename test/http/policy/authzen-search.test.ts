// Searches of the decision point: AuthZEN 1.0, section 8. What is found is what an evaluation allows, page by page.

import { describe, expect, it } from "vitest";
import type { Answer } from "../../support/client.ts";
import {
  ada,
  board,
  decide,
  pointersOf,
  putPolicy,
  putUser,
  SEARCH,
  view,
  QUESTION,
} from "../../support/questions.ts";
import { expectRefusal } from "../../support/same-refusal.ts";
import { createWorld, makeKey, sendTo } from "../../support/world.ts";

describe("a search", () => {
  it("for subjects gives whoever an evaluation allows, and no key that is not open", async () => {
    const world = await createWorld();
    for (const [id, role] of [
      ["ada", "viewer"],
      ["bob", "admin"],
      ["cy", null],
    ] as const)
      await putUser(world, id, { roles: role === null ? [] : [role] });
    const made = await makeKey(world, { roles: ["viewer"], expires_at: "2999-01-01T00:00:00Z" });
    const json = { ...QUESTION, subject: { type: "user", id: "ignored" } };
    const users = await sendTo(world, SEARCH.subject, { json });
    expect(users.json.results).toEqual([ada, { type: "user", id: "bob" }]);
    expect(users.json.page).toEqual({ next_token: "", count: 2, total: 2 });
    const keys = async (context: object): Promise<string[]> => {
      const asked = { ...QUESTION, subject: { type: "key" }, context };
      const { results } = (await sendTo(world, SEARCH.subject, { json: asked })).json;
      return results.map(({ id }: { id: string }) => id);
    };
    expect(await keys({})).toContain(made.id);
    expect(await keys({ time: "2999-01-01T00:00:00Z" })).not.toContain(made.id);
  });

  it("for actions gives what may be done on that resource", async () => {
    const world = await createWorld();
    await putUser(world, "ada", { roles: ["viewer"] });
    const answer = await sendTo(world, SEARCH.action, { json: { subject: ada, resource: board } });
    expect(answer.json).toMatchObject({ results: [view], page: { next_token: "", count: 1, total: 1 } });
  });

  it("for resources gives those of the kinds that can be listed, and refuses the others", async () => {
    const world = await createWorld();
    await putPolicy(world, "pol", { actions: ["policies:view"], resources: ["policy:pol"] });
    await putPolicy(world, "other", { effect: "deny", actions: ["policies:approve"] });
    const search = (type: string, action: string): Promise<Answer> => {
      const json = { subject: ada, action: { name: action }, resource: { type, id: "ignored" } };
      return sendTo(world, SEARCH.resource, { json });
    };
    expect((await search("policy", "policies:view")).json.results).toEqual([{ type: "policy", id: "pol" }]);
    expect((await search("key", "keys:view")).json.results).toEqual([]);
    const refused = await search("dashboard", "dashboards:view");
    expectRefusal(refused, 400, "request.invalid");
    expect(pointersOf(refused)).toEqual(["/resource/type"]);
  });

  it("every result, asked again as an evaluation, is allowed", async () => {
    const world = await createWorld();
    await putPolicy(world, "mfa", {
      actions: ["keys:*"],
      subjects: ["user:ada"],
      resources: ["type:key"],
      conditions: [{ attribute: "context.mfa_verified", operator: "equals", value: true }],
    });
    await putUser(world, "ada", { roles: [] });
    const context = { mfa_verified: true };
    const subject = ada;
    const found = await sendTo(world, SEARCH.resource, {
      json: { subject, action: { name: "keys:view" }, resource: { type: "key" }, context },
    });
    expect(found.json.results).toHaveLength(3);
    for (const resource of found.json.results) {
      const actions = await sendTo(world, SEARCH.action, { json: { subject, resource, context } });
      expect(actions.json.results).toHaveLength(4);
      for (const action of actions.json.results)
        expect(await decide(world, { subject, resource, action, context })).toMatchObject({ decision: true });
    }
  });

  it("is given page by page; a token is good for its own question only", async () => {
    const world = await createWorld();
    const names = ["u1", "u2", "u3", "u4", "u5"];
    for (const id of names) await putUser(world, id, { roles: ["viewer"] });
    const asked = { ...QUESTION, subject: { type: "user" } };
    const page = (json: object): Promise<Answer> =>
      sendTo(world, SEARCH.subject, { json: { ...asked, ...json } });
    const seen: string[] = [];
    let token: string | undefined;
    do {
      const { results, page: told } = (await page({ page: { limit: 2, token } })).json;
      expect(told).toMatchObject({ total: 5, count: results.length });
      seen.push(...results.map(({ id }: { id: string }) => id));
      token = told.next_token;
    } while (token !== "");
    expect(seen).toEqual(names);
    const { next_token } = (await page({ page: { limit: 2 } })).json.page;
    expect((await page({ page: { token: next_token } })).json.results).toHaveLength(3);
    for (const odd of [
      { page: { token: "2" } },
      { page: { token: next_token }, context: { country: "DE" } },
      { page: { token: next_token }, action: { name: "reports:view" } },
    ]) {
      const answer = await page(odd);
      expectRefusal(answer, 400, "request.cursor_invalid");
      expect(pointersOf(answer)).toEqual(["/page/token"]);
    }
    const none = (await page({ page: { limit: 0 } })).json;
    expect([none.results, none.page.count, none.page.total]).toEqual([[], 0, 5]);
    expect((await page({ page: { limit: 1_000_000, properties: { sort: "x" } } })).json.results).toHaveLength(
      5,
    );
  });

  it("about what does not exist finds nothing, and says what it was", async () => {
    const world = await createWorld();
    const asks = [
      [SEARCH.subject, { ...QUESTION, subject: { type: "spaceship" } }, "/subject/type"],
      [SEARCH.subject, { ...QUESTION, action: { name: "read" } }, "/action/name"],
      [SEARCH.resource, { ...QUESTION, resource: { type: "planet" } }, "/resource/type"],
      [SEARCH.action, { subject: ada, resource: { type: "planet", id: "x" } }, "/resource/type"],
    ] as const;
    for (const [target, json, pointer] of asks) {
      const answer = await sendTo(world, target, { json });
      expect(answer).toMatchObject({
        status: 200,
        json: { results: [], page: { next_token: "", count: 0, total: 0 }, context: { error: { pointer } } },
      });
    }
    const nobody = await sendTo(world, SEARCH.action, { json: { subject: ada, resource: board } });
    expect(nobody.json).toMatchObject({ results: [], context: { epoch: expect.any(Number) } });
    expect(nobody.json.context.error).toBeUndefined();
  });

  it.each([
    [SEARCH.subject, { subject: { type: "user" }, resource: board }, "/action"],
    [SEARCH.subject, { ...QUESTION, resource: { type: "dashboard" } }, "/resource/id"],
    [SEARCH.subject, { ...QUESTION, context: { time: "soon" } }, "/context/time"],
    [SEARCH.resource, { action: view, resource: { type: "key" } }, "/subject"],
    [SEARCH.resource, { ...QUESTION, subject: { type: "user" } }, "/subject/id"],
    [SEARCH.action, { subject: ada }, "/resource"],
    [SEARCH.action, { ...QUESTION, page: { limit: -1 } }, "/page/limit"],
    [SEARCH.action, { ...QUESTION, page: { limit: 1.5 } }, "/page/limit"],
    [SEARCH.action, { ...QUESTION, page: "2" }, "/page"],
  ])("%s refuses %j with its place", async (target, json, pointer) => {
    const world = await createWorld();
    const answer = await sendTo(world, target, { json });
    expectRefusal(answer, 400, "request.invalid");
    expect(pointersOf(answer)).toEqual([pointer]);
  });
});
