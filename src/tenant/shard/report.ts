// Telling the tenant object what was flushed: idempotent by the flush's name, repeated until it is told.

import type { TenantApi } from "../tenant-api.ts";
import { markReported, unreportedFlushes, type ShardState } from "./shard-store.ts";

export async function reportFlushes(
  sql: SqlStorage,
  { shard }: ShardState,
  tenant: TenantApi,
): Promise<void> {
  for (const { name, report } of unreportedFlushes(sql)) {
    const told = await tenant.execute("telemetry.record_flush", report, {
      decidedAt: "platform",
      actor: { kind: "system", id: `shard-${shard}` },
      action: "telemetry:store",
      reasons: ["platform"],
      requestId: `shard-${shard}`,
      idempotency: { key: name, requestHash: name },
    });
    if (!told.ok) throw new Error(`reporting ${name}: ${told.fault.code}`);
    markReported(sql, name);
  }
}
