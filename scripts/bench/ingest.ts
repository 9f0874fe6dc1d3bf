// Points per second acknowledged durably, sent over HTTP by a process of its own, while flushes and merges run as they
// would. Every request has new times and values, so nothing is taken for a repetition. The load process shares the
// machine's cores with the gateway. The same points then go to the other stores that are installed.
// A standard tenant is allowed 200,000 points/s: the operator gives this one room, so that it is the machine that is measured.

import type { Benchmark, BenchmarkTools } from "./benchmark.ts";
import { createKey, createTenant, setLimits, startMeasuredGateway, untilKnown } from "./gateway-world.ts";
import type { BodyTemplate, LoadJob } from "./load-job.ts";
import { startLoad, type Load } from "./load.ts";
import { otlpBody, remoteWriteBody, type BodyOptions } from "./metric-body.ts";
import { toRow, type Row } from "./report.ts";
import { isInstalled, RIVALS, startRival, type Rival } from "./rivals.ts";

const BATCHES = [1_000, 10_000];
/** The brief's whole platform, on two cores. */
const TARGET = ">= 100000";
/** Far more than a machine takes in: leases are asked for and used all the same. */
const ROOM = { ingest_points_per_second: 100_000_000, ingest_bytes_per_second: 100_000_000_000 };
const CONNECTIONS = 4;
const WARM_UP_MS = 4_000;
const DURATION_MS = 20_000;
const RIVAL_DURATION_MS = 8_000;
const HOUR_MS = 3_600_000;

/** By points of a batch. */
type Rates = ReadonlyMap<number, number>;

interface Door {
  readonly name: string;
  readonly job: Pick<LoadJob, "port" | "host" | "path" | "headers">;
  readonly makeBody: (options: BodyOptions) => BodyTemplate;
  readonly durationMs: number;
}

export const ingest: Benchmark = {
  name: "ingest",
  summary: "points per second acknowledged durably, and the same load on other stores",
  keepsState: false,
  async run(tools) {
    const load = startLoad();
    try {
      const own = await measureGateway(load, tools);
      const rows: Row[] = [...own].map(([points, value]) =>
        toRow({
          name: `gateway: batches of ${points.toLocaleString("en")}`,
          value,
          unit: "points/s",
          target: TARGET,
        }),
      );
      for (const rival of RIVALS) rows.push(...(await compare(load, { rival, own, tools })));
      return rows;
    } finally {
      load.stop();
    }
  },
};

async function measureGateway(load: Load, tools: BenchmarkTools): Promise<Rates> {
  const gateway = await startMeasuredGateway({ stateDir: `${tools.stateDir}/gateway` });
  try {
    const tenant = await createTenant(gateway, { slug: "ingest", jurisdiction: "eu", tier: "standard" });
    await setLimits(gateway, tenant, ROOM);
    const key = await createKey(gateway, tenant, "engineer");
    await untilKnown(gateway, tenant, [key]);
    const headers = { authorization: `Bearer ${key}`, "content-type": "application/x-protobuf" };
    const job = { port: Number(gateway.url.port), host: tenant.host, path: "/v1/metrics", headers };
    return await measureBatches(
      load,
      { name: "gateway", job, makeBody: otlpBody, durationMs: DURATION_MS },
      tools,
    );
  } finally {
    await gateway.stop();
  }
}

async function measureBatches(load: Load, door: Door, { say, scale }: BenchmarkTools): Promise<Rates> {
  const rates = new Map<number, number>();
  let startMs = Date.now() - HOUR_MS;
  for (const points of BATCHES) {
    const bodies = Array.from({ length: CONNECTIONS }, (_, i) =>
      door.makeBody({ sender: `sender-${i}`, points }),
    );
    const times = { startMs, warmUpMs: WARM_UP_MS * scale, durationMs: door.durationMs * scale };
    const result = await load.run({ ...door.job, ...times, bodies });
    startMs = result.nextMs;
    const refused = JSON.stringify(result.refusals);
    if (refused !== "{}") throw new Error(`${door.name} refused batches of ${points}: ${refused}`);
    rates.set(points, (result.requests * points) / result.seconds);
    const [median, p99] = [result.medianMs, result.p99Ms].map(Math.round);
    const share = Math.round(result.cpuShare * 100);
    const rate = Math.round(rates.get(points) ?? 0).toLocaleString("en");
    say(
      `${door.name}: batches of ${points}: ${rate} points/s, median ${median} ms, p99 ${p99} ms, load process ${share} % of a core`,
    );
  }
  return rates;
}

async function compare(
  load: Load,
  { rival, own, tools }: { rival: Rival; own: Rates; tools: BenchmarkTools },
): Promise<Row[]> {
  if (!isInstalled(rival)) {
    tools.say(`${rival.name} is not installed: left out`);
    return [];
  }
  const running = await startRival(rival, `${tools.stateDir}/${rival.name}`);
  try {
    const headers = {
      "content-type": "application/x-protobuf",
      "content-encoding": "snappy",
      "x-prometheus-remote-write-version": "0.1.0",
    };
    const job = { port: running.port, host: "localhost", path: "/api/v1/write", headers };
    const theirs = await measureBatches(
      load,
      { name: rival.name, job, makeBody: remoteWriteBody, durationMs: RIVAL_DURATION_MS },
      tools,
    );
    return [...theirs].flatMap(([points, rate]) =>
      toRows(rival.name, { points, rate, own: own.get(points) ?? 0 }),
    );
  } finally {
    await running.stop();
  }
}

function toRows(name: string, { points, rate, own }: { points: number; rate: number; own: number }): Row[] {
  const batches = `batches of ${points.toLocaleString("en")}`;
  return [
    toRow({ name: `${name}: ${batches}`, value: rate, unit: "points/s" }),
    toRow({ name: `gateway / ${name}: ${batches}`, value: own / rate, unit: "ratio" }),
  ];
}
