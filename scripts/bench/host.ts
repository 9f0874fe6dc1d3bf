// Starts and kills the gateway's process group; whoever sends asks for the address of the one that is up now.

import { fork, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import type { Gateway, GatewayOptions } from "../runtime/gateway.ts";

export type Up = Pick<Gateway, "url" | "secrets">;

export interface Host {
  /** The running gateway, or the next one while none runs. */
  up(): Promise<Up>;
  /** SIGKILL to the whole group, and a new one on the same state. */
  crash(): Promise<void>;
  stop(): Promise<void>;
}

const STARTS_WITHIN_MS = 60_000;
const MOST_STARTS = 5;

interface Running {
  readonly child: ChildProcess;
  readonly up: Up;
}

function start(options: GatewayOptions): Promise<Running> {
  const args = [JSON.stringify(options)];
  const child = fork(join(import.meta.dirname, "host-process.ts"), args, {
    detached: true,
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  return new Promise((resolve, reject) => {
    const fail = (reason: string): void => {
      killGroup(child);
      reject(new Error(reason));
    };
    const timer = setTimeout(
      () => fail(`the gateway did not start within ${STARTS_WITHIN_MS} ms`),
      STARTS_WITHIN_MS,
    );
    child.once("exit", (code) => fail(`the gateway ended with ${code} while starting`));
    child.once("message", (message) => {
      clearTimeout(timer);
      child.removeAllListeners("exit");
      const { url, secrets } = message as { url: string; secrets: Up["secrets"] };
      resolve({ child, up: { url: new URL(url), secrets } });
    });
  });
}

/** A build under way elsewhere may have the bundle half written: then the start is tried again. */
async function startAgain(options: GatewayOptions): Promise<Running> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await start(options);
    } catch (error) {
      if (attempt === MOST_STARTS) throw error;
    }
  }
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // The group is gone already.
  }
}

function killed(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    killGroup(child);
  });
}

export function createHost(options: GatewayOptions): Host {
  let running = startAgain(options);
  return {
    up: async () => (await running).up,
    async crash() {
      const { child } = await running;
      running = killed(child).then(() => startAgain(options));
      await running;
    },
    async stop() {
      await killed((await running).child);
    },
  };
}
