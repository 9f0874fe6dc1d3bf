// A client of the Worker under test: every call goes through the Worker's own fetch handler with the host set.

import { exports } from "cloudflare:workers";
import { OPERATOR_TOKEN } from "./operator-token.ts";

const BASE_HOST = "localhost";

export interface Ask {
  readonly host?: string;
  readonly key?: string | null;
  readonly json?: unknown;
  readonly body?: BodyInit;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What JSON.parse gives: answers are read loosely, and asserted. */
export type Loose = ReturnType<typeof JSON.parse>;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body; empty when it is no JSON. */
  readonly json: Loose;
}

/** `target` is a method and a path: `GET /v1/keys`. */
export function toRequest(target: string, ask: Ask = {}): Request {
  const [method = "GET", path = "/"] = target.split(" ", 2);
  const headers = new Headers(ask.headers);
  if (ask.key !== undefined && ask.key !== null) headers.set("authorization", `Bearer ${ask.key}`);
  if (ask.json !== undefined && !headers.has("content-type")) headers.set("content-type", "application/json");
  const body = ask.json === undefined ? ask.body : JSON.stringify(ask.json);
  return new Request(`http://${ask.host ?? BASE_HOST}${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body }),
  });
}

export async function toAnswer(response: Response): Promise<Answer> {
  const text = new TextDecoder().decode(await response.arrayBuffer());
  return { status: response.status, headers: response.headers, text, json: parse(text) };
}

function parse(text: string): Loose {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

export async function send(target: string, ask: Ask = {}): Promise<Answer> {
  return toAnswer(await exports.default.fetch(toRequest(target, ask)));
}

/** As the operator, on the base domain unless a host is given. */
export async function sendAsOperator(target: string, ask: Ask = {}): Promise<Answer> {
  return send(target, { key: OPERATOR_TOKEN, ...ask });
}
