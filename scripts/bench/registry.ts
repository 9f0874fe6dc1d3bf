// Every benchmark of the project, in the order in which `npm run bench` runs them.

import type { Benchmark } from "./benchmark.ts";
import { ingest } from "./ingest.ts";
import { overhead } from "./overhead.ts";
import { policy } from "./policy.ts";
import { query } from "./query.ts";

export const BENCHMARKS: readonly Benchmark[] = [overhead, ingest, query, policy];
