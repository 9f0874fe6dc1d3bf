// `npm run check`: format, lint with the architecture, types, dead code, generated files in step, bundle and start-up.
// `--only lint,types` runs some of the steps. Exit status 1 when one fails.
import { readArguments } from "./gate/selection.ts";
import { runSteps, STEPS } from "./gate/steps.ts";

const { only } = readArguments(process.argv.slice(2));
const steps = STEPS.filter(({ name }) => only?.includes(name) ?? true);
if (steps.length === 0) {
  console.error(`--only takes: ${STEPS.map(({ name }) => name).join(", ")}`);
  process.exit(1);
}
const failed = await runSteps(steps);
console.log(`${steps.length - failed} steps passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
