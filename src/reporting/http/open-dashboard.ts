// A stored dashboard for who may do something with it: decided with its id, owner, folder and tags, which only the tenant
// object knows. Who may not see it is told that there is none.

import type { AlsoAsked, TenantSession } from "../../edge/index.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import type { Action } from "../../policy/index.ts";
import { resourceOf, type StoredDashboard } from "../stored-dashboard.ts";

export interface Wanted {
  readonly id: string;
  /** 0 for the newest. */
  readonly version?: number;
  readonly action: Action;
  /** What else has to be allowed for it. */
  readonly besides?: (stored: StoredDashboard) => readonly AlsoAsked[];
  readonly deleted?: "found" | "missing";
}

export interface OpenedDashboard {
  readonly stored: StoredDashboard;
  /** Decided for the action on this dashboard: changes go through it. */
  readonly session: TenantSession;
}

const VIEW = "dashboards:view";

/** `dashboards.not_found`; `policy.denied` for who may see it but not do that. */
export async function openDashboard(
  session: TenantSession,
  wanted: Wanted,
): Promise<Result<OpenedDashboard>> {
  const { id, version = 0, action, deleted = "missing" } = wanted;
  const found = await session.ask("dashboards.get", { id, version });
  if (!found.ok) return found;
  const stored = found.value as unknown as StoredDashboard;
  if (stored.head.deletedAtMs !== null && deleted === "missing") return failed(fault("dashboards.not_found"));
  const resource = resourceOf(stored.head);
  const seen = session.also([{ action: VIEW, resource }]);
  if (!seen.ok) return seen.fault.code === "policy.denied" ? failed(fault("dashboards.not_found")) : seen;
  const besides = wanted.besides?.(stored) ?? [];
  if (action === VIEW && besides.length === 0) return ok({ stored, session: seen.value });
  const opened = session.also([{ action, resource }, ...besides]);
  return opened.ok ? ok({ stored, session: opened.value }) : opened;
}
