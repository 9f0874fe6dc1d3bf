// Asks an operation of the manifest in this process, as the key of a session. INVARIANT: it goes the whole way of a request
// (decision, region, limits, schemas, audit), so a page can show and do nothing that the key could not over the API.

import {
  mayAsk,
  serveHolder,
  type Holder,
  type Operation,
  type PublicCall,
  type Reply,
} from "../edge/index.ts";
import { fault, type Fault } from "../kernel/fault.ts";
import { ACTIONS, type Action } from "../policy/index.ts";
import type { Outcome } from "./page.ts";

export interface Asked {
  readonly params?: Readonly<Record<string, string>>;
  /** What is undefined or empty is left out. */
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Asking {
  /** Which of these is it worth offering? Asking for one is decided anew. */
  offered(ids: readonly string[]): Promise<ReadonlySet<string>>;
  ask(id: string, asked?: Asked): Promise<Outcome<Reply>>;
  /** The reply's JSON, in the shape that its operation declares. */
  read<T>(id: string, asked?: Asked): Promise<Outcome<T>>;
}

/** What tells where the visitor is, for conditions of policies. */
const OF_THE_VISITOR = ["cf-connecting-ip", "user-agent", "x-traceo-colo"];

export function openAsking(operations: readonly Operation[], call: PublicCall, holder: Holder): Asking {
  const find = (id: string) => operations.find((operation) => operation.id === id);
  const ask: Asking["ask"] = async (id, asked = {}) => {
    const operation = find(id);
    if (operation?.audience !== "tenant") return { ok: false, fault: fault("request.no_such_route", id) };
    const request = requestOf(operation, call, asked);
    const visit = { ...call.visit, request, url: new URL(request.url), params: { ...asked.params } };
    const reply = await serveHolder(call.rim, operation, { visit, holder });
    if (reply.ok || reply.fault.code !== "policy.denied") return reply;
    return { ...reply, action: actionIn(reply.fault) ?? operation.action };
  };
  return {
    offered: async (ids) => {
      const may: string[] = [];
      for (const id of ids) {
        const operation = find(id);
        if (operation?.audience === "tenant" && (await mayAsk(call, holder, operation))) may.push(id);
      }
      return new Set(may);
    },
    ask,
    read: async (id, asked) => {
      const reply = await ask(id, asked);
      if (!reply.ok) return reply;
      const { body } = reply.value;
      return { ok: true, value: jsonOf(typeof body === "string" ? body : "null") };
    },
  };
}

/** A denial names the action first that it is about: a panel's source may ask for another one than the panel itself. */
function actionIn({ detail = "" }: Fault): Action | null {
  const [, name = ""] = /^([a-z_]+:[a-z_]+)\b/.exec(detail) ?? [];
  return Object.hasOwn(ACTIONS, name) ? (name as Action) : null;
}

/** An operation's own reply: it has the shape that it declares. */
const jsonOf = (text: string) => JSON.parse(text) as never;

function requestOf({ method, path }: Operation, call: PublicCall, asked: Asked): Request {
  const { params = {}, query = {}, body } = asked;
  const named = path.replaceAll(/\{([a-z_]+)\}/g, (_, name: string) =>
    encodeURIComponent(params[name] ?? ""),
  );
  const url = new URL(named, call.url);
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== "") url.searchParams.set(name, value);
  const headers = new Headers(asked.headers);
  for (const name of OF_THE_VISITOR) {
    const value = call.request.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  if (body !== undefined) headers.set("content-type", "application/json");
  const { cf } = call.request;
  return new Request(url, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(cf === undefined ? {} : { cf }),
  });
}
