// Batches of evaluations: AuthZEN 1.0, section 7. Defaults, the three semantics, items that fail on their own.

import { describe, expect, it } from "vitest";
import type { Loose } from "../../support/client.ts";
import { ada, EVALUATIONS, pointersOf, putPolicy, view, QUESTION } from "../../support/questions.ts";
import { expectRefusal } from "../../support/same-refusal.ts";
import { createWorld, sendTo, type World } from "../../support/world.ts";

describe("a batch", () => {
  const boards = (...ids: string[]) => ids.map((id) => ({ resource: { type: "dashboard", id } }));

  async function openWorld(): Promise<World> {
    const world = await createWorld();
    await putPolicy(world, "some", { resources: ["dashboard:dsh_1", "dashboard:dsh_3"] });
    return world;
  }

  const batch = async (world: World, json: object): Promise<Loose> => {
    const answer = await sendTo(world, EVALUATIONS, { json: { ...QUESTION, ...json } });
    expect(answer.status).toBe(200);
    expect(Object.keys(answer.json)).toEqual(["evaluations"]);
    return answer.json.evaluations;
  };
  const decisionsOf = (evaluations: readonly { decision: boolean }[]): boolean[] =>
    evaluations.map(({ decision }) => decision);

  it.each([
    [undefined, [true, false, true]],
    ["execute_all", [true, false, true]],
    ["deny_on_first_deny", [true, false]],
    ["permit_on_first_permit", [true]],
  ])("under %s gives %j, in order", async (evaluations_semantic, decisions) => {
    const world = await openWorld();
    const options = evaluations_semantic === undefined ? { another: 1 } : { evaluations_semantic };
    const evaluations = boards("dsh_1", "dsh_2", "dsh_3");
    expect(decisionsOf(await batch(world, { evaluations, options }))).toEqual(decisions);
  });

  it("an item's part replaces the default whole, but for a type, id or name that it leaves out", async () => {
    const world = await createWorld();
    await putPolicy(world, "prod", { resources: ["environment:production"] });
    const resource = { type: "dashboard", id: "dsh_1", properties: { environment: "production" } };
    const evaluations = [
      {},
      { resource: { id: "dsh_2" } },
      { resource: { properties: { environment: "production" } } },
      { action: { name: "dashboards:delete" } },
      { context: { time: "2026-06-10T12:00Z" } },
    ];
    const answers = await batch(world, { resource, evaluations });
    expect(decisionsOf(answers)).toEqual([true, false, true, false, true]);
  });

  it("an item that is not whole, or speaks of what does not exist, is a denial of its own with its place", async () => {
    const world = await openWorld();
    const json = {
      subject: ada,
      action: view,
      evaluations: [
        ...boards("dsh_1"),
        {},
        { resource: "dsh_1" },
        { ...boards("dsh_1")[0], action: { name: "dashboards:fly" } },
        { ...boards("dsh_1")[0], context: { time: 7 } },
        ...boards("dsh_3"),
      ],
    };
    const { evaluations } = (await sendTo(world, EVALUATIONS, { json })).json;
    expect(decisionsOf(evaluations)).toEqual([true, false, false, false, false, true]);
    const places = evaluations.map((one: Loose) => one.context.error?.violations[0].pointer ?? null);
    expect(places).toEqual([null, "/resource", "/resource", "/action/name", "/context/time", null]);
  });

  it("that is empty is one evaluation", async () => {
    const world = await openWorld();
    const answer = await sendTo(world, EVALUATIONS, { json: { ...QUESTION, evaluations: [] } });
    expect(answer.json).toMatchObject({ decision: true, context: { reasons: ["policy:some"] } });
  });

  it.each([
    [{ evaluations: [{}], options: { evaluations_semantic: "first" } }, "/options/evaluations_semantic"],
    [{ evaluations: Array.from({ length: 1_001 }, () => ({})) }, "/evaluations"],
    [{ evaluations: {} }, "/evaluations"],
    [{ evaluations: [{}, "x"] }, "/evaluations/1"],
    [{ evaluations: [{}], subject: "ada" }, "/subject"],
  ])("is refused as a whole when it is no batch: %#", async (json, pointer) => {
    const world = await createWorld();
    const answer = await sendTo(world, EVALUATIONS, { json: { ...QUESTION, ...json } });
    expectRefusal(answer, 400, "request.invalid");
    expect(pointersOf(answer)).toEqual([pointer]);
  });

  it("of a thousand is decided in one reply", async () => {
    const world = await openWorld();
    const evaluations = boards(...Array.from({ length: 1_000 }, (_, at) => `dsh_${at}`));
    expect(decisionsOf(await batch(world, { evaluations })).filter(Boolean)).toHaveLength(2);
  });
});
