// What the gateway costs on top of its platform: requests per second of one small OTLP batch through the full path
// (resolve, authenticate, authorize, commit) against a bare Hono Worker whose object writes one row of the same size; and
// of a request refused at the edge against bare Hono's answer. The two sides take turns, so that whatever else the
// machine does touches both; the figure is the median of the rounds' ratios.

import { startBareWorker } from "./bare-worker.ts";
import type { Benchmark, BenchmarkTools } from "./benchmark.ts";
import { createKey, createTenant, startMeasuredGateway, untilKnown } from "./gateway-world.ts";
import type { Up } from "./host.ts";
import type { LoadJob } from "./load-job.ts";
import { startLoad, type Load } from "./load.ts";
import { otlpBody } from "./metric-body.ts";
import { toRow, type Row } from "./report.ts";

const ROUNDS = 15;
const ROUND_MS = 1_000;
const WARM_UP_MS = 200;
const CONNECTIONS = 16;
const POINTS = 10;
const HOUR_MS = 3_600_000;

type Side = Pick<LoadJob, "port" | "host" | "path" | "headers">;

interface Contest {
  readonly name: string;
  readonly target: string;
  readonly ours: Side;
  readonly bare: Side;
  /** The one answer that counts as served. */
  readonly ourStatus: number;
}

interface Round {
  readonly ours: number;
  readonly bare: number;
}

export const overhead: Benchmark = {
  name: "overhead",
  summary: "the full path against a bare Worker and object; a refusal against bare Hono",
  keepsState: false,
  async run(tools) {
    const gateway = await startMeasuredGateway({
      stateDir: `${tools.stateDir}/gateway`,
      vars: { ACCESS_LOG: "refusals" },
    });
    const bare = await startBareWorker(`${tools.stateDir}/bare`);
    const load = startLoad();
    try {
      const contests = await createContests(gateway, Number(bare.url.port));
      const rows: Row[] = [];
      for (const contest of contests) rows.push(...(await hold(load, contest, tools)));
      return rows;
    } finally {
      load.stop();
      await Promise.all([gateway.stop(), bare.stop()]);
    }
  },
};

async function createContests(gateway: Up, barePort: number): Promise<Contest[]> {
  const tenant = await createTenant(gateway, { slug: "overhead", jurisdiction: "eu", tier: "standard" });
  const engineer = await createKey(gateway, tenant, "engineer");
  const viewer = await createKey(gateway, tenant, "viewer");
  await untilKnown(gateway, tenant, [engineer, viewer]);
  const headers = { "content-type": "application/x-protobuf" };
  const ours = (key: string): Side => ({
    port: Number(gateway.url.port),
    host: tenant.host,
    path: "/v1/metrics",
    headers: { ...headers, authorization: `Bearer ${key}` },
  });
  const bare = (path: string): Side => ({ port: barePort, host: "localhost", path, headers });
  return [
    { name: "full path", target: ">= 0.6", ours: ours(engineer), bare: bare("/rows"), ourStatus: 200 },
    {
      name: "refused at the edge",
      target: ">= 0.7",
      ours: ours(viewer),
      bare: bare("/hello"),
      ourStatus: 403,
    },
  ];
}

async function hold(load: Load, contest: Contest, { say, scale }: BenchmarkTools): Promise<Row[]> {
  const bodies = Array.from({ length: CONNECTIONS }, (_, i) =>
    otlpBody({ sender: `sender-${i}`, points: POINTS }),
  );
  let startMs = Date.now() - HOUR_MS;
  const measure = async (side: Side, status: number): Promise<number> => {
    const durationMs = ROUND_MS * scale;
    const result = await load.run({
      ...side,
      bodies,
      startMs,
      warmUpMs: WARM_UP_MS,
      durationMs,
      servedStatus: status,
    });
    startMs = result.nextMs;
    const refused = Object.entries(result.refusals);
    if (refused.length > 0)
      throw new Error(`${contest.name}: answers other than ${status}: ${JSON.stringify(result.refusals)}`);
    return result.requests / result.seconds;
  };
  const rounds: Round[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const bare = await measure(contest.bare, 200);
    const ours = await measure(contest.ours, contest.ourStatus);
    // The first round warms both up.
    if (round > 0) rounds.push({ ours, bare });
    say(
      `${contest.name}: round ${round} of ${ROUNDS}: ${Math.round(ours)} against ${Math.round(bare)} requests/s`,
    );
  }
  return toRows(contest, rounds);
}

function median(values: readonly number[]): number {
  return [...values].sort((left, right) => left - right)[values.length >> 1] ?? 0;
}

function toRows({ name, target }: Contest, rounds: readonly Round[]): Row[] {
  const unit = "requests/s";
  return [
    toRow({ name: `${name}: gateway`, value: median(rounds.map(({ ours }) => ours)), unit }),
    toRow({ name: `${name}: bare`, value: median(rounds.map(({ bare }) => bare)), unit }),
    toRow({
      name: `${name}: ratio`,
      value: median(rounds.map(({ ours, bare }) => ours / bare)),
      unit: "ratio",
      target,
    }),
  ];
}
