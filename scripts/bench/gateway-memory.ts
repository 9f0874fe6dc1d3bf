// How much memory the runtime's process takes while something is measured, as Linux tells it; elsewhere it is not known.

import { readdirSync, readFileSync } from "node:fs";

const SAMPLE_MS = 100;
const KIBIBYTE = 1_024;

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // The process ended, or there is no such folder on this system.
    return "";
  }
}

function processes(): number[] {
  try {
    return readdirSync("/proc").map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}

const field = (pid: number, name: string): string =>
  new RegExp(`^${name}:\\s*(\\S+)`, "m").exec(read(`/proc/${pid}/status`))?.[1] ?? "";

/** The runtime that this process started, by way of others. */
function findRuntime(): number | null {
  const parents = new Map(processes().map((pid) => [pid, Number(field(pid, "PPid"))]));
  const isOurs = (pid: number | undefined): boolean =>
    pid !== undefined && pid > 1 && (pid === process.pid || isOurs(parents.get(pid)));
  return [...parents.keys()].find((pid) => field(pid, "Name") === "workerd" && isOurs(pid)) ?? null;
}

export interface MemoryWatch {
  /** The most that it took beyond what it took at first, in bytes; null where that cannot be told. */
  stop(): number | null;
}

export function watchMemory(): MemoryWatch {
  const pid = findRuntime();
  if (pid === null) return { stop: () => null };
  const taken = (): number => Number(field(pid, "VmRSS")) * KIBIBYTE;
  const before = taken();
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, taken());
  }, SAMPLE_MS);
  return {
    stop() {
      clearInterval(timer);
      return Math.max(most, taken()) - before;
    },
  };
}
