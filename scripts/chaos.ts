// `npm run chaos -- webhooks [--events N] [--kills N] [--seed N] [--resume] [--json]`: webhooks under kills. Exit status 1 when an
// event was lost, applied twice or out of order; 2 for wrong usage; 130 when it was stopped: `--resume` goes on from there.

import { randomInt } from "node:crypto";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { isMissed, toTable } from "./bench/report.ts";
import { toLine } from "./chaos/check-webhooks.ts";
import { runWebhookChaos, type ChaosOptions } from "./chaos/run-webhooks.ts";
import { buildWorker } from "./runtime/build.ts";

const USAGE = "usage: npm run chaos -- webhooks [--events N] [--kills N] [--seed N] [--resume] [--json]";
const STATE_DIR = ".wrangler/chaos/webhooks";
const STOPPED = 130;

interface Given extends Pick<ChaosOptions, "events" | "kills" | "seed" | "isResumed"> {
  readonly isJson: boolean;
}

function readArguments(): Given {
  const options = {
    events: { type: "string" },
    kills: { type: "string" },
    seed: { type: "string" },
    resume: { type: "boolean" },
    json: { type: "boolean" },
  } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  if (positionals.length !== 1 || positionals[0] !== "webhooks") throw new Error("there is `webhooks`");
  const events = Number(values.events ?? "10000");
  const kills = Number(values.kills ?? "45");
  const seed = Number(values.seed ?? randomInt(2 ** 31));
  if (
    !Number.isInteger(events) ||
    events < 1 ||
    !Number.isInteger(kills) ||
    kills < 0 ||
    !Number.isInteger(seed)
  )
    throw new Error("--events, --kills and --seed are whole numbers");
  return { events, kills, seed, isResumed: values.resume === true, isJson: values.json === true };
}

async function main(): Promise<number> {
  let given;
  try {
    given = readArguments();
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${USAGE}\n`);
    return 2;
  }
  await buildWorker();
  const stopping = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stopping.abort());
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const measured = await runWebhookChaos({
    ...given,
    stateDir: resolve(STATE_DIR),
    say,
    signal: stopping.signal,
  });
  if (measured === null) {
    say("stopped; `--resume` goes on from here");
    return STOPPED;
  }
  process.stdout.write(`${toTable(measured)}\n${toLine(measured)}\n`);
  if (given.isJson) process.stdout.write(`${JSON.stringify(measured)}\n`);
  return isMissed(measured) ? 1 : 0;
}

process.exitCode = await main();
