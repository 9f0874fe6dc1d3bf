// The tenant object's storage and its one state row.
// INVARIANT: the state row, the audit entry and the effects of a change are written in the same transaction.

import { eq, sql } from "drizzle-orm";
import type { DrizzleSqliteDODatabase } from "drizzle-orm/durable-sqlite";
import { encodeFrontier, parseFrontier, type Frontier } from "../audit/index.ts";
import type { FormerLayout } from "../policy/index.ts";
import { reviveTenant, type Tenant } from "../directory/index.ts";
import type { Random } from "../kernel/ids.ts";
import { oncePer } from "../kernel/once-per.ts";
import type { Clock } from "../kernel/time.ts";
import { standingSchema, type Standing } from "./moves/standing.ts";
import { objectState } from "./schema.ts";

export interface ObjectStore {
  readonly storage: DurableObjectStorage;
  readonly db: DrizzleSqliteDODatabase;
  readonly clock: Clock;
  readonly random: Random;
}

export interface ObjectState {
  readonly tenant: Tenant;
  readonly epoch: number;
  readonly version: number;
  readonly frontier: Frontier;
  /** The shards that have come to life. */
  readonly shards: readonly number[];
  readonly checkpoint: string | null;
  readonly formerLayouts: readonly FormerLayout[];
  /** Null while the tenant is at home in this object. */
  readonly standing: Standing | null;
}

const ONLY_ROW = 1;

/** Asked several times in every request: the statement is built once. */
const stateRow = oncePer((db: DrizzleSqliteDODatabase) =>
  db.select().from(objectState).where(eq(objectState.id, ONLY_ROW)).prepare(),
);

const homeRow = oncePer((db: DrizzleSqliteDODatabase) =>
  db
    .select({
      tenantId: sql<string>`json_extract(${objectState.tenant}, '$.id')`,
      standing: objectState.standing,
    })
    .from(objectState)
    .where(eq(objectState.id, ONLY_ROW))
    .prepare(),
);

/** Whose object it is, while the tenant is at home in it; null otherwise. For work that asks again and again. */
export function tenantAtHome(db: DrizzleSqliteDODatabase): string | null {
  const row = homeRow(db).get();
  return row === undefined || row.standing !== null ? null : row.tenantId;
}

/** The state, or null before the tenant was initialised. */
export function loadState(db: DrizzleSqliteDODatabase): ObjectState | null {
  const row = stateRow(db).get();
  if (row === undefined) return null;
  const frontier = parseFrontier(row.frontier);
  if (!frontier.ok) throw new Error(`object_state.frontier: ${frontier.fault.detail}`);
  return {
    tenant: reviveTenant(row.tenant),
    epoch: row.epoch,
    version: row.version,
    frontier: frontier.value,
    shards: row.shards as number[],
    checkpoint: row.checkpoint,
    formerLayouts: row.formerLayouts as FormerLayout[],
    standing: row.standing === null ? null : standingSchema.parse(row.standing),
  };
}

export function saveState(db: DrizzleSqliteDODatabase, state: ObjectState): void {
  const frontier = encodeFrontier(state.frontier);
  const { shards, formerLayouts } = state;
  const row = { ...state, id: ONLY_ROW, frontier, shards: [...shards], formerLayouts: [...formerLayouts] };
  db.insert(objectState).values(row).onConflictDoUpdate({ target: objectState.id, set: row }).run();
}
