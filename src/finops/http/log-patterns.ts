// The patterns of the tenant's newest log lines, for whoever may read all of them; nobody is refused advice because of it.

import type { TenantCall } from "../../edge/index.ts";
import type { Result } from "../../kernel/result.ts";
import { ACTIONS } from "../../policy/index.ts";
import { countPatterns, type PatternCount } from "../savings/log-pattern.ts";

export type LogsCall = Pick<TenantCall, "session" | "tenant" | "footers" | "nowMs" | "waitUntil">;

/** Reads a page of log records by the session's rights, as POST /v1/logs/search does. */
export type ReadLogs = (
  call: LogsCall,
  request: { from: string; to: string; filters: never[]; order: "desc"; limit: number },
) => Promise<Result<{ readonly logs: readonly { readonly body: unknown }[] }>>;

/** LIMIT: a sample, and patterns of it. */
const NEWEST = 2_000;
const MOST_PATTERNS = 20;

/** Null where nothing can be said: not all may be read. */
export async function samplePatterns(call: LogsCall, readLogs: ReadLogs): Promise<PatternCount[] | null> {
  const resource = { type: ACTIONS["logs:read"].kind, isUnread: true };
  const session = call.session.also([{ action: "logs:read", resource }]);
  // Under a row filter the shares would be of other lines than those that are paid for.
  if (!session.ok || session.value.rowFilter !== null) return null;
  const { tenant, footers, nowMs } = call;
  const waitUntil: LogsCall["waitUntil"] = (work) => {
    call.waitUntil(work);
  };
  const asked = { from: "now-1d", to: "now", filters: [], order: "desc" as const, limit: NEWEST };
  const read = await readLogs({ session: session.value, tenant, footers, nowMs, waitUntil }, asked);
  if (!read.ok) return null;
  const lines = read.value.logs.map(({ body }) => (typeof body === "string" ? body : JSON.stringify(body)));
  return countPatterns(lines, MOST_PATTERNS);
}
