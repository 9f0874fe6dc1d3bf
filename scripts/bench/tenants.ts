// Many tenants at once: ten thousand that work here, listed in a directory of a million. How long it takes to find one,
// what it takes of an isolate's memory, and what a thousand quiet ones notice of a noisy one. Figures are ratios of one run.

import type { Benchmark, BenchmarkTools } from "./benchmark.ts";
import { loadOrMakeActive } from "./active-tenants.ts";
import { measureBundles, plainTenant } from "./bundle-memory.ts";
import { startMeasuredGateway, type MeasuredGateway } from "./gateway-world.ts";
import { fillDirectory, findDirectoryFile } from "./large-directory.ts";
import { measureNoise } from "./noisy-neighbour.ts";
import { toRow, type Row } from "./report.ts";
import { measureCold, measureWarm } from "./resolution.ts";

const ACTIVE = 10_000;
const LISTED = 1_000_000;
const QUIET = 1_000;
const BUNDLES = 5_000;

export const tenants: Benchmark = {
  name: "tenants",
  summary: "10,000 active tenants in a directory of 1,000,000: resolution, memory, a noisy neighbour",
  keepsState: true,
  async run(tools) {
    const [active, listed] = [ACTIVE, LISTED].map((count) => Math.ceil(count * Math.min(1, tools.scale)));
    await withGateway(tools, (gateway) => loadOrMakeActive(gateway, tools, active ?? 0));
    fillDirectory(findDirectoryFile(`${tools.stateDir}/gateway`), listed ?? 0, tools.say);
    const cold = await measureCold(tools.stateDir, listed ?? 0);
    const warm = await measureWarm(plainTenant);
    const memory = measureBundles(BUNDLES);
    const noise = await withGateway(tools, (gateway) => listenToNoise(gateway, tools, active ?? 0));
    return [
      toRow({ name: "tenants active", value: active ?? 0, unit: "tenants" }),
      toRow({ name: "tenants listed besides", value: listed ?? 0, unit: "tenants" }),
      ...cold,
      ...warm,
      ...memory,
      ...noise,
    ];
  },
};

async function withGateway<T>(
  { stateDir }: BenchmarkTools,
  work: (gateway: MeasuredGateway) => Promise<T>,
): Promise<T> {
  const gateway = await startMeasuredGateway({
    stateDir: `${stateDir}/gateway`,
    vars: { ACCESS_LOG: "refusals" },
  });
  try {
    return await work(gateway);
  } finally {
    await gateway.stop();
  }
}

async function listenToNoise(
  gateway: MeasuredGateway,
  tools: BenchmarkTools,
  wanted: number,
): Promise<readonly Row[]> {
  const active = await loadOrMakeActive(gateway, tools, wanted);
  const [noisy, ...others] = active;
  if (noisy === undefined) throw new Error("there is no active tenant");
  return measureNoise(gateway, { noisy, quiet: others.slice(0, QUIET) }, tools);
}
