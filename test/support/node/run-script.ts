// Runs a script of the repository as a person does, in a process of its own: its output as it comes, its exit status.

import { spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

const ROOT = join(import.meta.dirname, "../../..");
const POLL_MS = 20;

export interface RunningScript {
  readonly pid: number;
  /** Standard output and error as they came. */
  readonly output: () => string;
  /** Resolves when the output has this text; throws with the output when the script ends before or time is up. */
  says(text: string, timeoutMs?: number): Promise<void>;
  kill(signal: NodeJS.Signals): void;
  readonly ended: Promise<number | null>;
}

export function runScript(name: string, args: readonly string[] = []): RunningScript {
  const child = spawn(process.execPath, ["scripts/preflight.js", name, ...args], { cwd: ROOT });
  let output = "";
  let hasEnded = false;
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) => {
      hasEnded = true;
      resolve(status);
    });
  });
  return {
    pid: child.pid ?? 0,
    output: () => output,
    kill: (signal) => void child.kill(signal),
    ended,
    says: async (text, timeoutMs = 60_000) => {
      const deadlineMs = performance.now() + timeoutMs;
      while (!output.includes(text)) {
        if (hasEnded || performance.now() > deadlineMs)
          throw new Error(`\`${name}\` never said \`${text}\`:\n${output}`);
        await wait(POLL_MS);
      }
    },
  };
}
