// The hard stop under kills: fifty writers at once send against a budget of their own team until it refuses, run after run, in
// a pool, on several shards and in a silo, while the gateway is killed and started again. A request has up to four points of
// one series, so all of it is of one shard; what is beyond one request a shard is counted, and has to be nothing.

import { randomUUID } from "node:crypto";
import { send, type NewTenant, type TenantAccess } from "../bench/gateway-world.ts";
import { createHost, type Host } from "../bench/host.ts";
import { toRow, type Measured } from "../bench/report.ts";
import type { Answer } from "../runtime/exchange.ts";
import { createTenant } from "./create-tenant.ts";
import { insist } from "./insist.ts";
import { seededRandom } from "./seeded-random.ts";

export interface BudgetRuns {
  readonly runs: number;
  readonly seed: number;
  /** Between two of them a random time up to this. */
  readonly longestLifeMs: number;
  readonly stateDir: string;
  readonly say: (line: string) => void;
}

interface Place {
  readonly tenant: NewTenant;
  readonly shards: number;
}

const PLACES: readonly Place[] = [
  { tenant: { slug: "pool", jurisdiction: "us", tier: "standard" }, shards: 1 },
  { tenant: { slug: "initech", jurisdiction: "eu", tier: "standard", isolation: "silo" }, shards: 1 },
  { tenant: { slug: "enterprise", jurisdiction: "jp", tier: "enterprise" }, shards: 4 },
];
const WRITERS = 50;
const MOST_POINTS = 4;
const LEAST_LIMIT = 20;
const LIMITS = 100;
const TIMEOUT_MS = 20_000;
const PAUSE_MS = 50;
const SETTINGS = { FLUSH_AFTER_MS: "300", FLUSH_BYTES: "20000" };

interface Run {
  readonly host: Host;
  readonly access: TenantAccess;
  readonly team: string;
  readonly random: () => number;
}

const text = (key: string, value: string) => ({ key, value: { stringValue: value } });

function bodyOf(team: string, points: number): string {
  const series = randomUUID();
  const dataPoints = Array.from({ length: points }, (_, at) => ({
    timeUnixNano: String(BigInt(Date.now() + at) * 1_000_000n),
    asDouble: at,
    attributes: [text("series", series)],
  }));
  const resource = { attributes: [text("team", team)] };
  const scopeMetrics = [{ metrics: [{ name: "crash.budget", gauge: { dataPoints } }] }];
  return JSON.stringify({ resourceMetrics: [{ resource, scopeMetrics }] });
}

const headersOf = ({ adminKey }: TenantAccess): Record<string, string> => ({
  authorization: `Bearer ${adminKey}`,
  "content-type": "application/json",
  "idempotency-key": randomUUID(),
});

const pause = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

/** Until it is taken or refused for the budget; the gateway may die meanwhile. */
async function write({ host, access }: Run, body: string): Promise<"taken" | "refused"> {
  const headers = headersOf(access);
  for (;;) {
    const { url } = await host.up();
    const asked = { method: "POST", host: access.host, headers, body, timeoutMs: TIMEOUT_MS };
    const answer = await send(url, "/v1/metrics", asked).catch(() => null);
    if (answer?.status === 200) return "taken";
    if (answer?.status === 402) return "refused";
    if (answer !== null && answer.status < 500 && answer.status !== 429)
      throw new Error(`${answer.status} ${answer.text.slice(0, 300)}`);
    await pause(PAUSE_MS);
  }
}

/** The points of requests that were acknowledged. */
async function writeAll(run: Run): Promise<number> {
  let taken = 0;
  for (;;) {
    const points = 1 + Math.floor(run.random() * MOST_POINTS);
    if ((await write(run, bodyOf(run.team, points))) === "refused") return taken;
    taken += points;
  }
}

const ask = async ({ host, access }: Run, asked: Asked): Promise<Answer> =>
  insist(host, { ...asked, host: access.host, headers: headersOf(access) });

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body?: string;
  readonly expected: number;
}

interface Outcome {
  readonly limit: number;
  readonly acknowledged: number;
  readonly counted: number;
}

async function runOnce(run: Run): Promise<Outcome> {
  const limit = LEAST_LIMIT + Math.floor(run.random() * LIMITS);
  const measure = { kind: "quantity", meter: "metric_points", limit };
  const budget = { name: run.team, scope: { kind: "team", value: run.team }, measure };
  const made = await ask(run, {
    method: "POST",
    path: "/v1/budgets",
    body: JSON.stringify(budget),
    expected: 201,
  });
  const { id } = JSON.parse(made.text) as { id: string };
  const taken = await Promise.all(Array.from({ length: WRITERS }, () => writeAll(run)));
  const path = `/v1/budgets/${id}`;
  const told = await ask(run, { method: "GET", path, expected: 200 });
  const { status } = JSON.parse(told.text) as { status: { spent: string } };
  await ask(run, { method: "DELETE", path, expected: 204 });
  return {
    limit,
    acknowledged: taken.reduce((sum, points) => sum + points, 0),
    counted: Number(status.spent),
  };
}

/** Points past the limit, less the most that one request of each shard can bring. */
const beyond = ({ limit, counted }: Outcome, shards: number): number =>
  Math.max(0, counted - limit - shards * (MOST_POINTS - 1));

async function killUntil(host: Host, options: BudgetRuns, isOver: () => boolean): Promise<number> {
  const random = seededRandom(options.seed + 1);
  for (let kills = 0; ; kills++) {
    await pause(random() * options.longestLifeMs);
    if (isOver()) return kills;
    await host.crash();
  }
}

export async function runBudgets(options: BudgetRuns): Promise<Measured> {
  const { runs, seed, stateDir, say } = options;
  const host = createHost({ port: 0, stateDir, vars: SETTINGS });
  try {
    const tenants: (Place & { access: TenantAccess })[] = [];
    for (const place of PLACES) tenants.push({ ...place, access: await createTenant(host, place.tenant) });
    let isOver = false;
    const killing = killUntil(host, options, () => isOver);
    const outcomes: (Outcome & { shards: number })[] = [];
    await Promise.all(
      tenants.map(async ({ access, shards }, at) => {
        const random = seededRandom(seed + 10 * at);
        const share = Math.floor(runs / tenants.length) + (at < runs % tenants.length ? 1 : 0);
        for (let nth = 0; nth < share; nth++) {
          outcomes.push({ ...(await runOnce({ host, access, team: `run-${nth}`, random })), shards });
          if (outcomes.length % 50 === 0) say(`${outcomes.length} of ${runs} runs`);
        }
      }),
    );
    isOver = true;
    return measuredOf(outcomes, { seed, kills: await killing });
  } finally {
    await host.stop();
  }
}

function measuredOf(
  outcomes: readonly (Outcome & { shards: number })[],
  { seed, kills }: { seed: number; kills: number },
): Measured {
  const past = outcomes.map(({ counted, limit }) => Math.max(0, counted - limit));
  const more = outcomes.map((outcome) => beyond(outcome, outcome.shards));
  const early = outcomes.filter(({ counted, limit }) => counted < limit).length;
  const lost = outcomes.filter(({ acknowledged, counted }) => acknowledged > counted).length;
  return {
    name: "crash budgets",
    rows: [
      toRow({ name: "runs", value: outcomes.length, unit: "runs" }),
      toRow({ name: "writers at once", value: WRITERS, unit: "writers" }),
      toRow({ name: "seed", value: seed, unit: "seed" }),
      toRow({ name: "kills", value: kills, unit: "kills" }),
      toRow({
        name: "points counted",
        value: outcomes.reduce((sum, one) => sum + one.counted, 0),
        unit: "points",
      }),
      toRow({ name: "most past a budget", value: Math.max(...past), unit: "points" }),
      toRow({ name: "past one request a shard", value: Math.max(...more), unit: "points", target: "= 0" }),
      toRow({ name: "stopped before used up", value: early, unit: "runs", target: "= 0" }),
      toRow({ name: "acknowledged, not counted", value: lost, unit: "runs", target: "= 0" }),
    ],
  };
}
