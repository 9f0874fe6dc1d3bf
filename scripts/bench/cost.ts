// What a tenant costs a month: what the real gateway does for one is counted over some hours of its clock, stretched to a
// month and multiplied by the platform's prices (prices.ts). Counted: requests, rows, operations, bytes. Measured in this
// run instead: CPU time (of the whole runtime, simulated stores included, so too high) and the GB-s of objects (from call
// to answer; between calls they may hibernate, for which the platform bills nothing). LIMIT: not in it are the plan's $5 an
// account, access logs, and the deletion of blocks past their retention.

import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../src/kernel/time.ts";
import type { Benchmark, BenchmarkTools } from "./benchmark.ts";
import { startCountedGateway } from "./counted-gateway.ts";
import { dollarsOf, monthlyDollars, PRICED_ON, PRICES, type MonthlyUse, type Priced } from "./prices.ts";
import { toRow, type Row } from "./report.ts";
import { liveBusy, liveIdle, makeTenants, type Life, type Lived } from "./tenant-month.ts";

const MONTH_MS = 30 * DAY_MS;
/** Of the brief; one deployment's cron is theirs together. */
const TENANTS_OF_DEPLOYMENT = 10_000;
const IDLE_TENANTS = 20;
/** A day: each tenant is looked at once in it. */
const HOURS_OF_DAY = 24;
const IDLE_SPEED = 1_200;

interface Profile extends Life {
  readonly name: string;
}

/** 10 million, 100 million and a billion points a month. */
const PROFILES: readonly Profile[] = [
  { name: "small", senders: 1, pointsEach: 232, queriesPerHour: 12, speed: 300, lengthMs: 4 * HOUR_MS },
  { name: "medium", senders: 4, pointsEach: 579, queriesPerHour: 60, speed: 150, lengthMs: 2 * HOUR_MS },
  { name: "large", senders: 20, pointsEach: 1_158, queriesPerHour: 360, speed: 20, lengthMs: HOUR_MS / 3 },
];
const ISOLATIONS = ["pool", "silo"] as const;
type Isolation = (typeof ISOLATIONS)[number];

const TARGETS: Readonly<Record<string, string>> = { "idle pool": "< 0.01", "small pool": "< 1" };
const BRIEF = { pool: 50, hybrid: 120, silo: 800 };

export const cost: Benchmark = {
  name: "cost",
  summary: `dollars per tenant and month at the public prices of ${PRICED_ON}`,
  keepsState: false,
  async run(tools) {
    const rows: Row[] = Object.entries(BRIEF).map(([name, value]) =>
      toRow({ name: `the brief's ${name} tenant`, value, unit: "$/month" }),
    );
    // Most of the time is waited: the two take it together.
    const costs = await Promise.all(ISOLATIONS.map((isolation) => costAll(tools, isolation)));
    return [...rows, ...costs.flat()];
  },
};

async function costAll(tools: BenchmarkTools, isolation: Isolation): Promise<Row[]> {
  const idle = await costIdle(tools, isolation);
  const rows = toRows(`idle ${isolation}`, idle, tools);
  for (const profile of PROFILES) {
    const busy = await costBusy(tools, isolation, profile);
    rows.push(...toRows(`${profile.name} ${isolation}`, addUse(idle, busy), tools));
  }
  return rows;
}

async function costIdle({ stateDir, scale }: BenchmarkTools, isolation: Isolation): Promise<MonthlyUse> {
  const gateway = await startCountedGateway(`${stateDir}/idle-${isolation}`, IDLE_SPEED);
  try {
    const count = isolation === "silo" ? 1 : IDLE_TENANTS;
    await makeTenants(gateway, isolation, count);
    const lengthMs = Math.ceil(HOURS_OF_DAY * Math.min(1, scale)) * HOUR_MS;
    const lived = await liveIdle(gateway, { speed: IDLE_SPEED, lengthMs });
    const cronRuns = MONTH_MS / MINUTE_MS / TENANTS_OF_DEPLOYMENT;
    const use = useOf(lived, MONTH_MS / lengthMs / count);
    const kept = { objectBytes: lived.after.stored.objectBytes / count };
    return { ...use, ...kept, requests: (use.requests ?? 0) + cronRuns };
  } finally {
    await gateway.stop();
  }
}

async function costBusy(tools: BenchmarkTools, isolation: Isolation, profile: Profile): Promise<MonthlyUse> {
  const stateDir = `${tools.stateDir}/${profile.name}-${isolation}`;
  const gateway = await startCountedGateway(stateDir, profile.speed);
  try {
    const [tenant] = await makeTenants(gateway, isolation, 1);
    if (tenant === undefined) throw new Error("no tenant was made");
    // Whole hours of a small tenant would be too long for a short trial.
    const lengthMs = Math.max(10 * MINUTE_MS, profile.lengthMs * tools.scale);
    const lived = await liveBusy(gateway, tenant, { ...profile, lengthMs });
    const use = useOf(lived, MONTH_MS / lengthMs);
    const monthly = (lived.points * MONTH_MS) / lengthMs / 1_000_000;
    tools.say(`${profile.name} ${isolation}: ${monthly.toFixed(1)} million points a month`);
    return { ...use, objectBytes: lived.after.stored.objectBytes };
  } finally {
    await gateway.stop();
  }
}

const COUNTED = [
  "requests",
  "objectRequests",
  "objectGigabyteSeconds",
  "objectRowsRead",
  "objectRowsWritten",
  "databaseRowsRead",
  "databaseRowsWritten",
  "bucketWrites",
  "bucketReads",
] as const satisfies readonly Priced[];
/** A message is written, read and deleted. */
const OPERATIONS_OF_MESSAGE = 3;
const PAGE_BYTES = 4_096;

/** What came about between two counts, so many times over; what is kept is what a month leaves behind. */
export function useOf({ before, after }: Pick<Lived, "before" | "after">, times: number): MonthlyUse {
  const since = (name: string): number => ((after.counts[name] ?? 0) - (before.counts[name] ?? 0)) * times;
  const counted = Object.fromEntries(COUNTED.map((name) => [name, since(name)])) as MonthlyUse;
  return {
    ...counted,
    queueOperations: since("queueMessages") * OPERATIONS_OF_MESSAGE,
    cpuMs: (after.cpuMs - before.cpuMs) * times,
    bucketBytes: (after.stored.bucketBytes - before.stored.bucketBytes) * times,
    databaseBytes: databaseGrowth({ before, after }) * times,
  };
}

/**
 * Databases grow by whole pages, so a short run may show nothing. The catalog is one table that is its own key: what is
 * hidden is less than a page, and a page is billed for it.
 */
function databaseGrowth({ before, after }: Pick<Lived, "before" | "after">): number {
  const name = "databaseRowsWritten";
  if ((after.counts[name] ?? 0) === (before.counts[name] ?? 0)) return 0;
  return Math.max(0, after.stored.databaseBytes - before.stored.databaseBytes) + PAGE_BYTES;
}

/** A busy tenant is looked at as an idle one is. What is kept of both is the same object. */
function addUse(idle: MonthlyUse, busy: MonthlyUse): MonthlyUse {
  const names = Object.keys(PRICES) as Priced[];
  const sums = names.map((name) => [name, (idle[name] ?? 0) + (busy[name] ?? 0)] as const);
  return { ...Object.fromEntries(sums), objectBytes: busy.objectBytes ?? 0 };
}

function toRows(name: string, use: MonthlyUse, { say }: BenchmarkTools): Row[] {
  const dollars = monthlyDollars(use);
  const target = TARGETS[name];
  const total = { name: `${name}: all`, value: dollars, unit: "$/month" };
  say(`${name}: $${dollars.toFixed(5)} a month`);
  const parts = Object.entries(use).flatMap(([part, quantity]) => {
    const { what, unit } = PRICES[part as Priced];
    say(`  ${what}: ${quantity.toPrecision(4)} ${unit}, $${dollarsOf(part as Priced, quantity).toFixed(6)}`);
    return [toRow({ name: `${name}: ${what}`, value: quantity, unit: `${unit}/month` })];
  });
  return [toRow(target === undefined ? total : { ...total, target }), ...parts];
}
