// Questions to the decision point over HTTP, and the documents that answer them.

import { expect } from "vitest";
import type { Answer, Loose } from "./client.ts";
import { sendTo, type World } from "./world.ts";

export const EVALUATION = "POST /access/v1/evaluation";
export const EVALUATIONS = "POST /access/v1/evaluations";
export const SEARCH = {
  subject: "POST /access/v1/search/subject",
  resource: "POST /access/v1/search/resource",
  action: "POST /access/v1/search/action",
} as const;

export const ada = { type: "user", id: "ada" } as const;
export const view = { name: "dashboards:view" } as const;
export const board = { type: "dashboard", id: "dsh_1" } as const;
export const QUESTION = { subject: ada, action: view, resource: board } as const;

/** Puts a document of the tenant's access in force. */
export async function putAccess(world: World, path: string, json: unknown): Promise<void> {
  const answer = await sendTo(world, `PUT /v1/${path}`, { json });
  if (answer.status !== 200) throw new Error(answer.text);
}

export async function putUser(world: World, id: string, user: object): Promise<void> {
  await putAccess(world, `users/${id}`, { name: id, ...user });
}

/** Allows everyone to view dashboards, but for what `rest` says. */
export async function putPolicy(world: World, id: string, rest: object = {}): Promise<void> {
  await putAccess(world, `policies/${id}`, {
    effect: "allow",
    subjects: ["*"],
    actions: ["dashboards:view"],
    resources: ["*"],
    ...rest,
  });
}

export async function decide(world: World, json: object): Promise<Loose> {
  const answer = await sendTo(world, EVALUATION, { json });
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/json"]);
  return answer.json;
}

export function pointersOf({ json }: Answer): string[] {
  return json.violations.map(({ pointer }: { pointer: string }) => pointer);
}
