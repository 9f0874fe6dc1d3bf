// What tests of access share: documents put in force over HTTP, and the proof that a refusal changed nothing.

import { expect } from "vitest";
import type { Answer } from "./client.ts";
import { sqlIn, stateOf, tenantStub } from "./objects.ts";
import { expectRefusal } from "./same-refusal.ts";
import { sendTo, type World } from "./world.ts";

export const POLICY = {
  effect: "deny",
  subjects: ["*"],
  actions: ["metrics:delete"],
  resources: ["*"],
} as const;

/** Puts a document in force; a test that meets a refusal here fails. */
export async function put(world: World, path: string, json: object): Promise<Answer> {
  const answer = await sendTo(world, `PUT /v1/${path}`, { json });
  expect(answer.json).toMatchObject({ status: "in_force" });
  return answer;
}

/** The epoch, the versions and the documents of access, in force or not. */
export async function accessOf({ tenant }: World): Promise<object> {
  const { epoch } = await stateOf(tenant);
  const versions = await sqlIn(tenantStub(tenant), "SELECT * FROM access_versions ORDER BY version");
  const items = await sqlIn(
    tenantStub(tenant),
    "SELECT * FROM access_items ORDER BY kind, item_id, from_version",
  );
  const proposals = await sqlIn(tenantStub(tenant), "SELECT * FROM access_proposals ORDER BY id");
  return { epoch, versions, items, proposals };
}

export interface Refusal {
  readonly status: number;
  readonly code: string;
  /** Of the first violation. */
  readonly pointer?: string;
}

/** The answer is this refusal, and access is as it was. */
export async function expectNoChange(
  world: World,
  ask: () => Promise<Answer>,
  { status, code, pointer }: Refusal,
): Promise<Answer> {
  const before = await accessOf(world);
  const answer = await ask();
  expectRefusal(answer, status, code);
  if (pointer !== undefined) expect(answer.json.violations[0].pointer).toBe(pointer);
  expect(await accessOf(world)).toEqual(before);
  return answer;
}
