// How long it takes to find a tenant: cold, in the runtime, against a bare read of the same rows; and warm, in this process.

import { execFile } from "node:child_process";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions } from "wrangler";
import type { Tenant } from "../../src/directory/index.ts";
import { createLru } from "../../src/kernel/lru.ts";
import { resolveTenant } from "../../src/edge/resolve.ts";
import type { Rim } from "../../src/edge/rim.ts";
import { send } from "./gateway-world.ts";
import { listedSlug } from "./large-directory.ts";
import { toRow, type Row } from "./report.ts";

const CONFIG = "scripts/bench/workers/resolve.toml";
const TURNS = 60;
const NAMES_OF_TURN = 50;
const CACHE_BYTES = 4_194_304;
const WARM_TENANTS = 5_000;
const WARM_CALLS = 500_000;
const TENANT_BYTES = 600;

/** Whoever comes first finds the pages cold: each side is first as often as the others. */
const ORDERS = [
  ["cold", "bare", "plain"],
  ["bare", "plain", "cold"],
  ["plain", "cold", "bare"],
] as const;

interface Sides {
  readonly cold: number;
  readonly bare: number;
  /** Of one table only. */
  readonly plain: number;
}

async function startResolver(stateDir: string, buildDir: string): Promise<Miniflare> {
  await promisify(execFile)("wrangler", ["deploy", "--dry-run", "--config", CONFIG, "--outdir", buildDir]);
  const { workerOptions } = unstable_getMiniflareWorkerOptions(CONFIG);
  const modules = [{ type: "ESModule" as const, path: join(buildDir, "resolve.js") }];
  const options = { ...workerOptions, name: "resolve", modules, modulesRoot: buildDir };
  const base = { host: "127.0.0.1", port: 0, cf: false as const, log: new Log(LogLevel.WARN) };
  return new Miniflare(
    convertV4MiniflareOptions({
      ...base,
      resourcePersistencePath: resolve(stateDir, "gateway"),
      workers: [options],
    }),
  );
}

/** Names spread over the whole directory, each asked for once. */
function namesOfTurn(turn: number, listed: number): string[] {
  const step = Math.floor(listed / ((TURNS + 1) * NAMES_OF_TURN));
  return Array.from({ length: NAMES_OF_TURN }, (_, i) =>
    listedSlug((turn * NAMES_OF_TURN + i) * Math.max(1, step)),
  );
}

/** No gateway may have the directory open. The first turn warms both sides up. */
export async function measureCold(stateDir: string, listed: number): Promise<Row[]> {
  const runtime = await startResolver(stateDir, resolve(stateDir, "build"));
  const turns: Sides[] = [];
  try {
    const url = await runtime.ready;
    for (let turn = 0; turn <= TURNS; turn++) {
      const body = JSON.stringify({
        slugs: namesOfTurn(turn, listed),
        order: ORDERS[turn % ORDERS.length],
      });
      const answer = await send(url, "/", { method: "POST", body });
      if (answer.status !== 200) throw new Error(`resolution: ${answer.status} ${answer.text.slice(0, 300)}`);
      if (turn > 0) turns.push(JSON.parse(answer.text) as Sides);
    }
  } finally {
    await runtime.dispose();
  }
  const micros = (side: keyof Sides): number =>
    (median(turns.map((turn) => turn[side])) * 1_000) / NAMES_OF_TURN;
  const ratio = median(turns.map(({ cold, bare }) => cold / bare));
  const toPlain = median(turns.map(({ cold, plain }) => cold / plain));
  return [
    toRow({ name: "cold resolution", value: micros("cold"), unit: "µs" }),
    toRow({ name: "bare read of the same rows", value: micros("bare"), unit: "µs" }),
    toRow({ name: "cold resolution / bare read", value: ratio, unit: "ratio", target: "<= 1.3" }),
    toRow({ name: "cold resolution / read of one table only", value: toPlain, unit: "ratio" }),
  ];
}

function median(values: readonly number[]): number {
  return [...values].sort((left, right) => left - right)[values.length >> 1] ?? 0;
}

/** The real function over a cache that holds every tenant that is asked for. */
export async function measureWarm(tenantOf: (at: number) => Tenant, calls = WARM_CALLS): Promise<Row[]> {
  let loads = 0;
  const load = async (name: { readonly slug?: string }): Promise<Tenant> => {
    loads++;
    return tenantOf(Number(name.slug?.split("-").at(-1)));
  };
  const rim = {
    config: { BASE_DOMAIN: "localhost" },
    clock: () => Date.now(),
    directory: { load },
    tenants: createLru(CACHE_BYTES),
  } as unknown as Rim;
  const tenants = Math.min(WARM_TENANTS, Math.floor(CACHE_BYTES / TENANT_BYTES));
  const resolveAll = async (count: number): Promise<void> => {
    for (let at = 0; at < count; at++) {
      const host = `${listedSlug(at % tenants)}.localhost`;
      const tenant = await resolveTenant(rim, host, { key: null, credential: null, isGuesser: false });
      if (!tenant.ok) throw new Error(`${host} was not resolved`);
    }
  };
  await resolveAll(tenants * 4);
  const startedAt = performance.now();
  await resolveAll(calls);
  const micros = ((performance.now() - startedAt) * 1_000) / calls;
  if (loads !== tenants) throw new Error(`the directory was asked ${loads} times for ${tenants} tenants`);
  return [toRow({ name: "warm resolution", value: micros, unit: "µs", target: "< 5" })];
}
