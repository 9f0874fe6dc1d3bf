// The tenant's way out as due work of its object: a few seconds at a time, so that others have the object in between; what a
// crash interrupts is the slice that it fell into, and that slice is done again.

import type { Directory } from "../../directory/store/directory.ts";
import { SECOND_MS } from "../../kernel/time.ts";
import type { Deployment } from "../../residency/index.ts";
import type { Placement } from "../../residency/store/placement.ts";
import { loadKeyRing } from "../../residency/store/silo-keys.ts";
import { bindCommand } from "../commands.ts";
import { commit } from "../commit.ts";
import type { AdvanceOffboarding } from "../commands/offboard.ts";
import { clearDue, setDue } from "../due-work.ts";
import type { Envelope } from "../envelope.ts";
import { heldTables } from "../evidence/held-sets.ts";
import { listMoves } from "../moves/move-store.ts";
import { loadState, type ObjectState, type ObjectStore } from "../object-store.ts";
import { lastPending, type Outbox } from "../outbox.ts";
import { openSigner, type SealedHead } from "../seal.ts";
import { signStatement } from "../sign-statement.ts";
import { shardAt } from "../stubs.ts";
import { CERTIFICATE_TYPE, certificateOf, slugFreeAt } from "./certificate.ts";
import { countTarget, removeTarget, targetsOf, type DeleteRim } from "./delete-steps.ts";
import { exportSlice, FIRST_EXPORT_STEP } from "./export-steps.ts";
import { exportFolder, exportPrefix, type OffboardingState, type Removal } from "./offboarding.ts";
import { loadOffboarding, saveProgress, type StoredOffboarding } from "./offboarding-store.ts";

export interface Attendance {
  readonly store: ObjectStore;
  readonly outbox: Outbox;
  readonly placement: Placement;
  readonly directory: Directory;
  readonly deployment: Deployment;
  readonly checkpointKey: string;
  /** The object's own id. */
  readonly name: string;
  readonly seal: (state: ObjectState) => Promise<SealedHead>;
  /** Deletes all that this object has stored. */
  readonly erase: () => Promise<void>;
}

/** LIMIT: an alarm may run 15 minutes, and everything else that is due waits for it. */
const WORK_FOR_MS = 5 * SECOND_MS;
const MOST_MOVES = 10_000;

interface Work extends Attendance {
  readonly state: ObjectState;
  readonly stored: StoredOffboarding;
}

/** `wait`: nothing to do for a second. `rest`: until somebody asks for the next state. `gone`: there is no tenant any more. */
type Outcome = "again" | "wait" | "rest" | "gone";

export async function attendOffboarding(attendance: Attendance): Promise<void> {
  const { store } = attendance;
  const endMs = store.clock() + WORK_FOR_MS;
  for (;;) {
    const [state, stored] = [loadState(store.db), loadOffboarding(store.db)];
    if (state === null || stored === null) return clearDue(store, "offboard");
    const outcome = await WORK[stored.record.state]({ ...attendance, state, stored });
    if (outcome === "gone") return;
    if (outcome === "rest") return clearDue(store, "offboard");
    if (outcome === "wait") return setDue(store, "offboard", store.clock() + SECOND_MS);
    if (store.clock() >= endMs) return setDue(store, "offboard", store.clock());
  }
}

function advance({ store, stored }: Work, input: Omit<AdvanceOffboarding, "id" | "from">): void {
  const { id, state: from } = stored.record;
  const envelope: Envelope = {
    decidedAt: "platform",
    actor: { kind: "system", id: "offboarding" },
    action: "offboarding:advance",
    reasons: ["platform"],
    requestId: id,
    idempotency: null,
  };
  const advanced = commit(store, envelope, bindCommand("offboarding.advance", { id, from, ...input }));
  // Cancelled meanwhile: the next round sees what is open now.
  if (!advanced.ok && advanced.fault.code !== "offboarding.overtaken")
    throw new Error(`${id}: ${advanced.fault.code}`);
}

async function haveShardsHeard({ outbox, store }: Work): Promise<boolean> {
  await outbox.drain("shards");
  return lastPending(store, "shards") === null;
}

/** Telemetry that is in no block yet is put into blocks first. */
async function settle(work: Work): Promise<Outcome> {
  const { state, placement } = work;
  if (!(await haveShardsHeard(work))) return "wait";
  const shards = state.shards.map((shard) => shardAt(placement, state.tenant, shard));
  const settled = await Promise.all(shards.map((shard) => shard.drain()));
  if (!settled.every((isSettled) => isSettled)) return "wait";
  advance(work, { to: FIRST_EXPORT_STEP });
  return "again";
}

async function exportOn(work: Work): Promise<Outcome> {
  const { store, state, stored, placement, checkpointKey } = work;
  if (!(await haveShardsHeard(work))) return "wait";
  const placed = { ...state.tenant, siloKeys: loadKeyRing(store.db) };
  const rim = {
    store,
    state,
    database: placement.database(placed),
    bucket: placement.bucket(placed, "identity"),
    signer: await openSigner(checkpointKey, state.tenant.id),
    prefix: exportPrefix(state.tenant.id, stored.record.id),
  };
  const { progress, exported } = await exportSlice(rim, stored.progress);
  const isStill = loadOffboarding(store.db)?.record.state === "export";
  if (!isStill) return "again";
  if (exported === undefined) saveProgress(store.db, progress);
  else advance(work, { to: "ready", exported });
  return "again";
}

/** What was written is taken away again, also by one that was given up a moment before. */
async function giveUp({ store, state, stored, placement }: Work): Promise<Outcome> {
  const bucket = placement.storedBucket(state.tenant);
  const prefix = exportFolder(state.tenant.id);
  const { keys } = await bucket.list({ prefix, limit: 1_000 });
  await bucket.delete(keys);
  if (keys.length > 0) return "again";
  saveProgress(store.db, { ...stored.progress, cursor: null });
  return "rest";
}

function deleteRim({ store, state, placement }: Work): DeleteRim {
  return {
    tenant: state.tenant,
    siloKeys: loadKeyRing(store.db),
    moves: listMoves(store.db, MOST_MOVES),
    livingShards: state.shards,
    placement,
  };
}

async function deleteOn(work: Work): Promise<Outcome> {
  const { store, stored } = work;
  const { progress } = stored;
  const rim = deleteRim(work);
  if (progress.step === "count") {
    if (!(await haveShardsHeard(work))) return "wait";
    const removals: Removal[] = [];
    for (const target of targetsOf(rim)) removals.push(await countTarget(rim, target));
    saveProgress(store.db, { ...progress, step: "remove", removals });
    return "again";
  }
  const next = progress.removals.find((removal) => !removal.is_removed);
  if (next === undefined) {
    advance(work, { to: "certify", removals: [...progress.removals, ownRemoval(work)] });
    return "again";
  }
  await removeTarget(rim, next);
  const removals = progress.removals.map((one) => (one === next ? { ...one, is_removed: true } : one));
  saveProgress(store.db, { ...progress, removals });
  return "again";
}

function ownRemoval({ store, state, name }: Work): Removal {
  const { jurisdiction, isolation, pool } = state.tenant;
  const counts = Object.fromEntries(heldTables(store.storage.sql).map((set) => [set.name, set.count]));
  return {
    kind: "tenant_object",
    name,
    jurisdiction,
    shard: null,
    isolation,
    pool,
    counts,
    is_removed: false,
  };
}

/**
 * Crash gaps: once the certificate is written down it stays the same, so the directory gets the same again; before the
 * object is erased its alarm stands, and comes again.
 */
async function certify(work: Work): Promise<Outcome> {
  const { store, stored, state, directory, erase } = work;
  const { progress } = stored;
  if (progress.certificate === null) {
    saveProgress(store.db, { ...progress, certificate: await signCertificate(work), done: store.clock() });
    return "again";
  }
  const { id: tenantId, slug, jurisdiction } = state.tenant;
  const deletedAt = progress.done;
  const { certificate } = progress;
  await directory.bury({
    tenantId,
    slug,
    jurisdiction,
    deletedAt,
    slugFreeAt: slugFreeAt(deletedAt),
    certificate,
  });
  await erase();
  return "gone";
}

async function signCertificate(work: Work): Promise<string> {
  const { store, stored, state, deployment, checkpointKey, seal } = work;
  const certificate = certificateOf({
    tenant: state.tenant,
    record: stored.record,
    removals: stored.progress.removals,
    siloKeys: loadKeyRing(store.db).length,
    head: await seal(state),
    deletedAtMs: store.clock(),
    deployment,
  });
  return signStatement(checkpointKey, CERTIFICATE_TYPE, certificate);
}

const WORK: Readonly<Record<OffboardingState, (work: Work) => Promise<Outcome>>> = {
  settle,
  export: exportOn,
  ready: async () => "rest",
  delete: deleteOn,
  certify,
  cancelled: giveUp,
};
