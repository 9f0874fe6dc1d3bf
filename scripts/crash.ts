// `npm run crash [-- --kills N] [--seed N] [--json]`: the kill test. Exit status 1 when a row was lost, doubled or made
// up, an audit tree does not verify or an effect did not happen; 2 for wrong usage.
// `npm run crash -- moves [--calm] [--json]`: tenants are moved meanwhile, and the kills fall on every state of a move;
// `--calm` kills nothing, to measure the pause of writes that a move itself makes.
// `npm run crash -- budgets [--runs N] [--seed N] [--json]`: writers send against budgets meanwhile, and none may be passed by
// more than the one request of a shard that crosses.
// `npm run crash -- enemy`: the new-enemy tests with all of their 10,000 interleavings; `npm test` plays a quarter.

import { randomInt } from "node:crypto";
import { rm } from "node:fs/promises";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { isMissed, toTable, type Measured } from "./bench/report.ts";
import { runBudgets } from "./crash/run-budgets.ts";
import { runCrash } from "./crash/run-crash.ts";
import { runEnemy } from "./crash/run-enemy.ts";
import { runMoves } from "./crash/run-moves.ts";
import { buildWorker } from "./runtime/build.ts";

const USAGE =
  "usage: npm run crash [-- --kills N] [--seed N] [--json], or npm run crash -- moves [--calm] [--json], or npm run crash -- budgets [--runs N] [--seed N] [--json], or npm run crash -- enemy";
const WARM_ROWS = 1_000;
/** A start takes a few seconds of both cores: more kills would leave no time to write. */
const BUDGETS_LIFE_MS = 30_000;
const STATE_DIR = ".wrangler/crash";

const SUBJECTS = ["rows", "moves", "budgets", "enemy"] as const;

type Subject = (typeof SUBJECTS)[number];

interface Given {
  readonly subject: Subject;
  readonly kills: number;
  readonly runs: number;
  readonly seed: number;
  readonly isCalm: boolean;
  readonly isJson: boolean;
}

function readArguments(): Given {
  const options = {
    kills: { type: "string" },
    runs: { type: "string" },
    seed: { type: "string" },
    calm: { type: "boolean" },
    json: { type: "boolean" },
  } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [named = "rows", ...more] = positionals;
  const subject = SUBJECTS.find((one) => one === named);
  if (subject === undefined || more.length > 0)
    throw new Error("there is `moves`, `budgets`, `enemy`, or nothing");
  const runs = Number(values.runs ?? "1000");
  const kills = Number(values.kills ?? "50");
  const seed = Number(values.seed ?? randomInt(2 ** 31));
  if (![kills, runs].every((count) => Number.isInteger(count) && count > 0) || !Number.isInteger(seed))
    throw new Error("--kills, --runs and --seed are whole numbers");
  return { subject, kills, runs, seed, isCalm: values.calm === true, isJson: values.json === true };
}

const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function measure({ subject, kills, runs, seed, isCalm }: Given): Promise<Measured> {
  const stateDir = resolve(STATE_DIR);
  await rm(stateDir, { recursive: true, force: true });
  if (subject === "enemy") return runEnemy(seed);
  await buildWorker();
  if (subject === "moves")
    return runMoves({ kills: isCalm ? "none" : "every state", warmRows: WARM_ROWS, stateDir, say });
  if (subject === "budgets") return runBudgets({ runs, seed, longestLifeMs: BUDGETS_LIFE_MS, stateDir, say });
  say(`crash: ${kills} kills, seed ${seed}`);
  return runCrash({ kills, seed, stateDir, say });
}

async function main(): Promise<number> {
  let given;
  try {
    given = readArguments();
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${USAGE}\n`);
    return 2;
  }
  const measured = await measure(given);
  process.stdout.write(`${toTable(measured)}\n`);
  if (given.isJson) process.stdout.write(`${JSON.stringify(measured)}\n`);
  return isMissed(measured) ? 1 : 0;
}

process.exitCode = await main();
