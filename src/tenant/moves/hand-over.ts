// The old jurisdiction's object hands the tenant over: ahead of the pause as much of the log as there is, in the pause
// the rest of it, the shards' rows that are in no block yet, and every table. All of it can be done again after a crash.

import { rootOf } from "../../audit/index.ts";
import { readEntries } from "../../audit/store/log.ts";
import type { Tenant } from "../../directory/index.ts";
import type { Placement } from "../../residency/store/placement.ts";
import { loadState, type ObjectStore } from "../object-store.ts";
import { shardAt, tenantAt } from "../stubs.ts";
import type { TenantApi } from "../tenant-api.ts";
import type { Move } from "./move.ts";
import { NOT_HANDED_OVER } from "./receive.ts";
import { dumpPage, listTables, type TablePage } from "./table-copy.ts";

const ENTRIES_AT_ONCE = 2_000;

export interface HandOver {
  readonly store: ObjectStore;
  readonly placement: Placement;
  readonly tenant: Tenant;
  readonly move: Move;
}

/** The tenant as it will be there, for finding its new objects. */
const movedTenant = ({ tenant, move }: HandOver): Tenant => ({ ...tenant, ...move.to });

function heir(over: HandOver): TenantApi {
  return tenantAt(over.placement, movedTenant(over));
}

/** False when the tenant is at home there already. */
export async function handLogOver(over: HandOver): Promise<boolean> {
  const begun = await heir(over).beginReceiving(movedTenant(over));
  if (!begun.ok && begun.fault.code === "moves.arrived") return false;
  if (!begun.ok) throw new Error(`handing over: ${begun.fault.code}`);
  let from = begun.value.size;
  for (;;) {
    const entries = readEntries(over.store.db, { from, to: from + ENTRIES_AT_ONCE });
    if (entries.length === 0) return true;
    await heir(over).receiveLog({ from, entries });
    from += entries.length;
  }
}

/** In the pause: nothing changes here any more. */
export async function handAllOver(over: HandOver): Promise<void> {
  const isThere = !(await handLogOver(over));
  const state = loadState(over.store.db);
  if (state === null) throw new Error("a tenant that is nowhere");
  if (!isThere) {
    await Promise.all(state.shards.map((shard) => handShardOver(over, shard)));
    await handTablesOver(over);
  }
  const { epoch, version, shards, checkpoint, formerLayouts, frontier } = state;
  const handed = { epoch, version, shards, checkpoint, formerLayouts };
  const arrived = await heir(over).arrive({ ...handed, size: frontier.size, root: rootOf(frontier) });
  if (!arrived.ok) throw new Error(`arriving: ${arrived.fault.code}`);
}

async function handTablesOver(over: HandOver): Promise<void> {
  const { sql } = over.store.storage;
  for (const table of listTables(sql, NOT_HANDED_OVER)) {
    await eachPage(
      async (after) => dumpPage(sql, table, after),
      (page) => heir(over).receivePage(page),
    );
  }
}

async function handShardOver(over: HandOver, shard: number): Promise<void> {
  const left = shardAt(over.placement, over.tenant, shard);
  const reached = shardAt(over.placement, movedTenant(over), shard);
  for (const table of await left.tables()) {
    await eachPage(
      (after) => left.dump(table, after),
      (page) => reached.load(page),
    );
  }
}

async function eachPage(
  read: (afterRowid: number) => Promise<TablePage>,
  write: (page: TablePage) => Promise<void>,
): Promise<void> {
  for (let after: number | null = 0; after !== null;) {
    const page: TablePage = await read(after);
    await write(page);
    after = page.lastRowid;
  }
}
