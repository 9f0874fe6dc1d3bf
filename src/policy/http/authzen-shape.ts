// What operations of AuthZEN have in common (section 10.1): the request's own X-Request-ID comes back, and what is wrong
// with a request is a 400.

import type { z } from "zod";
import { jsonReply, type Reply } from "../../edge/index.ts";

const REQUEST_ID = /^[\x20-\x7e]{1,1024}$/;

function ownId(request: Request): Readonly<Record<string, string>> {
  const id = request.headers.get("x-request-id") ?? "";
  return REQUEST_ID.test(id) ? { "x-request-id": id } : {};
}

export function authzenReply(request: Request, value: unknown): Reply {
  return jsonReply(200, value, ownId(request));
}

const UNSUPPORTED_MEDIA_TYPE = 415;

/** The problem document, under the caller's request id. */
export function authzenRefusal(request: Request, problem: Reply): Reply {
  const status = problem.status === UNSUPPORTED_MEDIA_TYPE ? 400 : problem.status;
  const body = typeof problem.body === "string" ? withStatus(problem.body, status) : problem.body;
  return { status, headers: { ...problem.headers, ...ownId(request) }, body };
}

function withStatus(body: string, status: number): string {
  return JSON.stringify({ ...(JSON.parse(body) as object), status });
}

export const DECISIONS = {
  method: "POST",
  tag: "Decisions",
  action: "policies:decide",
  params: null,
  query: null,
} as const;

export const bodyOf = <S extends z.ZodType>(schema: S) =>
  ({ kind: "json", schema, maxBytes: 1_048_576 }) as const;
