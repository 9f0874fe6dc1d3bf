// Another isolate of the Worker: an environment of its own, and with it caches of its own, over the same stores.

import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { app } from "../../src/app.ts";
import { toAnswer, toRequest, type Answer, type Ask } from "./client.ts";
import type { World } from "./world.ts";

export interface Isolate {
  send(world: World, target: string, ask?: Ask): Promise<Answer>;
  /** Waits for what requests left to be done after their answers. */
  settle(): Promise<void>;
}

export function openIsolate(bindings: Partial<Env> = {}): Isolate {
  const own = { ...env, ...bindings };
  const context = createExecutionContext();
  return {
    send: async (world, target, ask = {}) => {
      const request = toRequest(target, { host: world.host, key: world.admin, ...ask });
      return toAnswer(await app.fetch(request, own, context));
    },
    settle: async () => waitOnExecutionContext(context),
  };
}

const DEADLINE_MS = 5_000;

/** Asks until the answer has the status; the last answer when it never has. */
export async function askUntil(status: number, ask: () => Promise<Answer>): Promise<Answer> {
  const endMs = Date.now() + DEADLINE_MS;
  for (;;) {
    const answer = await ask();
    if (answer.status === status || Date.now() > endMs) return answer;
    await scheduler.wait(20);
  }
}
