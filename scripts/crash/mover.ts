// Moves one tenant about: through the operator's routes, from place to place, until each move has ended.

import { createHash } from "node:crypto";
import { send, type TenantAccess } from "../bench/gateway-world.ts";
import type { Answer } from "../runtime/exchange.ts";
import type { Host } from "../bench/host.ts";
import { insist } from "./insist.ts";

export interface SeenMove {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly write_pause_ms: number | null;
}

/** What is killed at which state is kept by the caller. */
export type OnState = (move: SeenMove) => Promise<void>;

const POLL_MS = 25;
const TIMEOUT_MS = 10_000;
const ENDED = new Set(["done", "cancelled"]);

const pause = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

async function ask(host: Host, asked: { method: string; path: string; expected: number; body?: object }) {
  const { body, ...rest } = asked;
  const answer = await insist(host, {
    ...rest,
    host: "localhost",
    asOperator: true,
    headers: {
      "content-type": "application/json",
      "idempotency-key": createHash("sha256")
        .update(`${asked.path} ${JSON.stringify(body)}`)
        .digest("hex"),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return JSON.parse(answer.text) as SeenMove;
}

export async function startMove(host: Host, tenant: TenantAccess, to: object): Promise<SeenMove> {
  const path = `/operator/v1/tenants/${tenant.id}/moves`;
  // The reason makes the request one of its own: a later move to the same place is another.
  const body = { to, reason: `the kill test, ${Date.now()}` };
  return ask(host, { method: "POST", path, expected: 202, body });
}

/** Between two jurisdictions nobody is told anything: that is the state `pause`, as it looks from outside. */
function stateOf({ status, text }: Answer, move: SeenMove): SeenMove | null {
  if (status === 200) return JSON.parse(text) as SeenMove;
  const isMoving = status === 503 && (JSON.parse(text) as { code?: string }).code === "tenant.moving";
  return isMoving ? { ...move, state: "pause" } : null;
}

/** Follows the move to its end; `onState` sees each state once, as soon as it is seen. */
export async function followMove(
  host: Host,
  tenant: TenantAccess,
  { move, onState }: { readonly move: SeenMove; readonly onState: OnState },
): Promise<SeenMove> {
  const path = `/operator/v1/tenants/${tenant.id}/moves/${move.id}`;
  const seen = new Set<string>();
  for (let now: SeenMove | null = move; ; now = await look(host, path, move)) {
    if (now !== null && !seen.has(now.state)) {
      seen.add(now.state);
      await onState(now);
    }
    if (now !== null && ENDED.has(now.state)) return now;
    await pause(POLL_MS);
  }
}

/** Null while the gateway is down. */
async function look(host: Host, path: string, move: SeenMove): Promise<SeenMove | null> {
  const { url, secrets } = await host.up();
  const headers = { authorization: `Bearer ${secrets.operatorToken}` };
  const answer = await send(url, path, { host: "localhost", headers, timeoutMs: TIMEOUT_MS }).catch(
    () => null,
  );
  return answer === null ? null : stateOf(answer, move);
}
