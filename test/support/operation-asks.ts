// How a test asks an operation of the manifest: its address with the path's parameters filled in, and no body that fits.

import { PROBLEM_TYPE, type Operation } from "../../src/edge/index.ts";
import type { Answer } from "./client.ts";
import { expect } from "vitest";
import { expectRefusal } from "./same-refusal.ts";

/** `METHOD /path`, with names of the path taken from `names` or made up. */
export function targetOf(operation: Operation, names: Readonly<Record<string, string>> = {}): string {
  const path = operation.path.replaceAll(/\{([a-z_]+)\}/g, (_, name: string) => names[name] ?? "0");
  return `${operation.method} ${path}`;
}

/** The refusal in the operation's own shape: a problem document, or what a protocol has in its place. */
export function expectRefusalOf(operation: Operation, answer: Answer, status: number, code: string): void {
  if (!hasOwnShape(operation)) return expectRefusal(answer, status, code);
  expect(answer.status).toBe(status);
  // OData's has our code; a google.rpc.Status has its own, and says no more.
  if ("error" in answer.json) return expect(answer.json.error).toMatchObject({ code });
  expect(Object.keys(answer.json).toSorted()).toEqual(["code", "message"]);
}

/** Does the operation answer refusals with a body of its own? AuthZEN's shape keeps the problem document. */
function hasOwnShape(operation: Operation): boolean {
  if (operation.audience !== "tenant" || operation.refusalShape === undefined) return false;
  const problem = { status: 403, headers: { "content-type": PROBLEM_TYPE }, body: "{}" };
  const shaped = operation.refusalShape(new Request("http://localhost"), problem);
  return shaped.headers["content-type"] !== PROBLEM_TYPE;
}
