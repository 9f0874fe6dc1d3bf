// A worker's way to exports: it takes one, keeps what it has done slice by slice, and ends it. What it holds is its own by a
// lease and a fence: one that dies is followed by another that goes on at the last slice that was kept.

import { MINUTE_MS } from "../../kernel/time.ts";
import { EXPORT_LIMITS, type ExportProgress, type StoredExport } from "../../reporting/index.ts";
import { keepProgress, takeExport } from "../../reporting/store/exports.ts";
import { bindCommand } from "../commands.ts";
import type { FinishExport } from "../commands/change-export.ts";
import { commit } from "../commit.ts";
import { setDueBy } from "../due-work.ts";
import type { Envelope } from "../envelope.ts";
import { loadState, type ObjectStore } from "../object-store.ts";

/** LIMIT: a slice takes a query's time at most, which tiers bound by less than this. */
const EXPORT_LEASE_MS = 2 * MINUTE_MS;

export type ExportStep =
  | { readonly do: "take" }
  | {
      readonly do: "keep";
      readonly id: string;
      readonly fence: number;
      readonly state: "reading" | "writing";
      readonly progress: ExportProgress;
      /** Gives it back: another worker goes on at once. */
      readonly isLast: boolean;
    }
  | ({ readonly do: "finish" } & FinishExport);

export interface ExportTask {
  readonly stored: StoredExport;
  readonly fence: number;
}

/** Null when there is nothing to take, and for a worker whose work is not wanted any more. */
export function workOnExport(store: ObjectStore, step: ExportStep): ExportTask | true | null {
  const isHome = loadState(store.db)?.standing === null;
  if (!isHome) return null;
  if (step.do === "finish") return finish(store, step) ? true : null;
  if (step.do === "take") return take(store);
  const nowMs = store.clock();
  const leaseUntilMs = step.isLast ? nowMs : nowMs + EXPORT_LEASE_MS;
  if (!keepProgress(store.db, { ...step, leaseUntilMs })) return null;
  setDueBy(store, { name: "exports", atMs: leaseUntilMs });
  return true;
}

function take(store: ObjectStore): ExportTask | null {
  for (;;) {
    const taken = takeExport(store.db, store.clock(), EXPORT_LEASE_MS);
    if (taken === null) return null;
    const { stored, fence, attempts } = taken;
    if (attempts <= EXPORT_LIMITS.attempts) return { stored, fence };
    const { id, progress } = stored;
    finish(store, { id, fence, state: "failed", progress, fault: "internal.bug" });
  }
}

function finish(store: ObjectStore, { id, fence, state, progress, fault }: FinishExport): boolean {
  const envelope: Envelope = {
    decidedAt: "platform",
    actor: { kind: "system", id: "exports" },
    action: "exports:finish",
    reasons: ["platform"],
    requestId: id,
    idempotency: null,
  };
  return commit(store, envelope, bindCommand("exports.finish", { id, fence, state, progress, fault })).ok;
}
