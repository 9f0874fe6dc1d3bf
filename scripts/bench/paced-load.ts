// Requests at a fixed pace, whatever becomes of those before: a wait in front of the gateway counts as the gateway's.

import { send, type Sending } from "./gateway-world.ts";
import type { Answer } from "../runtime/exchange.ts";

export interface Pace {
  readonly perSecond: number;
  readonly durationMs: number;
  /** What the n-th request is. */
  readonly ask: (at: number) => { readonly path: string; readonly sending: Sending };
}

export interface Paced {
  readonly latenciesMs: readonly number[];
  /** Answers other than 2xx, by status. */
  readonly refusals: Readonly<Record<string, number>>;
}

/** Latency is told from the instant at which a request was due. */
export async function sendPaced(url: URL, { perSecond, durationMs, ask }: Pace): Promise<Paced> {
  const latenciesMs: number[] = [];
  const refusals: Record<string, number> = {};
  const stepMs = 1_000 / perSecond;
  const count = Math.max(1, Math.floor(durationMs / stepMs));
  const startedAt = performance.now();
  const running: Promise<void>[] = [];
  for (let at = 0; at < count; at++) {
    const dueAt = startedAt + at * stepMs;
    const waitMs = dueAt - performance.now();
    if (waitMs > 0) await new Promise((resolve) => void setTimeout(resolve, waitMs));
    const { path, sending } = ask(at);
    const take = ({ status }: Answer): void => {
      if (status >= 200 && status < 300) latenciesMs.push(performance.now() - dueAt);
      else refusals[status] = (refusals[status] ?? 0) + 1;
    };
    running.push(send(url, path, sending).then(take));
  }
  await Promise.all(running);
  return { latenciesMs, refusals };
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
