// Two refusals that a stranger must not be able to tell apart: the same status, headers and body, but for the request's id.

import { expect } from "vitest";
import type { Answer } from "./client.ts";

interface Face {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function faceOf(answer: Answer): Face {
  const requestId = answer.headers.get("x-request-id") ?? "no id";
  const headers = Object.fromEntries([...answer.headers].filter(([name]) => name !== "x-request-id"));
  return { status: answer.status, headers, body: answer.text.replaceAll(requestId, "{request}") };
}

/** The refusal with this status and code, as a problem document that says nothing else. */
export function expectRefusal(answer: Answer, status: number, code: string): void {
  expect({ status: answer.status, code: answer.json.code }).toEqual({ status, code });
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  expect(answer.json).toMatchObject({ type: `urn:traceo:problem:${code}`, status });
  expect(answer.json.instance).toBe(`urn:traceo:request:${answer.headers.get("x-request-id")}`);
}
