// The door of an operator's cell: only what the global edge has signed comes in, once. Whoever comes past the edge is a
// stranger, to whom no tenant exists. What anyone may see (health, the reference) is open: it tells of nobody.

import { fault } from "../kernel/fault.ts";
import { failed, ok, type Result } from "../kernel/result.ts";
import { FORWARD_HEADER, verifyForward, type Forward } from "../residency/index.ts";
import type { Operation } from "./operation.ts";
import type { Rim } from "./rim.ts";

export interface Admitted {
  /** As the client sent it to the edge. */
  readonly request: Request;
  /** What the edge says about it; null where no edge is in front. */
  readonly forward: Forward | null;
}

export interface Arriving {
  readonly request: Request;
  readonly operation: Operation | null;
  readonly nowMs: number;
}

/** `residency.channel_refused` in a cell; the global deployment admits everything. */
export async function admit(rim: Rim, { request, operation, nowMs }: Arriving): Promise<Result<Admitted>> {
  const { CELL: cell } = rim.config;
  const token = request.headers.get(FORWARD_HEADER);
  if (cell === "global" || (token === null && operation?.audience === "public"))
    return ok({ request, forward: null });
  if (rim.edgeKeys === null) throw new Error("a cell without EDGE_KEYS");
  const { pathname, search } = new URL(request.url);
  const bound = { cell, method: request.method, target: pathname + search, nowMs };
  const verified = await verifyForward(token, bound, rim.edgeKeys);
  if (!verified.ok) return verified;
  if (!rim.usedTokens.take(verified.value.requestId, nowMs))
    return failed(fault("residency.channel_refused", "a token that was used before"));
  return ok({ request: restore(request, verified.value), forward: verified.value });
}

function restore(request: Request, { host, ip, country, colo }: Forward): Request {
  const { protocol, pathname, search } = new URL(request.url);
  const headers = new Headers(request.headers);
  for (const name of [FORWARD_HEADER, "cf-connecting-ip"]) headers.delete(name);
  headers.set("host", host);
  if (ip !== null) headers.set("cf-connecting-ip", ip);
  const hasBody = request.method !== "GET" && request.method !== "HEAD";
  return new Request(`${protocol}//${host}${pathname}${search}`, {
    method: request.method,
    headers,
    body: hasBody ? request.body : null,
    cf: { ...(country === null ? {} : { country }), ...(colo === null ? {} : { colo }) },
    signal: request.signal,
  });
}
