// The kill test: writers work while the gateway's process group is killed at random instants and started again on the
// same state; then everything that was acknowledged is looked for. Flushes and merges run every few hundred milliseconds,
// so that kills fall into them.

import type { NewTenant, TenantAccess } from "../bench/gateway-world.ts";
import { toRow, type Measured, type Row } from "../bench/report.ts";
import { readAuditLog, wrongEntries } from "./check-audit.ts";
import { pendingEffects } from "./check-effects.ts";
import { checkTelemetry, type TelemetryFindings } from "./check-telemetry.ts";
import { causeEffects, type Effects } from "./effects-writer.ts";
import { createHost, type Host } from "../bench/host.ts";
import { createTenant } from "./create-tenant.ts";
import { seededRandom } from "./seeded-random.ts";
import { ROWS_OF_BATCH, SIGNALS, write, type Writer } from "./telemetry-writer.ts";

export interface CrashOptions {
  readonly kills: number;
  readonly seed: number;
  readonly stateDir: string;
  readonly say: (line: string) => void;
}

/** India asks for a lock, and a single machine has none. */
const NO_LOCK_HERE = { reason: "a test on one machine", days: 1 };

/**
 * A pool tenant, a silo, an enterprise tenant with several shards, and one that is sent no telemetry, whose tier changes.
 * LIMIT: of one tenant both cannot be asked: a repeated request is known again by the shards that stored it, and after a
 * change of their number its rows belong to others (see src/telemetry/http/store-intake.ts).
 */
const TENANTS: readonly NewTenant[] = [
  { slug: "pool", jurisdiction: "us", tier: "standard" },
  { slug: "initech", jurisdiction: "eu", tier: "standard", isolation: "silo" },
  { slug: "enterprise", jurisdiction: "jp", tier: "enterprise" },
  { slug: "changing", jurisdiction: "in", tier: "standard", residency: { exception: NO_LOCK_HERE } },
];
const TIER_CHANGES_OF = "changing";
const WRITERS_EACH = 2;
const LONGEST_LIFE_MS = 4_000;
const HOUR_MS = 3_600_000;
const SETTINGS = { FLUSH_AFTER_MS: "300", FLUSH_BYTES: "20000" };

async function killAtRandom(host: Host, { kills, seed, say }: CrashOptions): Promise<void> {
  const random = seededRandom(seed);
  for (let kill = 1; kill <= kills; kill++) {
    await new Promise((resolve) => void setTimeout(resolve, random() * LONGEST_LIFE_MS));
    await host.crash();
    say(`killed ${kill} of ${kills}`);
  }
}

export async function runCrash(options: CrashOptions): Promise<Measured> {
  const host = createHost({ port: 0, stateDir: options.stateDir, vars: SETTINGS });
  try {
    const startMs = Date.now() - HOUR_MS;
    const tenants: TenantAccess[] = [];
    for (const wanted of TENANTS) tenants.push(await createTenant(host, wanted));
    const writingTenants = tenants.filter(({ slug }) => slug !== TIER_CHANGES_OF);
    const writers = writingTenants.flatMap((tenant) =>
      Array.from({ length: WRITERS_EACH }, (_, i): Writer => ({
        name: `${tenant.slug}-${i}`,
        tenant,
        acknowledgedRows: { metrics: 0, logs: 0 },
      })),
    );
    const effects = tenants.map((tenant, at): Effects => ({
      tenant,
      made: [],
      revoked: [],
      tierChanges: 0,
      tier: TENANTS[at]?.tier ?? "",
    }));
    let isOver = false;
    const working = Promise.all([
      ...writers.map((writer) => write(writer, { host, startMs, isOver: () => isOver })),
      ...effects.map((one) =>
        causeEffects(host, one, { isOver: () => isOver, changesTier: one.tenant.slug === TIER_CHANGES_OF }),
      ),
    ]);
    await Promise.race([killAtRandom(host, options), working]);
    isOver = true;
    await working;
    return await check(host, {
      options,
      writers,
      effects,
      span: { from: startMs - 1, to: startMs + 2 * HOUR_MS },
    });
  } finally {
    await host.stop();
  }
}

interface Finished {
  readonly options: CrashOptions;
  readonly writers: readonly Writer[];
  readonly effects: readonly Effects[];
  readonly span: { readonly from: number; readonly to: number };
}

const NONE = "= 0";

async function check(host: Host, finished: Finished): Promise<Measured> {
  const { options, writers, effects, span } = finished;
  options.say("every batch is acknowledged; looking for each row");
  const before = await checkTelemetry(host, writers, span);
  options.say("waiting for effects and flushes");
  const pending = await pendingEffects(host, effects, writers);
  options.say("looking for each row again, now in blocks");
  const after = await checkTelemetry(host, writers, span);
  const worst = (figure: keyof TelemetryFindings): number => Math.max(before[figure], after[figure]);
  return {
    name: "crash",
    rows: [
      ...workRows(finished),
      toRow({ name: "rows lost", value: worst("lost"), unit: "rows", target: NONE }),
      toRow({ name: "rows duplicated", value: worst("duplicated"), unit: "rows", target: NONE }),
      toRow({ name: "rows never sent", value: worst("neverSent"), unit: "rows", target: NONE }),
      ...(await auditRows(host, effects)),
      toRow({ name: "effects pending", value: pending, unit: "effects", target: NONE }),
    ],
  };
}

function workRows({ options, writers, effects }: Finished): Row[] {
  const rows = writers.flatMap((writer) => SIGNALS.map((signal) => writer.acknowledgedRows[signal]));
  const batches = rows.reduce((sum, count) => sum + count, 0) / ROWS_OF_BATCH;
  const changes = effects.map((one) => one.made.length + one.revoked.length + one.tierChanges);
  return [
    toRow({ name: "kills", value: options.kills, unit: "kills" }),
    toRow({ name: "seed", value: options.seed, unit: "seed" }),
    toRow({ name: "batches acknowledged", value: batches, unit: "batches" }),
    toRow({
      name: "changes acknowledged",
      value: changes.reduce((sum, count) => sum + count, 0),
      unit: "changes",
    }),
  ];
}

async function auditRows(host: Host, effects: readonly Effects[]): Promise<Row[]> {
  const logs = await Promise.all(
    effects.map(async (one) => ({ one, log: await readAuditLog(host, one.tenant) })),
  );
  const entries = logs.reduce((sum, { log }) => sum + log.entries.length, 0);
  const verified = logs.filter(({ log }) => log.isVerified).length;
  const wrong = logs.reduce((sum, { one, log }) => sum + wrongEntries(log, one), 0);
  return [
    toRow({ name: "audit entries", value: entries, unit: "entries" }),
    toRow({ name: "audit trees verified", value: verified, unit: "trees", target: `= ${logs.length}` }),
    toRow({ name: "audit entries missing or twice", value: wrong, unit: "entries", target: NONE }),
  ];
}
