// A repeated request after a change of the number of shards: rows that the first attempt stored lie where the former
// layout put them, and only that shard knows the request again. For as long as clients may still repeat, it is asked.

import type { TenantCall } from "../../edge/index.ts";
import { ok, type Result } from "../../kernel/result.ts";
import { assignShard, readShards, takeRows, type Table } from "../index.ts";

/**
 * What a shard knows a request by. It says which part of the request's rows the shard has only together with the number of
 * shards that they were divided among.
 */
export function hashUnder(hash: string, shards: number): string {
  return `${hash}.${shards}`;
}

/** The table without the rows that an attempt under a former layout stored. Free when the layout has not changed lately. */
export async function skipStored(call: TenantCall, table: Table, hash: string): Promise<Result<Table>> {
  let left = table;
  for (const { shards, untilMs } of call.session.bundle.formerLayouts) {
    if (untilMs <= call.nowMs || left.rows === 0) continue;
    const missing = await withoutStored(call, left, { shards, hash });
    if (!missing.ok) return missing;
    left = missing.value;
  }
  return ok(left);
}

interface Layout {
  readonly shards: number;
  readonly hash: string;
}

async function withoutStored(
  call: TenantCall,
  table: Table,
  { shards, hash }: Layout,
): Promise<Result<Table>> {
  const shardOf = readShards(table, shards, assignShard);
  const rows = Array.from({ length: table.rows }, (_, row) => row);
  const knowing = new Set<number>();
  for (const shard of new Set(rows.map((row) => shardOf(row)))) {
    const hasSeen = await call.session.hasSeen(shard, hashUnder(hash, shards));
    if (!hasSeen.ok) return hasSeen;
    if (hasSeen.value) knowing.add(shard);
  }
  if (knowing.size === 0) return ok(table);
  return ok(takeRows(table, Uint32Array.from(rows.filter((row) => !knowing.has(shardOf(row))))));
}
