// Suspend, resume, close: effective at once, everywhere, because the epoch rises with it.

import { changeStatus, type TenantStatus } from "../../directory/index.ts";
import { ok, type Result } from "../../kernel/result.ts";
import type { Change, Tx } from "../commit.ts";

export interface SetStatus {
  readonly status: TenantStatus;
}

export function setStatus({ state }: Tx, input: SetStatus): Result<Change> {
  const status = changeStatus(state.tenant.status, input.status);
  if (!status.ok) return status;
  const tenant = { ...state.tenant, status: status.value };
  return ok({
    reply: { ...tenant },
    resource: `tenant:${tenant.id}`,
    detail: { from: state.tenant.status, to: status.value },
    raisesEpoch: true,
    tenant,
    effects: [],
  });
}
