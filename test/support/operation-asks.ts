// How a test asks an operation of the manifest: its address with the path's parameters filled in, and no body that fits.

import type { Operation } from "../../src/edge/index.ts";
import type { Answer } from "./client.ts";
import { expect } from "vitest";
import { expectRefusal } from "./same-refusal.ts";

/** `METHOD /path`, with names of the path taken from `names` or made up. */
export function targetOf(operation: Operation, names: Readonly<Record<string, string>> = {}): string {
  const path = operation.path.replaceAll(/\{([a-z_]+)\}/g, (_, name: string) => names[name] ?? "0");
  return `${operation.method} ${path}`;
}

/** The refusal in the operation's own shape: a problem document, or a google.rpc.Status that says no more. */
export function expectRefusalOf(operation: Operation, answer: Answer, status: number, code: string): void {
  const isShaped = operation.audience === "tenant" && operation.refusalShape !== undefined;
  if (!isShaped) return expectRefusal(answer, status, code);
  expect(answer.status).toBe(status);
  expect(Object.keys(answer.json).toSorted()).toEqual(["code", "message"]);
}
