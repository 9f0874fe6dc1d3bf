// `npm test`: the check steps, then every vitest project, one after another; nothing stops the rest.
// `--only unit,lint` picks steps, projects or folders of test/; other flags go to vitest.
// The last line is `N passed, N failed`: tests and steps together. Exit status 1 when anything failed.
import { runProject } from "./gate/run-project.ts";
import { readArguments, select } from "./gate/selection.ts";
import { runSteps, STEPS } from "./gate/steps.ts";
import { TEST_PROJECTS } from "./gate/test-projects.ts";

const stepNames = STEPS.map(({ name }) => name);
const selection = select(stepNames, readArguments(process.argv.slice(2)));
if (selection.unknown.length > 0) {
  const folders = TEST_PROJECTS.flatMap((project) => [project.name, ...project.folders]);
  console.error(`--only takes: ${[...stepNames, ...folders].join(", ")}`);
  process.exit(1);
}

const steps = STEPS.filter(({ name }) => selection.steps.includes(name));
let failed = await runSteps(steps);
let passed = steps.length - failed;

for (const run of selection.projects) {
  console.log(`\ntests of project ${run.project}`);
  const counts = await runProject(run);
  if (counts.complaint !== undefined) console.log(`FAILED  ${run.project}: ${counts.complaint}`);
  passed += counts.passed;
  failed += counts.failed;
}

process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
console.log(`\n${passed} passed, ${failed} failed`);
