// What an intake becomes by the tenant's privacy rules, on its way to the shards, and what the reply tells of it.
// The rules and the key are the bundle's: values are hashed here, in the isolate that has them in clear text anyway, so that
// they never travel further. LIMIT: whoever reads this isolate's memory can recompute tokens; the key is in no reply.

import type { TenantCall } from "../../edge/index.ts";
import type { CompiledBundle } from "../../policy/index.ts";
import {
  compilePlan,
  effectiveRules,
  hashKeyBytes,
  Redactor,
  type Plan,
  type PrivacyRules,
} from "../../privacy/index.ts";
import { redactTable, type Rejected, type RedactedTable, type Table } from "../index.ts";

interface Means {
  readonly plan: Plan;
  readonly key: Uint8Array;
}

/** A bundle does not change: what its rules come to is worked out once for all its requests. */
const meansOf = new WeakMap<CompiledBundle, Means | null>();

function prepare(bundle: CompiledBundle): Means | null {
  const known = meansOf.get(bundle);
  if (known !== undefined) return known;
  const { privacy, tenant } = bundle;
  const plan = compilePlan(effectiveRules(privacy.rules as PrivacyRules, tenant.jurisdiction));
  const means = plan === null ? null : { plan, key: hashKeyBytes(privacy.hashKey) };
  meansOf.set(bundle, means);
  return means;
}

/** Null when the rules allow everything: then nothing was looked at. */
export function keepPrivate(call: TenantCall, table: Table): RedactedTable | null {
  const means = prepare(call.session.bundle);
  if (means === null || table.rows === 0) return null;
  const { plan, key } = means;
  return redactTable(table, { redactor: new Redactor({ plan, key }), key });
}

/** What the sender is told beside what was rejected. */
export interface Kept extends Rejected {
  readonly headers: Readonly<Record<string, string>>;
}

/** Counts of rows: something replaced or dropped; something left out because the request held too much to look at. */
export function toldOf(rejected: Rejected, kept: RedactedTable | null): Kept {
  if (kept === null) return { ...rejected, headers: {} };
  const headers = {
    ...(kept.redacted > 0 ? { "x-traceo-redacted": String(kept.redacted) } : {}),
    ...(kept.unexamined > 0 ? { "x-traceo-unexamined": String(kept.unexamined) } : {}),
  };
  if (kept.refused.length === 0) return { ...rejected, headers };
  const reason = `${kept.refused.length} refused by the privacy rules (${kept.refusedFor.join(", ")})`;
  const message = rejected.message === "" ? reason : `${rejected.message}; ${reason}`;
  return { count: rejected.count + kept.refused.length, message, headers };
}
