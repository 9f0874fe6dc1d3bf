// Programs of the machine that tests drive as real clients: found on the path, started on a free port, waited for until they
// answer, ended by SIGTERM so that they hand over what they still hold.

import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { createServer, type AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";

export function isInstalled(program: string): boolean {
  return spawnSync("which", [program]).status === 0;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => void server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => void server.close(resolve));
  return port;
}

export interface Program {
  /** Ends the program and waits until it has gone; what it wrote comes back. */
  stop(): Promise<string>;
}

const DEADLINE_MS = 30_000;
const POLL_MS = 50;

/** Resolves once `readyUrl` answers 200; throws with the program's output when it ends before that or takes too long. */
export async function startProgram(
  program: string,
  args: readonly string[],
  readyUrl: string,
): Promise<Program> {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (part: Buffer) => void output.push(part.toString("utf8")));
  const ended = new Promise<void>((resolve) => void child.once("exit", () => resolve()));
  await waitUntil(() => isReady(child, readyUrl, output), `${program} is ready`);
  return {
    stop: async () => {
      child.kill("SIGTERM");
      await ended;
      return output.join("");
    },
  };
}

async function isReady(child: ChildProcess, url: string, output: readonly string[]): Promise<boolean> {
  if (child.exitCode !== null)
    throw new Error(`it ended with ${child.exitCode}: ${output.join("").slice(-2_000)}`);
  const reply = await fetch(url).catch(() => null);
  return reply?.ok === true;
}

/** Polls until the condition holds; throws with `what` when it has not within half a minute. */
export async function waitUntil(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadlineMs = Date.now() + DEADLINE_MS;
  while (!(await condition())) {
    if (Date.now() > deadlineMs) throw new Error(`gave up waiting until ${what}`);
    await wait(POLL_MS);
  }
}
