// A first or another admin key for a tenant, minted for its operator.

import type { Tenant } from "../../directory/index.ts";
import { executeCommand, operatorEnvelope, type OperatorCall } from "../../edge/index.ts";
import { mintKey, type NewKey } from "../../identity/index.ts";
import type { Json } from "../../kernel/canonical-json.ts";
import { newId, type KeyId } from "../../kernel/ids.ts";
import { ok, type Result } from "../../kernel/result.ts";
import type { Idempotency } from "../../tenant/index.ts";

const FIRST_KEY: NewKey = {
  name: "admin key from the operator",
  roles: ["admin"],
  scopes: [],
  groups: [],
  attributes: {},
};

/** By this name the tenant's object knows its first key again. No client's key has spaces, so none is taken for it. */
const FIRST_ISSUE = { key: "first admin key", requestHash: "" };

/** A new admin key: its text is shown in this reply and never again. */
export async function issueAdminKey(call: OperatorCall, tenant: Tenant): Promise<Result<string>> {
  // Each issue is a key of its own, so it is not remembered under the request's idempotency key.
  const issued = await issue(call, tenant, null);
  return issued.ok ? ok(issued.value.text) : issued;
}

/** The tenant's first admin key, or null when a call before this one, or at the same time, has it. */
export async function issueFirstKey(call: OperatorCall, tenant: Tenant): Promise<Result<string | null>> {
  const issued = await issue(call, tenant, FIRST_ISSUE);
  if (!issued.ok) return issued;
  const { id, reply, text } = issued.value;
  return ok((reply as { readonly id: string }).id === id ? text : null);
}

interface Issued {
  readonly id: KeyId;
  readonly text: string;
  /** The key that stands: another than the one that was minted when the issue is a repeated one. */
  readonly reply: Json;
}

async function issue(
  call: OperatorCall,
  tenant: Tenant,
  idempotency: Idempotency | null,
): Promise<Result<Issued>> {
  const id = newId("key", call.nowMs, call.random);
  const { text, secretHash } = mintKey(
    { cell: tenant.jurisdiction, tenantId: tenant.id, keyId: id },
    call.random,
  );
  const input = { id, secretHash, key: FIRST_KEY };
  const envelope = { ...operatorEnvelope(call, "keys:create"), idempotency };
  const created = await executeCommand(call.rim, tenant, { name: "keys.create", input, envelope });
  return created.ok ? ok({ id, text, reply: created.value.reply }) : created;
}
