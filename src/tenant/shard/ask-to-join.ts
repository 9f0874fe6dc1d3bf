// A shard's first contact with its tenant object: from the answer on, that counts on this shard to refuse older epochs.

import type { Result } from "../../kernel/result.ts";
import { ok } from "../../kernel/result.ts";
import type { tenantAt } from "../stubs.ts";
import type { ShardState } from "./shard-store.ts";

export async function askToJoin(
  tenant: Pick<ReturnType<typeof tenantAt>, "execute">,
  shard: number,
): Promise<Result<ShardState>> {
  const name = `shard-${shard}`;
  const envelope = {
    decidedAt: "platform" as const,
    actor: { kind: "system" as const, id: name },
    action: "shards:join" as const,
    reasons: ["platform"],
    requestId: name,
    idempotency: null,
  };
  const joined = await tenant.execute("shards.join", { shard }, envelope);
  if (!joined.ok) return joined;
  const told = joined.value.reply as unknown as Omit<ShardState, "shard" | "isRetired">;
  return ok({ ...told, shard, isRetired: false });
}
