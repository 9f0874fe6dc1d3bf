import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { isMissed } from "../../scripts/bench/report.ts";
import { runCrash } from "../../scripts/crash/run-crash.ts";
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
