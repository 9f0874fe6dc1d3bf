// A gateway in a process of its own, as an operator runs it, with everything that it and its runtime write to standard output
// and error. Its data stays after it has stopped, for the test to look into.

import { fork } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Gateway, GatewayOptions } from "../../../scripts/runtime/gateway.ts";

const PROGRAM = join(import.meta.dirname, "../../../scripts/bench/host-process.ts");

export interface GatewayProcess extends Pick<Gateway, "url" | "secrets"> {
  readonly stateDir: string;
  readonly output: () => string;
  /** Resident memory of its runtime, in megabytes. Linux only. */
  megabytes(): Promise<number>;
  /** SIGKILL to the host and its runtime: what is on the disk is what there is. */
  stop(): Promise<void>;
}

export async function startGatewayProcess(options: GatewayOptions): Promise<GatewayProcess> {
  const child = fork(PROGRAM, [JSON.stringify(options)], {
    detached: true,
    execArgv: [],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (part: Buffer) => void (output += part.toString()));
  const ended = new Promise<void>((resolve) => void child.once("close", () => resolve()));
  const message = await Promise.race([
    new Promise((resolve) => void child.once("message", resolve)),
    ended.then(() => Promise.reject(new Error(`the gateway did not start: ${output}`))),
  ]);
  const { url, secrets } = message as { url: string; secrets: Gateway["secrets"] };
  return {
    url: new URL(url),
    secrets,
    stateDir: options.stateDir,
    output: () => output,
    megabytes: () => runtimeOf(child.pid ?? 0),
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) process.kill(-(child.pid ?? 0), "SIGKILL");
      await ended;
    },
  };
}

async function runtimeOf(parent: number): Promise<number> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const states = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/status`, "utf8").catch(() => "")),
  );
  const own = states.filter(
    (text) => text.startsWith("Name:\tworkerd") && text.includes(`\nPPid:\t${parent}\n`),
  );
  const kilobytes = own.map((text) => Number(/VmRSS:\s+(\d+)/.exec(text)?.[1] ?? 0));
  return kilobytes.reduce((sum, each) => sum + each, 0) / 1_024;
}
