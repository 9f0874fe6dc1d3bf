// Other stores that take the same load, when they are installed: Debian's victoria-metrics and prometheus, both by remote
// write. Neither promises that what it has answered is on disk; the gateway does.

import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { delimiter, join } from "node:path";
import { send } from "./gateway-world.ts";

export interface Rival {
  readonly name: string;
  /** The arguments that make it listen there and keep its data here. */
  readonly argumentsFor: (port: number, dataDir: string) => readonly string[];
  readonly healthPath: string;
}

export const RIVALS: readonly Rival[] = [
  {
    name: "victoria-metrics",
    argumentsFor: (port, dataDir) => [
      `-storageDataPath=${dataDir}`,
      `-httpListenAddr=127.0.0.1:${port}`,
      "-loggerLevel=ERROR",
    ],
    healthPath: "/health",
  },
  {
    name: "prometheus",
    argumentsFor: (port, dataDir) => [
      `--config.file=${join(dataDir, "prometheus.yml")}`,
      `--storage.tsdb.path=${join(dataDir, "data")}`,
      `--web.listen-address=127.0.0.1:${port}`,
      "--web.enable-remote-write-receiver",
      "--log.level=error",
    ],
    healthPath: "/-/ready",
  },
];

export function isInstalled({ name }: Rival): boolean {
  return (process.env["PATH"] ?? "").split(delimiter).some((dir) => existsSync(join(dir, name)));
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

export interface RunningRival {
  readonly port: number;
  stop(): Promise<void>;
}

const STARTS_WITHIN_MS = 30_000;
const ASK_AGAIN_MS = 100;

export async function startRival(rival: Rival, dataDir: string): Promise<RunningRival> {
  await mkdir(dataDir, { recursive: true });
  await writeFile(join(dataDir, "prometheus.yml"), "");
  const port = await freePort();
  const child = spawn(rival.name, rival.argumentsFor(port, dataDir), {
    stdio: ["ignore", "ignore", "inherit"],
  });
  await untilReady(rival, new URL(`http://127.0.0.1:${port}`));
  return { port, stop: () => stop(child) };
}

async function untilReady({ name, healthPath }: Rival, url: URL): Promise<void> {
  for (let waitedMs = 0; waitedMs < STARTS_WITHIN_MS; waitedMs += ASK_AGAIN_MS) {
    const answer = await send(url, healthPath).catch(() => null);
    if (answer?.status === 200) return;
    await new Promise((resolve) => void setTimeout(resolve, ASK_AGAIN_MS));
  }
  throw new Error(`${name} did not start within ${STARTS_WITHIN_MS} ms`);
}

function stop(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.kill();
  });
}
