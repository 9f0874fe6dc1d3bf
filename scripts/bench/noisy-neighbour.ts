// A thousand quiet tenants, each with a request now and then, alone and beside one that sends as fast as it is answered.
// By turns; the figure is of all rounds' requests together, so that one stall of the disk does not decide. Here one thread
// does the work of every tenant's objects, which on the platform have threads of their own.

import type { LimitOverrides } from "../../src/directory/index.ts";
import type { BenchmarkTools } from "./benchmark.ts";
import {
  createKey,
  send,
  setLimits,
  untilKnown,
  type MeasuredGateway,
  type TenantAccess,
} from "./gateway-world.ts";
import { startLoad, type Load } from "./load.ts";
import type { LoadResult } from "./load-job.ts";
import { otlpBody } from "./metric-body.ts";
import { quantile, sendPaced, type Paced } from "./paced-load.ts";
import { toRow, type Row } from "./report.ts";

const ROUNDS = 5;
const ROUND_MS = 8_000;
const SETTLE_MS = 500;
/** Each tenant comes again after twenty seconds. An object sleeps after ten: every request wakes one, and none sometimes. */
const QUIET_PER_SECOND = 50;
const NOISY_CONNECTIONS = 4;
const NOISY_POINTS = 1_000;
const HOUR_MS = 3_600_000;

export interface Neighbours {
  readonly quiet: readonly TenantAccess[];
  readonly noisy: TenantAccess;
}

interface Case {
  readonly name: string;
  /** What the operator allows the noisy tenant in place of its tier's. */
  readonly limits: LimitOverrides;
  readonly target?: string;
}

const CASES: readonly Case[] = [
  { name: "noise at the tier's limit", limits: {}, target: "< 1.5" },
  { name: "noise over a limit of 10,000 points/s", limits: { ingest_points_per_second: 10_000 } },
];

const wait = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

/** Every quiet tenant has been served once before anything is measured: it is not cold starts that are compared. */
async function warmUp({ url }: MeasuredGateway, quiet: readonly TenantAccess[]): Promise<void> {
  for (const tenant of quiet) {
    const answer = await send(url, "/v1/tenant", askOf(tenant).sending);
    if (answer.status !== 200)
      throw new Error(`${tenant.slug}: ${answer.status} ${answer.text.slice(0, 200)}`);
  }
}

function askOf({ host, adminKey }: TenantAccess) {
  return { path: "/v1/tenant", sending: { host, headers: { authorization: `Bearer ${adminKey}` } } };
}

export async function measureNoise(
  gateway: MeasuredGateway,
  { quiet, noisy }: Neighbours,
  tools: BenchmarkTools,
): Promise<Row[]> {
  const key = await createKey(gateway, noisy, "engineer");
  await untilKnown(gateway, noisy, [key]);
  await warmUp(gateway, quiet);
  const load = startLoad();
  const rows: Row[] = [toRow({ name: "quiet tenants", value: quiet.length, unit: "tenants" })];
  try {
    for (const noise of CASES) {
      await setLimits(gateway, noisy, noise.limits);
      const arena = { gateway, quiet, load, job: { host: noisy.host, key }, tools };
      rows.push(...(await compare(arena, noise)));
    }
  } finally {
    load.stop();
  }
  return rows;
}

interface Arena {
  readonly gateway: MeasuredGateway;
  readonly quiet: readonly TenantAccess[];
  readonly load: Load;
  readonly job: { readonly host: string; readonly key: string };
  readonly tools: BenchmarkTools;
}

async function compare(arena: Arena, noise: Case): Promise<Row[]> {
  const { gateway, quiet, tools } = arena;
  const durationMs = ROUND_MS * tools.scale;
  const ask = (at: number) => askOf(quiet[at % quiet.length] as TenantAccess);
  const listen = (): Promise<Paced> =>
    sendPaced(gateway.url, { perSecond: QUIET_PER_SECOND, durationMs, ask });
  const rounds: Round[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const alone = served(await listen());
    const noisy = makeNoise(arena, durationMs + 2 * SETTLE_MS);
    await wait(SETTLE_MS);
    const beside = served(await listen());
    const result = await noisy;
    // The first round warms both up.
    if (round > 0) rounds.push({ alone, beside, points: (result.requests * NOISY_POINTS) / result.seconds });
    tools.say(
      `${noise.name}: round ${round} of ${ROUNDS}: p99 ${p99(alone).toFixed(1)} ms alone, ${p99(beside).toFixed(1)} ms beside it`,
    );
    await wait(SETTLE_MS);
  }
  return toRows(noise, rounds);
}

function served({ latenciesMs, refusals }: Paced): readonly number[] {
  if (Object.keys(refusals).length > 0)
    throw new Error(`quiet tenants were refused: ${JSON.stringify(refusals)}`);
  return latenciesMs;
}

let nextMs = Date.now() - HOUR_MS;

async function makeNoise({ gateway, load, job }: Arena, durationMs: number): Promise<LoadResult> {
  const bodies = Array.from({ length: NOISY_CONNECTIONS }, (_, i) =>
    otlpBody({ sender: `noisy-${i}`, points: NOISY_POINTS }),
  );
  const headers = { "content-type": "application/x-protobuf", authorization: `Bearer ${job.key}` };
  const side = { port: Number(gateway.url.port), host: job.host, path: "/v1/metrics", headers };
  const result = await load.run({ ...side, bodies, startMs: nextMs, warmUpMs: 0, durationMs });
  nextMs = result.nextMs;
  return result;
}

/** Quiet tenants' latencies in milliseconds, and what the noisy one got in meanwhile. */
interface Round {
  readonly alone: readonly number[];
  readonly beside: readonly number[];
  readonly points: number;
}

const p99 = (latenciesMs: readonly number[]): number => quantile(latenciesMs, 0.99);

function toRows({ name, target }: Case, rounds: readonly Round[]): Row[] {
  const points = quantile(
    rounds.map((round) => round.points),
    0.5,
  );
  const alone = p99(rounds.flatMap((round) => round.alone));
  const beside = p99(rounds.flatMap((round) => round.beside));
  const ratio = { name: `${name}: quiet p99 with / without`, value: beside / alone, unit: "ratio" };
  return [
    toRow({ name: `${name}: admitted`, value: points, unit: "points/s" }),
    toRow({ name: `${name}: quiet p99 without`, value: alone, unit: "ms" }),
    toRow({ name: `${name}: quiet p99 with`, value: beside, unit: "ms" }),
    toRow(target === undefined ? ratio : { ...ratio, target }),
  ];
}
