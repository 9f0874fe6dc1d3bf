// The new enemy (named for the problem in Zanzibar's paper): what was decided before a change of access never takes effect
// after the change was acknowledged, in whatever order stale isolates, changes, evictions, restarts and failing shards
// meet. The seed is printed; TEST_SEED does it again. `npm test` plays a quarter of it, `npm run crash -- enemy` all.

import { env } from "cloudflare:workers";
import { afterAll, expect, it } from "vitest";
import { openArena, type Trace } from "./new-enemy-arena.ts";
import { planOf, SHARDS, type Setting } from "./new-enemy-plan.ts";
import { interleave } from "./new-enemy-run.ts";
import { checkWitnesses } from "./new-enemy-witness.ts";
import { createWorld } from "./world.ts";

const PER_TENANT = 500;
const SLOW = { timeout: 120_000 };

interface Suite extends Pick<Setting, "changes"> {
  /** Of the whole soak, each with PER_TENANT interleavings. */
  readonly tenants: number;
}

const SHARE = Reflect.get(env, "TEST_SOAK") === "full" ? 1 : 1 / 4;

export function testNewEnemy({ changes, tenants }: Suite): void {
  const seed = Number(Reflect.get(env, "TEST_SEED") || Date.now() % 1_000_000_000);
  const tally = { interleavings: 0, unconfirmed: 0, operations: 0, late: 0, stale: 0, lost: 0, effects: 0 };

  it.each(Array.from({ length: Math.ceil(tenants * SHARE) }, (_, i) => i))(
    `tenant %i of seed ${seed}`,
    SLOW,
    async (tenant) => {
      const arena = await openArena(await createWorld());
      for (let round = 0; round < PER_TENANT; round++) {
        const setting = { changes, shards: 1 + (tenant % SHARDS) };
        const plan = planOf(seed * 1_000 + tenant * PER_TENANT + round, setting);
        tally.unconfirmed += await interleave(arena, plan);
        tally.interleavings += 1;
      }
      const effects = await checkWitnesses(arena);
      const counted = countTraces(arena.traces);
      // Every kind of thing happened: a test in which nothing is late, or nothing takes effect, proves nothing.
      expect(Math.min(counted.late, counted.stale, effects)).toBeGreaterThan(PER_TENANT / 4);
      for (const name of ["operations", "late", "stale", "lost"] as const) tally[name] += counted[name];
      tally.effects += effects;
    },
  );

  afterAll(() => console.log(`new enemy, seed ${seed}: ${JSON.stringify(tally)}`));
}

function countTraces(traces: readonly Trace[]) {
  const countOf = (test: (trace: Trace) => boolean): number => traces.filter(test).length;
  return {
    operations: traces.length,
    late: countOf(({ isLate }) => isLate),
    stale: countOf(({ outcome }) => outcome === "stale"),
    lost: countOf(({ outcome }) => outcome === "lost"),
  };
}
