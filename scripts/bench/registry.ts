// Every benchmark of the project, in the order in which `npm run bench` runs them.

import type { Benchmark } from "./benchmark.ts";
import { chargeback } from "./chargeback.ts";
import { cost } from "./cost.ts";
import { focus } from "./focus.ts";
import { forecast } from "./forecast.ts";
import { ingest } from "./ingest.ts";
import { overhead } from "./overhead.ts";
import { policy } from "./policy.ts";
import { privacy } from "./privacy.ts";
import { query } from "./query.ts";
import { reporting } from "./reporting.ts";
import { tenants } from "./tenants.ts";
import { webhooks } from "./webhooks.ts";

export const BENCHMARKS: readonly Benchmark[] = [
  overhead,
  ingest,
  query,
  policy,
  privacy,
  tenants,
  cost,
  webhooks,
  chargeback,
  focus,
  forecast,
  reporting,
];
