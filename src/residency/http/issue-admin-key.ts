// A first or another admin key for a tenant, minted for its operator.

import type { Tenant } from "../../directory/index.ts";
import { executeCommand, operatorEnvelope, type OperatorCall } from "../../edge/index.ts";
import { mintKey, type NewKey } from "../../identity/index.ts";
import { newId } from "../../kernel/ids.ts";
import { ok, type Result } from "../../kernel/result.ts";

const FIRST_KEY: NewKey = {
  name: "admin key from the operator",
  roles: ["admin"],
  scopes: [],
  groups: [],
  attributes: {},
};

/** A new admin key: its text is shown in this reply and never again. */
export async function issueAdminKey(call: OperatorCall, tenant: Tenant): Promise<Result<string>> {
  const id = newId("key", call.nowMs, call.random);
  const minted = mintKey({ cell: tenant.jurisdiction, tenantId: tenant.id, keyId: id }, call.random);
  const input = { id, secretHash: minted.secretHash, key: FIRST_KEY };
  // Each issue is a key of its own, so it is not remembered under the request's idempotency key.
  const envelope = { ...operatorEnvelope(call, "keys:create"), idempotency: null };
  const created = await executeCommand(call.rim, tenant, { name: "keys.create", input, envelope });
  return created.ok ? ok(minted.text) : created;
}
