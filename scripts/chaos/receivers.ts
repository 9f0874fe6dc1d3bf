// Starts the receivers' process, kills it and starts it again on the same port and file.

import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { ReceiverSettings } from "./receiver-process.ts";

export interface Receivers {
  /** Resolves once a request is held that the receivers have applied and not answered. */
  holdNext(): Promise<void>;
  /** SIGKILL, and a new process on the same file. */
  crash(): Promise<void>;
  stop(): Promise<void>;
}

async function start(settings: ReceiverSettings): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, "receiver-process.ts"), [JSON.stringify(settings)]);
  const ended = once(child, "exit").then(([code]) => {
    throw new Error(`the receivers ended with ${String(code)} while starting`);
  });
  await Promise.race([once(child, "message"), ended]);
  ended.catch(() => undefined);
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
}

export async function startReceivers(settings: ReceiverSettings): Promise<Receivers> {
  let seed = settings.seed;
  let child = await start(settings);
  return {
    holdNext: async () => {
      const held = once(child, "message");
      child.send("hold next");
      await held;
    },
    async crash() {
      await kill(child);
      // Another seed: what was decided before is not decided again.
      seed += 1;
      child = await start({ ...settings, seed });
    },
    stop: () => kill(child),
  };
}
