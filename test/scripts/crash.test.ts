import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { isMissed } from "../../scripts/bench/report.ts";
import { runCrash } from "../../scripts/crash/run-crash.ts";
import { runMoves } from "../../scripts/crash/run-moves.ts";
import { buildWorker } from "../../scripts/runtime/build.ts";

/** The whole test is `npm run crash`, fifty kills; here it is shown to work, and that nothing is lost at two. */
test("two kills lose nothing, double nothing and leave no effect undone", { timeout: 240_000 }, async () => {
  const stateDir = join(tmpdir(), `crash-test-${process.pid}`);
  await buildWorker();
  try {
    const measured = await runCrash({ kills: 2, seed: 20_261_123, stateDir, say: () => {} });
    expect(measured.rows.filter((row) => row.met === false)).toEqual([]);
    expect(isMissed(measured)).toBe(false);
    const figures = new Map(measured.rows.map((row) => [row.name, row.value]));
    expect(figures.get("kills")).toBe(2);
    expect(figures.get("batches acknowledged")).toBeGreaterThan(0);
    expect(figures.get("changes acknowledged")).toBeGreaterThan(0);
  } finally {
    await rm(stateDir, { recursive: true, force: true });
  }
});

/** The whole test is `npm run crash -- moves`, with a kill at every state of every move. */
test(
  "moves of every kind lose, double and hide nothing while tenants are written and read",
  {
    timeout: 240_000,
  },
  async () => {
    const stateDir = join(tmpdir(), `moves-test-${process.pid}`);
    await buildWorker();
    try {
      const measured = await runMoves({ kills: "none", warmRows: 100, stateDir, say: () => {} });
      // How long a pause is, is a benchmark's matter.
      const counted = measured.rows.filter((row) => row.unit !== "ms");
      expect(counted.filter((row) => row.met === false)).toEqual([]);
      const figures = new Map(measured.rows.map((row) => [row.name, row.value]));
      expect(figures.get("moves done")).toBe(6);
      expect(figures.get("reads meanwhile")).toBeGreaterThan(0);
    } finally {
      await rm(stateDir, { recursive: true, force: true });
    }
  },
);
