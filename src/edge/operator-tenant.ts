// The tenant that an operator's path names, and a change of it through its object.

import { z } from "zod";
import type { Tenant } from "../directory/index.ts";
import { fault } from "../kernel/fault.ts";
import { isId } from "../kernel/ids.ts";
import { failed, ok, type Result } from "../kernel/result.ts";
import type { CommandInputs, CommandName, Envelope } from "../tenant/index.ts";
import { executeCommand } from "./bundles.ts";
import type { OperatorCall } from "./call.ts";
import { jsonReply, type Reply } from "./reply.ts";

export const tenantParams = z.object({ tenant_id: z.string() });

/** An operator acts with the platform's authority: no tenant's policy decides it, and the tenant's log shows it. */
export function operatorEnvelope(call: OperatorCall, action: string): Envelope {
  return {
    decidedAt: "platform",
    actor: { kind: "operator", id: "operator" },
    action,
    reasons: ["operator"],
    requestId: call.requestId,
    idempotency: call.idempotency,
  };
}

export async function findTenant(call: OperatorCall, id: string): Promise<Result<Tenant>> {
  const tenant = isId("tenant", id) ? await call.directory.load({ by: "id", id }) : null;
  return tenant === null ? failed(fault("directory.not_found")) : ok(tenant);
}

export interface TenantChange<N extends CommandName> {
  readonly tenantId: string;
  readonly action: string;
  readonly name: N;
  readonly input: CommandInputs[N];
}

/** Replies with the tenant as its object now has it. */
export async function changeTenant<N extends CommandName>(
  call: OperatorCall,
  change: TenantChange<N>,
): Promise<Result<Reply>> {
  const tenant = await findTenant(call, change.tenantId);
  if (!tenant.ok) return tenant;
  const envelope = operatorEnvelope(call, change.action);
  const { name, input } = change;
  const changed = await executeCommand(call.rim, tenant.value, { name, input, envelope });
  return changed.ok ? ok(jsonReply(200, changed.value.reply)) : changed;
}
