// Range queries over one, ten and a hundred million samples in blocks. A narrow query needs the same rows of each, so its
// time, bytes and objects must not grow with what is stored; a wide one is over everything that is stored, eleven hosts of a hundred, and does grow.

import type { Benchmark } from "./benchmark.ts";
import { send, startMeasuredGateway, untilKnown, type TenantAccess } from "./gateway-world.ts";
import type { Up } from "./host.ts";
import { toRow, type Row } from "./report.ts";
import { loadOrMakeSamples, SLICE_MS, type StoredTenant } from "./stored-samples.ts";

const MILLION = 1_000_000;
const SIZES = [1 * MILLION, 10 * MILLION, 100 * MILLION];
const NARROW_RUNS = 15;
const WIDE_RUNS = 1;

interface Shape {
  readonly name: string;
  readonly runs: number;
  readonly body: (stored: { readonly samples: number; readonly endMs: number }) => object;
}

const HOUR_MS = 3_600_000;

const NARROW: Shape = {
  name: "narrow",
  runs: NARROW_RUNS,
  body: ({ endMs }) => ({
    from: endMs - 2 * HOUR_MS,
    to: endMs,
    interval: "1m",
    queries: [
      { name: "cpu", metric: "fleet.cpu", filters: [{ label: "host", value: "host-7" }], aggregation: "avg" },
    ],
  }),
};

const WIDE: Shape = {
  name: "wide",
  runs: WIDE_RUNS,
  body: ({ samples, endMs }) => ({
    from: endMs - (samples / MILLION) * SLICE_MS,
    to: endMs,
    interval: "1h",
    queries: [
      {
        name: "cpu",
        metric: "fleet.cpu",
        filters: [{ label: "host", op: "=~", value: "host-1.*" }],
        aggregation: "avg",
      },
    ],
  }),
};

interface Cost {
  readonly ms: number;
  readonly bytes: number;
  readonly reads: number;
  readonly blocks: number;
}

interface Reply {
  readonly stats: { readonly bytes_read: number; readonly reads: number; readonly blocks_read: number };
  readonly results: readonly { readonly series: readonly { readonly points: readonly unknown[] }[] }[];
}

async function ask(gateway: Up, tenant: TenantAccess, body: object): Promise<Cost> {
  const headers = { authorization: `Bearer ${tenant.adminKey}`, "content-type": "application/json" };
  const startedAt = performance.now();
  const answer = await send(gateway.url, "/v1/query", {
    method: "POST",
    host: tenant.host,
    headers,
    body: JSON.stringify(body),
  });
  const ms = performance.now() - startedAt;
  if (answer.status !== 200) throw new Error(`${tenant.slug}: ${answer.status} ${answer.text.slice(0, 300)}`);
  const { stats, results } = JSON.parse(answer.text) as Reply;
  if ((results[0]?.series[0]?.points.length ?? 0) === 0)
    throw new Error(`${tenant.slug}: the query found nothing`);
  return { ms, bytes: stats.bytes_read, reads: stats.reads, blocks: stats.blocks_read };
}

/** The median by time; the first narrow run is apart, because it reads the footers that the isolate then keeps. */
async function measure(
  gateway: Up,
  stored: StoredTenant & { endMs: number },
  shape: Shape,
): Promise<{ first: Cost; median: Cost }> {
  const costs: Cost[] = [];
  for (let run = 0; run < shape.runs; run++)
    costs.push(await ask(gateway, stored.access, shape.body(stored)));
  const first = costs[0] as Cost;
  const rest = costs.length > 1 ? costs.slice(1) : costs;
  return { first, median: rest.sort((left, right) => left.ms - right.ms)[rest.length >> 1] as Cost };
}

/** Else the tenant that is asked first pays for the compiling of the code. */
async function warmUp(
  gateway: Up,
  { tenants, endMs }: { tenants: readonly StoredTenant[]; endMs: number },
): Promise<void> {
  const [first] = tenants;
  if (first === undefined) return;
  await untilKnown(gateway, first.access, [first.access.adminKey]);
  await measure(gateway, { ...first, endMs }, NARROW);
}

function costRows(name: string, { ms, bytes, reads, blocks }: Cost): Row[] {
  return [
    toRow({ name: `${name}: time`, value: ms, unit: "ms" }),
    toRow({ name: `${name}: read`, value: bytes, unit: "bytes" }),
    toRow({ name: `${name}: reads`, value: reads, unit: "reads" }),
    toRow({ name: `${name}: blocks`, value: blocks, unit: "blocks" }),
  ];
}

export const query: Benchmark = {
  name: "query",
  summary: "range queries over 1, 10 and 100 million samples in blocks",
  keepsState: true,
  async run(tools) {
    const sizes = SIZES.filter((size) => size === MILLION || size <= 100 * MILLION * tools.scale);
    const stored = await loadOrMakeSamples(tools, sizes);
    const gateway = await startMeasuredGateway({ stateDir: `${tools.stateDir}/gateway` });
    const rows: Row[] = [];
    const narrowMs: number[] = [];
    try {
      await warmUp(gateway, stored);
      for (const tenant of stored.tenants.filter(({ samples }) => sizes.includes(samples))) {
        await untilKnown(gateway, tenant.access, [tenant.access.adminKey]);
        const label = `${tenant.samples / MILLION} M`;
        const narrow = await measure(gateway, { ...tenant, endMs: stored.endMs }, NARROW);
        narrowMs.push(narrow.median.ms);
        const wide = await measure(gateway, { ...tenant, endMs: stored.endMs }, WIDE);
        tools.say(`${label}: narrow ${narrow.median.ms.toFixed(1)} ms, wide ${wide.median.ms.toFixed(0)} ms`);
        rows.push(toRow({ name: `${label} narrow, first: time`, value: narrow.first.ms, unit: "ms" }));
        rows.push(...costRows(`${label} narrow`, narrow.median), ...costRows(`${label} wide`, wide.median));
      }
    } finally {
      await gateway.stop();
    }
    const growth = (narrowMs.at(-1) ?? 0) / (narrowMs[0] ?? 1);
    return [
      ...rows,
      toRow({
        name: "narrow: time at the most stored / at the least",
        value: growth,
        unit: "ratio",
        target: "< 2",
      }),
    ];
  },
};
