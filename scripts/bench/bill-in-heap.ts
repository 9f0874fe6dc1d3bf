// The import of a bill as the gateway does it, in a process whose heap has a hard bound: it ends when that is not enough.

import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** In MiB, 64 in all; a Worker has 128 MB for everything. */
const BOUNDS = ["--max-old-space-size=52", "--max-semi-space-size=4"];

/** The most memory it held at once, garbage that was not collected yet included, in bytes. Throws when the bound is too small. */
export async function importInHeap(rows: number): Promise<number> {
  const file = join(import.meta.dirname, "bill-process.ts");
  const child = fork(file, [String(rows)], {
    execArgv: BOUNDS,
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const ended = once(child, "exit").then(([code]) => {
    throw new Error(`the import within 64 MiB ended with ${code}`);
  });
  const [most] = (await Promise.race([once(child, "message"), ended])) as [number];
  ended.catch(() => {});
  child.kill();
  return most;
}
