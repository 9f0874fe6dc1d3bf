import { describe, expect, it } from "vitest";
import { judgeBudget, parseStartupReport } from "../../scripts/gate/bundle-budget.ts";
import { runCommand } from "../../scripts/gate/run-command.ts";
import { countReport } from "../../scripts/gate/run-project.ts";
import { readArguments, select } from "../../scripts/gate/selection.ts";

const STEPS = ["lint", "types"];
const FIGURES = { rawKib: 800, gzipKib: 135, activeMs: 33, windowMs: 77 };

function report(passed: number, failed: number): string {
  return JSON.stringify({ numPassedTests: passed, numFailedTests: failed });
}

describe("counting a project", () => {
  it("takes the numbers of the report", () => {
    expect(countReport(report(7, 0), true)).toEqual({ passed: 7, failed: 0 });
    expect(countReport(report(7, 2), false)).toEqual({ passed: 7, failed: 2 });
  });

  it("fails when no test was executed", () => {
    expect(countReport(report(0, 0), true)).toEqual({
      passed: 0,
      failed: 1,
      complaint: "no test was executed",
    });
  });

  it("fails when a file did not load although every test passed", () => {
    expect(countReport(report(7, 0), false)).toMatchObject({ passed: 7, failed: 1 });
  });

  it("fails when there is no report", () => {
    expect(countReport(null, true)).toMatchObject({ passed: 0, failed: 1 });
  });
});

describe("choosing what runs", () => {
  it("runs everything and hands flags to vitest", () => {
    const chosen = select(STEPS, readArguments(["-t", "adds"]));
    expect(chosen.steps).toEqual(STEPS);
    expect(chosen.projects.map(({ project }) => project).toSorted()).toEqual(["node", "workers"]);
    expect(chosen.projects[0]?.args).toEqual(["-t", "adds"]);
  });

  it("narrows to folders, projects and steps", () => {
    const chosen = select(STEPS, readArguments(["--only", "unit,lint", "--only=object"]));
    expect(chosen.steps).toEqual(["lint"]);
    expect(chosen.projects).toEqual([
      { project: "node", args: ["test/lint/"] },
      { project: "workers", args: ["test/unit/", "test/object/"] },
    ]);
    expect(select(STEPS, readArguments(["--only", "workers"])).projects).toEqual([
      { project: "workers", args: [] },
    ]);
  });

  it("names what stands for nothing", () => {
    expect(select(STEPS, readArguments(["--only", "untis"])).unknown).toEqual(["untis"]);
  });
});

describe("the bundle's budget", () => {
  it("reads wrangler's report", () => {
    const text =
      "│ Bundle: 1.5 MiB / gzip: 135.18 KiB\n│   Profile window: 77.1 ms\n│   Active: 32.6 ms (including";
    expect(parseStartupReport(text)).toEqual({
      rawKib: 1536,
      gzipKib: 135.18,
      activeMs: 32.6,
      windowMs: 77.1,
    });
  });

  it("reads nothing into another report", () => {
    expect(parseStartupReport("│ Bundle: 1.5 MiB")).toBeNull();
  });

  it("refuses a start-up of a second and a bundle over 10 MB", () => {
    expect(judgeBudget(FIGURES).passed).toBe(true);
    expect(judgeBudget({ ...FIGURES, activeMs: 1000 }).passed).toBe(false);
    expect(judgeBudget({ ...FIGURES, gzipKib: 10_241 }).passed).toBe(false);
  });

  it("says when the bundle outgrows the free plan", () => {
    expect(judgeBudget({ ...FIGURES, gzipKib: 4000 })).toMatchObject({ passed: true });
    expect(judgeBudget({ ...FIGURES, gzipKib: 4000 }).note).toContain("over the free plan");
  });
});

describe("a tool", () => {
  it("fails with its output", async () => {
    const script = "console.log('out'); console.error('err'); process.exit(3)";
    const ran = await runCommand(["node", "-e", script], { output: "keep" });
    expect(ran.passed).toBe(false);
    expect(ran.output).toContain("out");
    expect(ran.output).toContain("err");
  });

  it("that does not exist fails in one line", async () => {
    const ran = await runCommand(["no-such-tool"], { output: "keep" });
    expect(ran).toMatchObject({ passed: false });
    expect(ran.output).toContain("`no-such-tool` could not be started");
  });

  it("that hangs is ended", async () => {
    const ran = await runCommand(["node", "-e", "setInterval(() => {}, 1000)"], {
      output: "keep",
      timeoutMs: 300,
    });
    expect(ran.passed).toBe(false);
    expect(ran.output).toContain("ended by SIGTERM");
  });
});
