// Ten thousand tenants that work, made through the operator's API and kept: the next run finds them. A run that is
// interrupted goes on where it stood, because a repeated creation with the same key answers with the same tenant.

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { BenchmarkTools } from "./benchmark.ts";
import { createTenant, type TenantAccess } from "./gateway-world.ts";
import type { Up } from "./host.ts";

const MARK = "active.json";
const AT_ONCE = 8;
const SAVE_EVERY = 500;

async function readActive(stateDir: string): Promise<TenantAccess[]> {
  const text = await readFile(join(stateDir, MARK), "utf8").catch(() => null);
  return text === null ? [] : (JSON.parse(text) as TenantAccess[]);
}

/** As many as are wanted; those of earlier runs first. */
export async function loadOrMakeActive(
  gateway: Up,
  { stateDir, say }: Pick<BenchmarkTools, "stateDir" | "say">,
  wanted: number,
): Promise<TenantAccess[]> {
  const active = await readActive(stateDir);
  while (active.length < wanted) {
    const first = active.length;
    const until = Math.min(wanted, first + SAVE_EVERY);
    const startedAt = performance.now();
    active.push(...(await makeTenants(gateway, first, until)));
    await writeFile(join(stateDir, MARK), JSON.stringify(active));
    const rate = (until - first) / ((performance.now() - startedAt) / 1_000);
    say(`active tenants: ${until} of ${wanted}, ${rate.toFixed(0)} a second`);
  }
  return active.slice(0, wanted);
}

async function makeTenants(gateway: Up, first: number, until: number): Promise<TenantAccess[]> {
  const made: TenantAccess[] = [];
  let next = first;
  const work = async (): Promise<void> => {
    for (let at = next++; at < until; at = next++) {
      made.push(
        await createTenant(gateway, { slug: `active-${at}`, jurisdiction: "eu", tier: "standard", pool: 0 }),
      );
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return made;
}
