// Runs one vitest project, shows its progress as it goes and counts from its JSON report.
// INVARIANT: a run that did not end well, left no report or executed nothing counts as at least one failure.
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { ROOT, runCommand } from "./run-command.ts";

export interface ProjectRun {
  readonly project: string;
  /** Path filters and flags handed to vitest. */
  readonly args: readonly string[];
}

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  /** Why a failure was counted that no test reported. */
  readonly complaint?: string;
}

const Report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
});
const VITEST = ["vitest", "run", "--config", "test/vitest.config.ts", "--root", "."];

export async function runProject(run: ProjectRun): Promise<Counts> {
  const file = `.wrangler/gate/vitest-${run.project}.json`;
  await rm(join(ROOT, file), { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const command = [...VITEST, "--project", run.project, ...reporters, ...run.args];
  const ran = await runCommand(command, { output: "show", timeoutMs: 60 * 60_000 });
  const report = await readFile(join(ROOT, file), "utf8").catch(() => null);
  return countReport(report, ran.passed);
}

/** Counts a report; what vitest ended with decides where the numbers alone look well. */
export function countReport(report: string | null, endedWell: boolean): Counts {
  if (report === null) return { passed: 0, failed: 1, complaint: "vitest left no report" };
  const { numPassedTests: passed, numFailedTests: failed } = Report.parse(JSON.parse(report));
  if (passed + failed === 0) return { passed, failed: 1, complaint: "no test was executed" };
  if (!endedWell && failed === 0) {
    return { passed, failed: 1, complaint: "a test file did not load, or an error escaped its test" };
  }
  return { passed, failed };
}
