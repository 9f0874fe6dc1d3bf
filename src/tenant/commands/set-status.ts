// Suspend, resume, close: effective at once, everywhere, because the epoch rises with it.

import { changeStatus, type TenantStatus } from "../../directory/index.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { newEvent } from "../../webhooks/index.ts";
import type { Change, Tx } from "../commit.ts";
import { loadOpenOffboarding } from "../offboarding/offboarding-store.ts";

export interface SetStatus {
  readonly status: TenantStatus;
}

export function setStatus({ db, state }: Tx, input: SetStatus): Result<Change> {
  if (loadOpenOffboarding(db) !== null)
    return failed(fault("offboarding.refused", "the tenant is on its way out: cancel that first"));
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
    events: [newEvent("tenant.status_changed", { from: state.tenant.status, to: status.value }, tenant.id)],
  });
}
