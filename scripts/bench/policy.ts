// What a decision costs: ours against engines that express the same rules, on the same asks, in one run. Every engine's
// answers are compared with ours before it is timed. Also what compiling a set costs.

import { compilePolicies } from "../../src/policy/compile/compile.ts";
import type { Benchmark, BenchmarkTools } from "./benchmark.ts";
import { makeAsks, makeRules, toPolicyState, type Ask, type Rule } from "./policy-cases.ts";
import type { Engine } from "./policy-engine.ts";
import { OURS, PEERS } from "./policy-engines.ts";
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

/** LIMIT: an engine that takes 60 ms a decision would take minutes for all asks; it answers these at least. */
const COMPARED_AT_LEAST = 100;
const COMPARE_MS = 10_000;

async function compareWithOurs(
  { engine, rules, asks }: Contest,
  calls: readonly (() => boolean)[],
): Promise<void> {
  const ours = (await OURS.load(rules)).prepare(asks);
  const endMs = performance.now() + COMPARE_MS;
  for (const [at, call] of ours.entries()) {
    if (at >= COMPARED_AT_LEAST && performance.now() > endMs) return;
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

const TARGETS: Readonly<Record<string, string>> = {
  "100 policies: ours": "< 2",
  "100 policies: fastest peer / ours": ">= 20",
  "10,000 policies / 100 policies": "<= 3",
  "compile 1,000 policies": "< 50",
};

function told(name: string, value: number, unit: string): Row {
  const target = TARGETS[name];
  return toRow({ name, value, unit, ...(target !== undefined && { target }) });
}

async function measureSize(count: number, { say, scale }: BenchmarkTools): Promise<Row[]> {
  const rules = makeRules(count);
  const timed: { readonly name: string; readonly micros: number }[] = [];
  for (const engine of [OURS, ...PEERS]) {
    const micros = await measureEngine(engine, rules, scale);
    say(`${count} policies: ${engine.name} ${micros.toFixed(3)} µs`);
    timed.push({ name: engine.name, micros });
  }
  const ours = timed[0]?.micros ?? Number.NaN;
  const ratios = timed.slice(1).map(({ name, micros }) => ({ name, ratio: micros / ours }));
  const fastest = { name: "fastest peer", ratio: Math.min(...ratios.map(({ ratio }) => ratio)) };
  return [
    ...timed.map(({ name, micros }) => told(`${count} policies: ${name}`, micros, "µs median")),
    ...[...ratios, fastest].map(({ name, ratio }) =>
      told(`${count} policies: ${name} / ours`, ratio, "ratio"),
    ),
  ];
}

export const policy: Benchmark = {
  name: "policy",
  summary:
    "a decision at 10 to 10,000 policies against cedar-wasm, casbin and CASL; OPA-wasm is not measured: no compiler here",
  keepsState: false,
  async run(tools) {
    const rows: Row[] = [];
    for (const count of SIZES) rows.push(...(await measureSize(count, tools)));
    const oursAt = (count: number): number =>
      rows.find(({ name }) => name === `${count} policies: ours`)?.value ?? Number.NaN;
    return [
      ...rows,
      told("10,000 policies / 100 policies", oursAt(10_000) / oursAt(100), "ratio"),
      told("compile 1,000 policies", compileMs(1_000), "ms median"),
      told("compile 10,000 policies", compileMs(10_000), "ms median"),
    ];
  },
};
