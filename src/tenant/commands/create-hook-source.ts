// A new source of inbound webhooks. Its secret comes here sealed. INVARIANT: a source writes log records under no policy but its
// maker's, so only who may write every log record makes one that does.

import { loadKey } from "../../identity/store/keys.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import type { Json } from "../../kernel/canonical-json.ts";
import { compilePolicies, decideAccess, policyStateOf, subjectOfKey } from "../../policy/index.ts";
import { loadAccess } from "../../policy/store/access.ts";
import { MOST_HOOK_SOURCES, viewHookSource, type HookSource } from "../../webhooks/index.ts";
import { addHookSource, listHookSources } from "../../webhooks/store/hook-sources.ts";
import type { Change, Tx } from "../commit.ts";

export interface CreateHookSource {
  readonly source: HookSource;
  /** Sealed. */
  readonly secret: string;
  readonly requestId: string;
}

/** `hooks.name_taken`, `hooks.too_many`; `policy.denied` for logs from who may not write all of them. */
export function createHookSource(tx: Tx, { source, secret, requestId }: CreateHookSource): Result<Change> {
  const present = listHookSources(tx.db);
  if (present.some((known) => known.source.name === source.name)) return failed(fault("hooks.name_taken"));
  if (present.length >= MOST_HOOK_SOURCES)
    return failed(fault("hooks.too_many", `a tenant has at most ${MOST_HOOK_SOURCES} sources`));
  if (source.becomes === "logs" && !mayWriteLogs(tx))
    return failed(fault("policy.denied", "logs:write, on all of them"));
  addHookSource(tx.db, { source, secret, createdAtMs: tx.nowMs });
  return ok({
    // With the request that made it, by which a repeat is told from it.
    reply: plain({ ...viewHookSource(source, tx.nowMs), made_by: requestId }),
    resource: `hook_source:${source.name}`,
    detail: plain(source),
    raisesEpoch: false,
    effects: [],
  });
}

/** Only JSON is left of it: what zod left undefined is gone. */
const plain = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json;

function mayWriteLogs({ db, envelope, nowMs }: Tx): boolean {
  if (envelope.actor.kind === "operator") return true;
  const holder = loadKey(db, envelope.actor.id);
  if (holder === null) return false;
  const { effect, rowFilter } = decideAccess(compilePolicies(policyStateOf(loadAccess(db))), {
    principal: subjectOfKey(holder),
    action: "logs:write",
    resource: { type: "log", isUnread: true },
    context: envelope.asked?.context ?? { timeMs: nowMs },
  });
  return effect === "allow" && rowFilter === null;
}
