// The size of the Worker's bundle and its start-up time, measured by `wrangler check startup` in the local runtime.
// LIMIT: the platform takes 10 MB compressed (3 MB on its free plan) and 1 s of start-up.
import { runCommand } from "./run-command.ts";

const MAX_GZIP_KIB = 10 * 1024;
const SMALL_PLAN_GZIP_KIB = 3 * 1024;
const MAX_STARTUP_MS = 1000;
const KIB: Readonly<Record<string, number>> = { B: 1 / 1024, KiB: 1, MiB: 1024 };
const PROFILE = ".wrangler/gate/startup.cpuprofile";

export interface BundleFigures {
  readonly gzipKib: number;
  readonly rawKib: number;
  readonly activeMs: number;
  /** From the first to the last sample, waiting included. */
  readonly windowMs: number;
}

export interface BudgetOutcome {
  readonly passed: boolean;
  readonly output: string;
  readonly note: string;
}

/** Reads the figures out of wrangler's report; null when it reports them in another form. */
export function parseStartupReport(report: string): BundleFigures | null {
  const size = /Bundle:\s*([\d.,]+) (B|KiB|MiB)\s*\/\s*gzip:\s*([\d.,]+) (B|KiB|MiB)/.exec(report);
  const active = /Active:\s*([\d.,]+) ms/.exec(report);
  const window = /Profile window:\s*([\d.,]+) ms/.exec(report);
  if (size === null || active === null || window === null) return null;
  return {
    rawKib: number(size[1]) * (KIB[size[2] ?? ""] ?? Number.NaN),
    gzipKib: number(size[3]) * (KIB[size[4] ?? ""] ?? Number.NaN),
    activeMs: number(active[1]),
    windowMs: number(window[1]),
  };
}

export function judgeBudget(figures: BundleFigures): BudgetOutcome {
  const fits = figures.gzipKib <= MAX_GZIP_KIB;
  const starts = figures.activeMs < MAX_STARTUP_MS;
  const plan = figures.gzipKib > SMALL_PLAN_GZIP_KIB ? ", over the free plan's 3 MB" : "";
  const size = `bundle ${figures.rawKib.toFixed(0)} KiB, gzip ${figures.gzipKib.toFixed(0)} KiB${plan}`;
  const time = `start-up ${figures.activeMs.toFixed(0)} ms (window ${figures.windowMs.toFixed(0)} ms)`;
  const limits = `limits: gzip ${MAX_GZIP_KIB} KiB, start-up ${MAX_STARTUP_MS} ms`;
  return { passed: fits && starts, note: `${size}; ${time}`, output: limits };
}

export async function bundleBudget(): Promise<BudgetOutcome> {
  const command = ["wrangler", "check", "startup", "--env", "local", "--outfile", PROFILE];
  const ran = await runCommand(command, { output: "keep" });
  if (!ran.passed) return { ...ran, note: "wrangler check startup failed" };
  const figures = parseStartupReport(ran.output);
  if (figures === null) return { passed: false, note: "no figures in wrangler's report", output: ran.output };
  return judgeBudget(figures);
}

function number(text: string | undefined): number {
  return Number((text ?? "").replaceAll(",", ""));
}
