// A tenant of an operator's cell: the global directory reserves its slug, the cell makes it under the same id.
//
// Crash gaps: after the reservation the slug is taken by a tenant that is `provisioning`; the repeated call (same
// idempotency key) goes on with the same id, under which the cell makes one tenant however often it is asked. After the
// founding only the directory's copy may be behind, which the next change brings in step. A refusal of the cell gives the
// reservation back; dying before that leaves it, and the repeated call is refused and gives it back.

import { z } from "zod";
import { tenantSchema, type NewTenant, type Tenant } from "../../directory/index.ts";
import {
  askCell,
  forgetTenant,
  jsonReply,
  PROBLEM_TYPE,
  type OperatorCall,
  type Reply,
} from "../../edge/index.ts";
import { fault } from "../../kernel/fault.ts";
import { newId } from "../../kernel/ids.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { newTenant, type OperatorCell } from "../index.ts";
import { requireIdempotency } from "./require-idempotency.ts";

const PATH = "/operator/v1/tenants";
const madeSchema = z.object({ tenant: tenantSchema, admin_key: z.string().nullable() });
const refusalSchema = z.object({ code: z.string() });

/** What the cell refuses before it keeps anything. */
const REFUSED_BEFOREHAND: ReadonlySet<string> = new Set([
  "directory.placement_refused",
  "residency.guarantee_missing",
]);

/** As the operation itself; and `residency.cell_unreachable`, after which the same call may be repeated. */
export async function createInCell(
  call: OperatorCall,
  wanted: NewTenant,
  cell: OperatorCell,
): Promise<Result<Reply>> {
  const creation = requireIdempotency(call);
  if (!creation.ok) return creation;
  const { nowMs } = call;
  const id = newId("tenant", nowMs, call.random);
  // The cell knows its pools: until it has answered the copy says the first.
  const tenant = newTenant(wanted, { id, nowMs, pools: 1 });
  const reserved = await call.directory.reserve({ tenant, ...creation.value });
  if (!reserved.ok) return reserved;
  const answer = await ask(call, { tenant: reserved.value, cell }, wanted);
  if (answer === null) return failed({ ...fault("residency.cell_unreachable"), retryAfterSeconds: 10 });
  const body: unknown = await answer.json();
  if (answer.status !== 201) return refuse(call, reserved.value, { status: answer.status, body });
  return keep(call, reserved.value, madeSchema.parse(body));
}

function ask(
  { rim, requestId, url }: OperatorCall,
  at: { readonly tenant: Tenant; readonly cell: OperatorCell },
  wanted: NewTenant,
): Promise<Response | null> {
  return askCell(rim, at, {
    method: "POST",
    target: PATH,
    headers: new Headers({ "content-type": "application/json", "idempotency-key": at.tenant.id }),
    body: JSON.stringify(wanted),
    forward: { requestId, as: "operator", host: url.host, ip: null, country: null, colo: null },
  });
}

async function keep(
  { rim, directory, nowMs }: OperatorCall,
  reserved: Tenant,
  made: z.infer<typeof madeSchema>,
): Promise<Result<Reply>> {
  const { id, slug, jurisdiction } = made.tenant;
  const isSame = id === reserved.id && slug === reserved.slug && jurisdiction === reserved.jurisdiction;
  if (!isSame) throw new Error(`the cell made another tenant than ${reserved.id}`);
  await directory.project(made.tenant, nowMs);
  forgetTenant(rim, made.tenant);
  return ok(jsonReply(201, made));
}

async function refuse(
  call: OperatorCall,
  reserved: Tenant,
  { status, body }: { readonly status: number; readonly body: unknown },
): Promise<Result<Reply>> {
  const { code } = refusalSchema.parse(body);
  if (REFUSED_BEFOREHAND.has(code)) await call.directory.release(reserved.id);
  return ok({ ...jsonReply(status, body), headers: { "content-type": PROBLEM_TYPE } });
}
