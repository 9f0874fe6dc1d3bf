// What a decision costs: ours against engines that express the same rules, on the same asks, in one run. Every engine's
// answers are compared with ours before it is timed. Also what compiling a set costs.

import { compilePolicies } from "../../src/policy/compile/compile.ts";
import type { Benchmark, BenchmarkTools } from "./benchmark.ts";
import { makeAsks, makeRules, toPolicyState, type Ask, type Rule } from "./policy-cases.ts";
import { OURS, PEERS, type Engine } from "./policy-engines.ts";
import { toRow, type Row } from "./report.ts";

const SIZES = [10, 100, 1_000, 10_000];
const ASKS = 1_000;
const BATCH = 20;
const WARM_UP_MS = 300;
const MEASURE_MS = 1_500;
const COMPILE_ROUNDS = 11;
const MICROS = 1_000;

function median(values: readonly number[]): number {
  return [...values].sort((left, right) => left - right)[values.length >> 1] ?? 0;
}

function runFor(asks: readonly (() => boolean)[], durationMs: number): number[] {
  const batchMicros: number[] = [];
  const endMs = performance.now() + durationMs;
  for (let at = 0; performance.now() < endMs || batchMicros.length === 0; at = (at + BATCH) % asks.length) {
    const startMs = performance.now();
    for (let i = at; i < at + BATCH; i++) asks[i % asks.length]?.();
    batchMicros.push(((performance.now() - startMs) * MICROS) / BATCH);
  }
  return batchMicros;
}

async function measureEngine(engine: Engine, rules: readonly Rule[], scale: number): Promise<number> {
  const asks = makeAsks(rules, ASKS);
  const calls = (await engine.load(rules)).prepare(asks);
  await compareWithOurs({ engine, rules, asks }, calls);
  runFor(calls, WARM_UP_MS * scale);
  return median(runFor(calls, MEASURE_MS * scale));
}

interface Contest {
  readonly engine: Engine;
  readonly rules: readonly Rule[];
  readonly asks: readonly Ask[];
}

const COMPARED = 100;

async function compareWithOurs(
  { engine, rules, asks }: Contest,
  calls: readonly (() => boolean)[],
): Promise<void> {
  const ours = (await OURS.load(rules)).prepare(asks.slice(0, COMPARED));
  for (const [at, call] of ours.entries()) {
    if (call() !== calls[at]?.())
      throw new Error(`${engine.name} disagrees at ${rules.length} policies: ${JSON.stringify(asks[at])}`);
  }
}

function compileMs(count: number): number {
  const state = toPolicyState(makeRules(count));
  const rounds = Array.from({ length: COMPILE_ROUNDS }, () => {
    const startMs = performance.now();
    compilePolicies(state);
    return performance.now() - startMs;
  });
  return median(rounds);
}

async function measureSize(count: number, { say, scale }: BenchmarkTools): Promise<Row[]> {
  const rules = makeRules(count);
  const ours = await measureEngine(OURS, rules, scale);
  say(`${count} policies: ours ${ours.toFixed(3)} µs`);
  const name = `${count} policies`;
  const target = count === 100 ? { target: "< 2" } : {};
  const rows = [toRow({ name: `${name}: ours`, value: ours, unit: "µs median", ...target })];
  const peers: number[] = [];
  for (const engine of PEERS) {
    const theirs = await measureEngine(engine, rules, scale);
    say(`${count} policies: ${engine.name} ${theirs.toFixed(1)} µs`);
    peers.push(theirs);
    rows.push(toRow({ name: `${name}: ${engine.name}`, value: theirs, unit: "µs median" }));
  }
  const ratio = Math.min(...peers) / ours;
  const goal = count === 100 ? { target: ">= 20" } : {};
  return [...rows, toRow({ name: `${name}: fastest peer / ours`, value: ratio, unit: "ratio", ...goal })];
}

export const policy: Benchmark = {
  name: "policy",
  summary: "a decision at 10 to 10,000 policies against cedar-wasm, casbin and CASL; compiling a set",
  keepsState: false,
  async run(tools) {
    const rows: Row[] = [];
    for (const count of SIZES) rows.push(...(await measureSize(count, tools)));
    const oursAt = (count: number): number =>
      rows.find(({ name }) => name === `${count} policies: ours`)?.value ?? Number.NaN;
    const growth = oursAt(10_000) / oursAt(100);
    return [
      ...rows,
      toRow({ name: "10,000 policies / 100 policies", value: growth, unit: "ratio", target: "<= 3" }),
      toRow({ name: "compile 1,000 policies", value: compileMs(1_000), unit: "ms median", target: "< 50" }),
      toRow({ name: "compile 10,000 policies", value: compileMs(10_000), unit: "ms median" }),
    ];
  },
};
