// Sends a request until it is answered with the status that acknowledges it, however often the gateway dies meanwhile:
// what a client with an idempotency key may do. An answer that repeating cannot mend is a finding and throws.

import { send, type Sending } from "../bench/gateway-world.ts";
import type { Answer } from "../runtime/exchange.ts";
import type { Host } from "../bench/host.ts";

export interface Insistence extends Sending {
  readonly path: string;
  readonly expected: number;
  readonly asOperator?: true;
}

const PAUSE_MS = 50;
const TIMEOUT_MS = 20_000;
const GIVE_UP_MS = 180_000;

const pause = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

/** The operator's token is the gateway's to know, so it is put in here. */
async function attempt(host: Host, wanted: Insistence): Promise<Answer | null> {
  const { url, secrets } = await host.up();
  const authorization =
    wanted.asOperator === undefined ? {} : { authorization: `Bearer ${secrets.operatorToken}` };
  const headers = { ...wanted.headers, ...authorization };
  return send(url, wanted.path, { ...wanted, headers, timeoutMs: TIMEOUT_MS }).catch(() => null);
}

function isPassing({ status }: Answer): boolean {
  return status >= 500 || status === 429 || status === 408;
}

export async function insist(host: Host, wanted: Insistence): Promise<Answer> {
  let last = "no answer";
  for (const startedAt = Date.now(); Date.now() - startedAt < GIVE_UP_MS; await pause(PAUSE_MS)) {
    const answer = await attempt(host, wanted);
    if (answer?.status === wanted.expected) return answer;
    if (answer !== null) last = `${answer.status} ${answer.text.slice(0, 300)}`;
    if (answer !== null && !isPassing(answer)) break;
  }
  throw new Error(`${wanted.method ?? "GET"} ${wanted.path}: ${last}`);
}
