// `npm run crash [-- --kills N] [--seed N] [--json]`: the kill test. Exit status 1 when a row was lost, doubled or made
// up, an audit tree does not verify or an effect did not happen; 2 for wrong usage.

import { randomInt } from "node:crypto";
import { rm } from "node:fs/promises";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { isMissed, toTable } from "./bench/report.ts";
import { runCrash } from "./crash/run-crash.ts";
import { buildWorker } from "./runtime/build.ts";

const USAGE = "usage: npm run crash [-- --kills N] [--seed N] [--json]";
const STATE_DIR = ".wrangler/crash";

function readArguments(): { readonly kills: number; readonly seed: number; readonly isJson: boolean } {
  const options = { kills: { type: "string" }, seed: { type: "string" }, json: { type: "boolean" } } as const;
  const { values } = parseArgs({ options });
  const kills = Number(values.kills ?? "50");
  const seed = Number(values.seed ?? randomInt(2 ** 31));
  if (!Number.isInteger(kills) || kills < 1 || !Number.isInteger(seed))
    throw new Error("--kills and --seed are whole numbers");
  return { kills, seed, isJson: values.json === true };
}

async function main(): Promise<number> {
  let given;
  try {
    given = readArguments();
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${USAGE}\n`);
    return 2;
  }
  const { kills, seed, isJson } = given;
  const stateDir = resolve(STATE_DIR);
  await rm(stateDir, { recursive: true, force: true });
  await buildWorker();
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  say(`crash: ${kills} kills, seed ${seed}`);
  const measured = await runCrash({ kills, seed, stateDir, say });
  process.stdout.write(`${toTable(measured)}\n`);
  if (isJson) process.stdout.write(`${JSON.stringify(measured)}\n`);
  return isMissed(measured) ? 1 : 0;
}

process.exitCode = await main();
