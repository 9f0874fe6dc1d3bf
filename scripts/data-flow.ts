// `npm run data-flow [-- --check]`: the data-flow map as Markdown on standard output. With `--check` what could carry a class
// out of its region goes to standard error, and the exit status is 1 if there is any.

import { CRON_TASKS, OPERATIONS, QUEUE_JOBS } from "../src/manifest.ts";
import { dataFlowText } from "../src/residency/data-flow-text.ts";
import { findEscapes, mapDataFlow } from "../src/residency/data-flow.ts";

const map = mapDataFlow({ operations: OPERATIONS, jobs: QUEUE_JOBS, tasks: CRON_TASKS });
if (process.argv.includes("--check")) {
  const escapes = findEscapes(map);
  for (const escape of escapes) process.stderr.write(`${escape}\n`);
  process.exitCode = escapes.length === 0 ? 0 : 1;
} else process.stdout.write(dataFlowText(map));
