// Resident memory of the runtimes that this process has started, from /proc. Linux only.

import { readdir, readFile } from "node:fs/promises";

async function statusOf(pid: string): Promise<Readonly<Record<string, string>>> {
  const text = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return Object.fromEntries(text.split("\n").map((line) => line.split(/:\s+/, 2) as [string, string]));
}

/** Megabytes of every workerd that is a child of this process. */
export async function runtimeMegabytes(): Promise<number> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const all = await Promise.all(pids.map(statusOf));
  const own = all.filter(({ Name, PPid }) => Name === "workerd" && PPid === String(process.pid));
  const kilobytes = own.reduce((sum, { VmRSS = "0 kB" }) => sum + Number.parseInt(VmRSS, 10), 0);
  return kilobytes / 1_024;
}
