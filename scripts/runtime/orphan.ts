// The runtime is a process of its own and outlives a gateway that was killed with SIGKILL, with its port and its data.
// Its pid is noted beside the data, with the instant it began so that a pid used again is never mistaken for it; the
// next start ends it. Linux only: elsewhere nothing is noted, and the port in use is what the next start reports.

import { readFileSync, writeFileSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

const RUNTIME = "workerd";
const POLL_MS = 20;
const PATIENCE_MS = 5_000;
/** Where proc(5) has the start time, counted after the command's closing bracket. */
const START_FIELD = 19;

const notePath = (stateDir: string): string => join(stateDir, "runtime.pid");

/** The runtime's identity, or null when this pid is none. */
function identify(pid: string): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const end = stat.lastIndexOf(")");
    const fields = stat.slice(end + 2).split(" ");
    return stat.slice(0, end).endsWith(`(${RUNTIME}`) && fields[0] !== "Z"
      ? `${pid} ${fields[START_FIELD]}`
      : null;
  } catch {
    return null;
  }
}

/** Notes the runtime that this process has started. */
export function noteRuntime(stateDir: string): void {
  try {
    const children = readFileSync(`/proc/self/task/${process.pid}/children`, "utf8").trim().split(" ");
    const found = children.map(identify).filter((identity) => identity !== null);
    writeFileSync(notePath(stateDir), found.join("\n"));
  } catch {
    // No /proc: nothing to note.
  }
}

/** Ends what a killed gateway left running on this folder. Only whoever holds the folder's lock may ask. */
export async function endOrphans(stateDir: string): Promise<void> {
  const noted = await readFile(notePath(stateDir), "utf8").catch(() => "");
  for (const identity of noted.split("\n").filter(Boolean)) {
    const [pid = ""] = identity.split(" ");
    if (identify(pid) !== identity) continue;
    process.kill(Number(pid), "SIGKILL");
    for (let waitedMs = 0; identify(pid) === identity && waitedMs < PATIENCE_MS; waitedMs += POLL_MS)
      await wait(POLL_MS);
  }
  await rm(notePath(stateDir), { force: true });
}
