// Effects that were acknowledged and have not happened: the directory's record, the refusal of revoked keys, the keys
// that should still work, and the flushes of every row, told to the tenant object. Asked until none is left or time is up.

import { send } from "../bench/gateway-world.ts";
import { flushedRows, readAuditLog } from "./check-audit.ts";
import type { Effects } from "./effects-writer.ts";
import type { Host } from "../bench/host.ts";
import { insist } from "./insist.ts";
import { SIGNALS, type Writer } from "./telemetry-writer.ts";

const SETTLES_WITHIN_MS = 90_000;
const ASK_AGAIN_MS = 1_000;

async function isTierProjected(host: Host, { tenant, tier }: Effects): Promise<boolean> {
  const path = `/operator/v1/tenants/${tenant.id}`;
  const { text } = await insist(host, { path, host: "localhost", asOperator: true, expected: 200 });
  return (JSON.parse(text) as { tier: string }).tier === tier;
}

async function statusWith(host: Host, effects: Effects, secret: string): Promise<number> {
  const { url } = await host.up();
  const headers = { authorization: `Bearer ${secret}` };
  return (await send(url, "/v1/tenant", { host: effects.tenant.host, headers })).status;
}

async function wrongKeys(host: Host, effects: Effects): Promise<number> {
  const revokedIds = new Set(effects.revoked.map(({ id }) => id));
  let wrong = 0;
  for (const { id, secret } of effects.made) {
    if (secret === null) continue;
    const status = await statusWith(host, effects, secret);
    if (status !== (revokedIds.has(id) ? 401 : 200)) wrong++;
  }
  return wrong;
}

async function unflushed(host: Host, writers: readonly Writer[]): Promise<number> {
  let wrong = 0;
  for (const tenant of new Set(writers.map((writer) => writer.tenant))) {
    const log = await readAuditLog(host, tenant);
    for (const signal of SIGNALS) {
      const own = writers.filter((writer) => writer.tenant === tenant);
      const acknowledged = own.reduce((sum, writer) => sum + writer.acknowledgedRows[signal], 0);
      if (flushedRows(log, signal) !== acknowledged) wrong++;
    }
  }
  return wrong;
}

async function countPending(
  host: Host,
  all: readonly Effects[],
  writers: readonly Writer[],
): Promise<number> {
  let pending = await unflushed(host, writers);
  for (const effects of all) {
    if (!(await isTierProjected(host, effects))) pending++;
    pending += await wrongKeys(host, effects);
  }
  return pending;
}

export async function pendingEffects(
  host: Host,
  all: readonly Effects[],
  writers: readonly Writer[],
): Promise<number> {
  for (const startedAt = Date.now(); ;) {
    const pending = await countPending(host, all, writers);
    if (pending === 0 || Date.now() - startedAt > SETTLES_WITHIN_MS) return pending;
    await new Promise((resolve) => void setTimeout(resolve, ASK_AGAIN_MS));
  }
}
