// `npm run bench [-- NAME...] [--json] [--scale N]`: measures the gateway against what stands beside it on the same
// machine. A table for each benchmark; with `--json` an object for each on the last lines. All run, whatever becomes of
// one. Exit status 1 when a target is missed or a benchmark fails, 2 for wrong usage.

import { mkdir, rm } from "node:fs/promises";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import type { Benchmark } from "./bench/benchmark.ts";
import { BENCHMARKS } from "./bench/registry.ts";
import { isMissed, toTable, type Measured } from "./bench/report.ts";

const STATE_DIR = ".wrangler/bench";
const USAGE = `usage: npm run bench [-- ${BENCHMARKS.map(({ name }) => name).join(" | ")}] [--json] [--scale N]`;

function readArguments(): {
  readonly chosen: readonly Benchmark[];
  readonly isJson: boolean;
  readonly scale: number;
} {
  const options = { json: { type: "boolean" }, scale: { type: "string" } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const unknown = positionals.find((name) => !BENCHMARKS.some((benchmark) => benchmark.name === name));
  if (unknown !== undefined) throw new Error(`there is no benchmark \`${unknown}\``);
  const scale = Number(values.scale ?? "1");
  if (!(scale > 0)) throw new Error("--scale is a number above 0");
  const chosen = BENCHMARKS.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  return { chosen, isJson: values.json === true, scale };
}

async function measure(benchmark: Benchmark, scale: number): Promise<Measured> {
  const stateDir = resolve(STATE_DIR, benchmark.name);
  if (!benchmark.keepsState) await rm(stateDir, { recursive: true, force: true });
  await mkdir(stateDir, { recursive: true });
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  say(`${benchmark.name}: ${benchmark.summary}`);
  const rows = await benchmark.run({ stateDir, say, scale });
  if (!benchmark.keepsState) await rm(stateDir, { recursive: true, force: true });
  return { name: benchmark.name, rows };
}

async function main(): Promise<number> {
  let given;
  try {
    given = readArguments();
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${USAGE}\n`);
    return 2;
  }
  const all: Measured[] = [];
  for (const benchmark of given.chosen) {
    try {
      const measured = await measure(benchmark, given.scale);
      process.stdout.write(`${toTable(measured)}\n`);
      all.push(measured);
    } catch (error) {
      process.stderr.write(`${benchmark.name}: ${(error as Error).stack}\n`);
    }
  }
  if (given.isJson) process.stdout.write(all.map((measured) => `${JSON.stringify(measured)}\n`).join(""));
  return all.length < given.chosen.length || all.some(isMissed) ? 1 : 0;
}

process.exitCode = await main();
