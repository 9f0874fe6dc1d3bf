// What a stale isolate may send: every way into a tenant object and a shard that carries an epoch.

import type { Result } from "../../src/kernel/result.ts";
import {
  acknowledge,
  numberedId,
  outcomeOf,
  sealed,
  type Arena,
  type Outcome,
  type Trace,
} from "./new-enemy-arena.ts";
import type { OperationKind, PlannedOperation } from "./new-enemy-plan.ts";
import { shardApi, tenantApi } from "./objects.ts";
import { gaugeBatches } from "./telemetry-bodies.ts";

type Send = (arena: Arena, trace: Trace) => Promise<Result<unknown>>;

const ACCESS = { resource: "tenant:self", outcome: "allowed", detail: {} } as const;
const EVERYTHING = { signal: "metrics", fromMs: 0, toMs: Number.MAX_SAFE_INTEGER, afterSeq: 0 } as const;
const batches = gaugeBatches();

const append: Send = async ({ tenant: { id: tenantId, jurisdiction }, tenant }, { id, shard, epoch }) =>
  shardApi(tenant, shard).append({
    tenantId,
    jurisdiction,
    shard,
    epoch,
    keyId: id,
    requestHash: id,
    batches,
  });

const fresh: Send = async ({ tenant }, { shard, epoch, id }) =>
  // Of what is stored, nothing: only the answer counts.
  shardApi(tenant, shard).fresh({ ...EVERYTHING, afterSeq: 2 ** 40 + id.length, epoch });

const record: Send = async (arena, { epoch, id }) =>
  tenantApi(arena.tenant).execute("access.record", ACCESS, sealed(arena, epoch, id));

const query: Send = async (arena, { epoch, id }) =>
  tenantApi(arena.tenant).query("tenant.view", {}, sealed(arena, epoch, id));

const openQuery: Send = async (arena, { epoch, id }) => {
  const opened = await tenantApi(arena.tenant).openQuery(ACCESS, {
    ...sealed(arena, epoch, id),
    leaseId: id,
  });
  if (opened.ok) await tenantApi(arena.tenant).closeQuery(id, { key: "", bytes: 0 });
  return opened;
};

const seal: Send = async (arena, { epoch, id }) => tenantApi(arena.tenant).seal(sealed(arena, epoch, id));

/** A command that raises the epoch itself: whoever held the one before is superseded by it. */
const grant: Send = async (arena, { epoch, id }) => {
  const changed = await tenantApi(arena.tenant).execute(
    "access.change",
    {
      changes: [{ kind: "grant", id: "raced", document: grantOf("raced", id) }],
      summary: "raced",
      expectedVersion: null,
    },
    sealed(arena, epoch, id),
  );
  if (changed.ok) acknowledge(arena, changed.value.epoch);
  return changed;
};

export const grantOf = (id: string, user: string) => ({
  id,
  subject: `user:${user}`,
  role: "viewer",
  scope: null,
  expires_at: null,
});

const SENDS: Readonly<Record<OperationKind, Send>> = {
  append,
  fresh,
  record,
  query,
  open_query: openQuery,
  seal,
  grant,
};

/** Sends one operation under the epoch that its isolate holds now, and notes what came of it. */
export async function operate(
  arena: Arena,
  { isolate, kind, shard }: Pick<PlannedOperation, "isolate" | "kind" | "shard">,
): Promise<Trace> {
  const epoch = arena.isolates[isolate] ?? 0;
  const id = numberedId(kind === "append" ? "key" : "req", arena.traces.length + 1);
  const trace: Trace = { kind, shard, id, epoch, isLate: epoch < arena.acknowledged, outcome: null };
  arena.traces.push(trace);
  const mayBeEmpty = kind === "fresh" && !arena.written.has(shard);
  const outcome = await attempt(() => SENDS[kind](arena, trace));
  trace.outcome = mayBeEmpty && outcome === "done" ? "empty" : outcome;
  // To answer an append, also to refuse it, a shard first comes to life.
  if (kind === "append" && (outcome === "done" || outcome === "stale")) arena.written.add(shard);
  return trace;
}

async function attempt(send: () => Promise<Result<unknown>>): Promise<Outcome> {
  try {
    return outcomeOf(await send());
  } catch {
    return "lost";
  }
}
