// Plants canaries of a tenant in every place where the manifest's operations take a text: bodies as support/plausible-asks.ts
// fills them, parameters, queries and headers of all operations by their schemas.

import { z } from "zod";
import type { Operation } from "../../../src/edge/index.ts";
import { OPERATIONS } from "../../../src/manifest.ts";
import { PLAUSIBLE_ASKS } from "../../support/plausible-asks.ts";
import { jsonOf, type Reply, type Sending } from "../../support/node/send.ts";
import type { AllCells, Resident } from "./all-cells.ts";
import type { Aviary, Canary } from "./canaries.ts";

/** Asked when the tenants are made; ends one for good; takes from those in India and China the ground to send telemetry. */
const ELSEWHERE: ReadonlySet<string> = new Set([
  "tenants.create",
  "tenants.close",
  "tenants.end_residency_exception",
]);
/** They go on by themselves: begun when all else is there to be moved and exported. */
export const LAST = ["moves.start", "tenants.offboard"] as const;

export interface Planted {
  readonly operation: Operation;
  readonly status: number;
  /** What its row says; null for an operation without one. */
  readonly wanted: number | null;
  readonly body: string;
}

export interface Planter {
  plant(operation: Operation): Promise<Planted>;
  ask(sending: Sending): Promise<Reply>;
}

function kindOf(operation: Operation): Canary["kind"] {
  if (operation.audience === "tenant" && operation.isIngest === true) return "telemetry";
  return PLAUSIBLE_ASKS[operation.id]?.keeps === true ? "document" : "passing";
}

/** A text for each field of the query that takes one. */
function queryOf({ query }: Operation, word: (place: string) => string): string {
  if (query === null) return "";
  const { properties = {} } = z.toJSONSchema(query, { io: "input", unrepresentable: "any" });
  const texts = Object.entries(properties).filter(([, field]) => isText(field));
  const pairs = texts.map(([name]) => `${name}=${word(`query${name}`)}`);
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
}

function isText(field: unknown): boolean {
  const { type, anyOf = [], enum: names } = field as { type?: string; anyOf?: unknown[]; enum?: unknown[] };
  return names === undefined && (type === "string" || anyOf.some(isText));
}

async function makeKey(cells: AllCells, { adminKey: key }: Resident): Promise<string> {
  const made = await cells.ask({ path: "/v1/keys", key, json: { name: "spare", roles: ["viewer"] } });
  return (jsonOf(made, 201) as { key: { id: string } }).key.id;
}

export async function createPlanter(cells: AllCells, resident: Resident, aviary: Aviary): Promise<Planter> {
  const keyId = await makeKey(cells, resident);
  const send = (operation: Operation, sending: Sending): Promise<Reply> =>
    operation.audience === "operator"
      ? cells.operate(sending)
      : cells.ask({ ...sending, host: `${resident.slug}.localhost`, key: resident.adminKey });
  const plant: Planter["plant"] = async (operation) => {
    const say = (kind: Canary["kind"]) => (place: string) =>
      aviary.plant({ owner: resident.id, kind, place: `${operation.id} ${place}` });
    const passing = say("passing");
    const row = PLAUSIBLE_ASKS[operation.id];
    const asked = row?.ask({ word: say(kindOf(operation)), keyId, nowMs: Date.now() });
    const names: Readonly<Record<string, string>> = { tenant_id: resident.id, ...asked?.params };
    const path = operation.path.replaceAll(
      /\{([a-z_]+)\}/g,
      (_, name: string) => names[name] ?? passing(`param${name}`),
    );
    const headers = {
      ...asked?.headers,
      ...(operation.isIdempotentByKey === true ? { "idempotency-key": passing("idempotency") } : {}),
      "user-agent": passing("agent"),
      cookie: `session=${passing("cookie")}`,
      "x-request-id": passing("requestid"),
      tracestate: `vendor=${passing("tracestate")}`,
    };
    const { status, body } = await send(operation, {
      method: operation.method,
      path: path + queryOf(operation, passing),
      headers,
      ...(asked?.json === undefined ? {} : { json: asked.json }),
      ...(asked?.body === undefined ? {} : { body: asked.body }),
    });
    return { operation, status, wanted: asked?.status ?? null, body: body.toString() };
  };
  return { plant, ask: (sending) => cells.ask({ ...sending, key: resident.adminKey }) };
}

export function operationOf(id: string): Operation {
  const found = OPERATIONS.find((operation) => operation.id === id);
  if (found === undefined) throw new Error(`no operation \`${id}\``);
  return found;
}

/** Those that are asked of each tenant, in the order of the manifest. */
export const PLANTED = OPERATIONS.filter(
  ({ id }) => !ELSEWHERE.has(id) && !(LAST as readonly string[]).includes(id),
);
