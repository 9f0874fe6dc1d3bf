// Requests to the local gateway as a tenant or the operator. They go to 127.0.0.1 with the host in the Host header,
// because many machines do not resolve `*.localhost` outside browsers and curl.

import { Agent } from "node:http";
import { exchange, type Answer } from "../runtime/exchange.ts";

export interface LocalRequest {
  readonly method: "GET" | "POST";
  /** `acme.localhost`, or `localhost` for the operator's addresses. */
  readonly host: string;
  readonly path: string;
  readonly bearer: string;
  readonly body?: unknown;
  readonly idempotencyKey?: string;
}

export type LocalClient = (wanted: LocalRequest) => Promise<Answer>;

export function localClient(port: number): LocalClient {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  return ({ method, host, path, bearer, body, idempotencyKey }) => {
    const headers = {
      host: `${host}:${port}`,
      authorization: `Bearer ${bearer}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(idempotencyKey === undefined ? {} : { "idempotency-key": idempotencyKey }),
    };
    const text = body === undefined ? undefined : JSON.stringify(body);
    return exchange({ host: "127.0.0.1", port, method, path, headers, agent }, text);
  };
}

/** The answer's JSON; throws with the problem's own words when it is another status. */
export function expectJson(answer: Answer, status: number, what: string): unknown {
  if (answer.status === status) return JSON.parse(answer.text);
  const words = answer.text.replaceAll(/\s+/g, " ").slice(0, 300);
  const way = answer.status >= 500 ? "; if it stays so, `npm run reset` clears the local state" : "";
  throw new Error(`${what} was answered ${answer.status}: ${words}${way}`);
}
