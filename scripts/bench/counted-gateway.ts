// The real gateway with a module in front that counts what is billed, and a clock of its own (workers/counted.ts).

import { readdir, readFile } from "node:fs/promises";
import { stripTypeScriptTypes } from "node:module";
import { join } from "node:path";
import { startGateway, type Gateway } from "../runtime/gateway.ts";
import { send } from "./gateway-world.ts";

const SOURCE = join(import.meta.dirname, "workers/counted.ts");
const TICK_MS = 1_000 / 100;

export interface Counts {
  readonly nowMs: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly stored: {
    readonly bucketBytes: number;
    readonly objectBytes: number;
    readonly databaseBytes: number;
  };
  /** Of the whole runtime: the simulated databases, buckets and queues included. */
  readonly cpuMs: number;
}

export interface CountedGateway extends Gateway {
  /** The gateway's own time, in epoch milliseconds. */
  nowMs(): number;
  count(): Promise<Counts>;
}

export async function frontOf(clock: { readonly speed: number; readonly originMs: number }): Promise<string> {
  const source = stripTypeScriptTypes(await readFile(SOURCE, "utf8"));
  return source
    .replaceAll("../../../src/worker.ts", "./worker.js")
    .replace("CLOCK_SPEED", String(clock.speed))
    .replace("CLOCK_ORIGIN_MS", String(clock.originMs));
}

/** One after the other: the runtime that a start adds to this process is the gateway's. */
let lastStart: Promise<unknown> = Promise.resolve();

export function startCountedGateway(stateDir: string, speed: number): Promise<CountedGateway> {
  const started = lastStart.then(() => start(stateDir, speed));
  lastStart = started.catch(() => undefined);
  return started;
}

async function start(stateDir: string, speed: number): Promise<CountedGateway> {
  const originMs = Date.now();
  const front = await frontOf({ speed, originMs });
  const known = await listRuntimes();
  const gateway = await startGateway({ port: 0, stateDir, front });
  const [pid] = (await listRuntimes()).filter((one) => !known.includes(one));
  if (pid === undefined) throw new Error("the runtime's process was not found");
  const count = async (): Promise<Counts> => {
    const answer = await send(gateway.url, "/__counts", { host: "localhost" });
    if (answer.status !== 200) throw new Error(`counts: ${answer.status} ${answer.text.slice(0, 300)}`);
    return { ...(JSON.parse(answer.text) as Omit<Counts, "cpuMs">), cpuMs: await cpuOf(pid) };
  };
  return { ...gateway, nowMs: () => originMs + (Date.now() - originMs) * speed, count };
}

/** The runtimes that this process has started: Linux tells of a process what it has used of its cores. */
async function listRuntimes(): Promise<number[]> {
  const all = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const own = await Promise.all(all.map(async (pid) => ((await parentOf(pid)) === process.pid ? [pid] : [])));
  return own.flat();
}

async function statOf(pid: number): Promise<string[]> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return text.slice(text.lastIndexOf(")") + 2).split(" ");
}

async function parentOf(pid: number): Promise<number> {
  const [, parent] = await statOf(pid);
  return Number(parent);
}

async function cpuOf(pid: number): Promise<number> {
  const fields = await statOf(pid);
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}
