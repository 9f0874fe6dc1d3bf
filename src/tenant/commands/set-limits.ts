// What an operator sets for one tenant in place of its tier's limits. Admission everywhere depends on it, so the epoch rises:
// no request is admitted by the old numbers once the change is acknowledged.

import { eq } from "drizzle-orm";
import type { DrizzleSqliteDODatabase } from "drizzle-orm/durable-sqlite";
import { TIERS, type LimitOverrides } from "../../directory/index.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import type { Json } from "../../kernel/canonical-json.ts";
import { newEvent, type EventData } from "../../webhooks/index.ts";
import type { Change, Tx } from "../commit.ts";
import { limitOverrides } from "../schema.ts";

export interface SetLimits {
  /** All of them: a limit that is left out is the tier's again. */
  readonly overrides: LimitOverrides;
}

const ONLY_ROW = 1;

export function loadOverrides(db: DrizzleSqliteDODatabase): LimitOverrides {
  const row = db.select().from(limitOverrides).where(eq(limitOverrides.id, ONLY_ROW)).get();
  return row?.overrides ?? {};
}

type Told = EventData<"tenant.limits_changed">;

const toldLimits = (from: Json, to: Json): Told => ({ from: from as Told["from"], to: to as Told["to"] });

export function setLimits({ db, state }: Tx, { overrides }: SetLimits): Result<Change> {
  const longest = TIERS[state.tenant.tier].queryTimeoutMs;
  if ((overrides.query_timeout_ms ?? 0) > longest) {
    const message = `at most the tier's ${longest}`;
    return failed(
      fault("request.invalid", "a limit is out of range", [{ pointer: "/query_timeout_ms", message }]),
    );
  }
  const from = loadOverrides(db);
  // Without what is undefined: it goes into the audit entry.
  const to = JSON.parse(JSON.stringify(overrides)) as Json;
  const row = { id: ONLY_ROW, overrides: to };
  db.insert(limitOverrides).values(row).onConflictDoUpdate({ target: limitOverrides.id, set: row }).run();
  return ok({
    reply: to,
    resource: `tenant:${state.tenant.id}`,
    detail: { from: from as Json, to },
    raisesEpoch: true,
    effects: [],
    events: [newEvent("tenant.limits_changed", toldLimits(from as Json, to), state.tenant.id)],
  });
}
