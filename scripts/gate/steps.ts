// What `npm run check` holds the repository to: one row per step, run in this order, cheap ones first.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { bundleBudget } from "./bundle-budget.ts";
import { migrationsInStep } from "./migrations-in-step.ts";
import { ROOT, runCommand } from "./run-command.ts";

interface StepOutcome {
  readonly passed: boolean;
  /** Shown whole when the step fails. */
  readonly output: string;
  /** Figures for the step's own line. */
  readonly note?: string;
}

export interface Step {
  readonly name: string;
  readonly run: () => Promise<StepOutcome>;
  /** What mends it. */
  readonly hint?: string;
}

function command(...words: readonly string[]): Step["run"] {
  return () => runCommand(words, { output: "keep" });
}

export const STEPS: readonly Step[] = [
  {
    name: "format",
    run: command("npm", "run", "--silent", "format", "--", "--check"),
    hint: "npm run format",
  },
  { name: "lint", run: command("npm", "run", "--silent", "lint") },
  { name: "types", run: command("tsc", "--noEmit") },
  // Scripts of pages know a document and no Worker.
  { name: "page-types", run: command("tsc", "--noEmit", "-p", "src/console/islands/tsconfig.json") },
  { name: "dead-code", run: command("knip", "-c", "scripts/knip.json", "--no-progress") },
  {
    name: "worker-env",
    run: command("npm", "run", "--silent", "types", "--", "--check"),
    hint: "npm run types",
  },
  {
    name: "lock-file",
    run: command("npm", "ci", "--dry-run", "--ignore-scripts", "--no-audit", "--no-fund"),
    hint: "npm install, then node scripts/gate/complete-lock.ts",
  },
  { name: "migrations", run: migrationsInStep },
  {
    name: "production-build",
    run: command("node", "scripts/deploy.ts", "--dry-run", "--outdir", ".wrangler/gate/bundle"),
  },
  { name: "bundle", run: bundleBudget },
];

/** Runs the steps in order, one line each, and returns how many failed. */
export async function runSteps(steps: readonly Step[]): Promise<number> {
  await mkdir(join(ROOT, ".wrangler/gate"), { recursive: true });
  let failed = 0;
  for (const step of steps) {
    if (!(await runStep(step))) failed += 1;
  }
  return failed;
}

async function runStep(step: Step): Promise<boolean> {
  const started = performance.now();
  const outcome = await step
    .run()
    .catch((error: unknown) => ({ passed: false, output: explain(error), note: "" }));
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const note = outcome.note === undefined || outcome.note === "" ? "" : `  ${outcome.note}`;
  console.log(
    `${outcome.passed ? "ok    " : "FAILED"}  ${step.name.padEnd(16)} ${seconds.padStart(6)} s${note}`,
  );
  if (outcome.passed) return true;
  console.log(outcome.output.trimEnd());
  if (step.hint !== undefined) console.log(`mend it with: ${step.hint}`);
  return false;
}

function explain(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
