// An import of a bill, from its start to its end: the edge reads and stores the rows, here is decided what stands. What is
// replaced or given up leaves the bucket as an effect.
// Crash gaps: an edge that dies leaves a running import and files that nothing reads; the next import of the source, once
// it is given up for dead, marks the one and drops the other.

import type { BillImport, BillSummary, FindingList, FindingLevel, FocusVersion } from "../../finops/index.ts";
import {
  dropPeriod,
  findSame,
  keepSums,
  loadImport,
  runningImports,
  saveImport,
  standFor,
  type StoredImport,
} from "../../finops/store/bills.ts";
import { touchUsage } from "../../finops/store/usage.ts";
import type { Json } from "../../kernel/canonical-json.ts";
import { fault } from "../../kernel/fault.ts";
import { idTimeMs, newId } from "../../kernel/ids.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { HOUR_MS } from "../../kernel/time.ts";
import type { Change, Tx } from "../commit.ts";
import { showUsageLater } from "../finops/count-usage.ts";
import { withJudgement } from "../finops/judge-budgets.ts";
import { coversBills, recountBudgets } from "../finops/recount-budgets.ts";
import { loadOpenMove } from "../moves/move-store.ts";
import { loadOpenOffboarding } from "../offboarding/offboarding-store.ts";
import type { Effect } from "../outbox.ts";

export interface StartBillImport {
  readonly source: string;
  readonly format: BillImport["format"];
  readonly conformance: FindingLevel;
  readonly on_bad_row: BillImport["on_bad_row"];
}

export interface ReportBillImport {
  readonly id: string;
  readonly bytes: number;
  readonly rows: number;
  readonly percent: number | null;
}

export interface FinishBillImport extends ReportBillImport {
  readonly hash: string;
  readonly isTaken: boolean;
  readonly version: FocusVersion;
  readonly refused: number;
  readonly findings: FindingList;
  readonly periods: BillImport["periods"];
  readonly summary: BillSummary;
}

export interface FailBillImport {
  readonly id: string;
  readonly why: string;
}

/** After so long nobody sends any more. */
const GIVEN_UP_AFTER_MS = HOUR_MS;

const toJson = (value: unknown): Json => value as Json;

/** Files of an import, or of one of its periods, that nothing reads any more. */
const drop = (folder: string): Effect => ({ lane: "bills", payload: { folder } });

function placeText({ state }: Tx): string {
  const { jurisdiction, isolation, pool } = state.tenant;
  return `${jurisdiction} ${isolation} ${pool}`;
}

/** Objects of a tenant that is on its way elsewhere would be left behind. */
function isLeaving({ db }: Tx): boolean {
  return loadOpenMove(db) !== null || loadOpenOffboarding(db) !== null;
}

function changed(record: BillImport, effects: readonly Effect[] = []): Change {
  const { findings: _findings, ...told } = record;
  return {
    reply: toJson(record),
    resource: `bill_import:${record.id}`,
    detail: toJson(told),
    raisesEpoch: false,
    effects,
  };
}

function blank(tx: Tx, asked: StartBillImport): BillImport {
  return {
    id: newId("bill", tx.nowMs, tx.random),
    ...asked,
    state: "running",
    started_at: new Date(tx.nowMs).toISOString(),
    ended_at: null,
    percent: null,
    bytes: 0,
    version: null,
    rows: 0,
    refused: 0,
    periods: [],
    findings: { total: 0, counts: {}, listed: [] },
    same_as: null,
    why: null,
  };
}

/** `billing.busy` while another import of the source runs, or the tenant is on its way elsewhere. */
export function startBillImport(tx: Tx, asked: StartBillImport): Result<Change> {
  const { db, nowMs } = tx;
  if (isLeaving(tx)) return failed(fault("billing.busy", "the tenant is being moved or leaves"));
  const running = runningImports(db, asked.source);
  const alive = running.find(({ record }) => nowMs - idTimeMs(record.id) < GIVEN_UP_AFTER_MS);
  if (alive !== undefined) return failed(fault("billing.busy", `\`${alive.record.id}\` is running`));
  const dead = running.map((stored) => giveUp(tx, stored, "nothing came any more"));
  const record = blank(tx, asked);
  saveImport(db, { record, place: placeText(tx) }, null);
  return ok(changed(record, dead));
}

function ended(record: BillImport, nowMs: number): BillImport {
  return { ...record, ended_at: new Date(nowMs).toISOString() };
}

function giveUp({ db, nowMs }: Tx, { record, place }: StoredImport, why: string): Effect {
  saveImport(db, { record: { ...ended(record, nowMs), state: "failed", why }, place }, null);
  return drop(record.id);
}

function loadRunning({ db }: Tx, id: string): Result<StoredImport> {
  const stored = loadImport(db, id);
  if (stored === null) return failed(fault("billing.not_found", `no import \`${id}\``));
  if (stored.record.state !== "running")
    return failed(fault("billing.busy", `the import is ${stored.record.state}`));
  return ok(stored);
}

export function reportBillImport(tx: Tx, { id, ...reported }: ReportBillImport): Result<Change> {
  if (isLeaving(tx)) return failed(fault("billing.busy", "the tenant is being moved or leaves"));
  const stored = loadRunning(tx, id);
  if (!stored.ok) return stored;
  const record = { ...stored.value.record, ...reported };
  saveImport(tx.db, { ...stored.value, record }, null);
  return ok(changed(record));
}

export function failBillImport(tx: Tx, { id, why }: FailBillImport): Result<Change> {
  const stored = loadRunning(tx, id);
  if (!stored.ok) return stored;
  const effect = giveUp(tx, stored.value, why);
  const failedImport = loadImport(tx.db, id);
  return ok(changed(failedImport?.record ?? stored.value.record, [effect]));
}

/** The bill is taken, refused, or found to be one that was taken before. */
export function finishBillImport(tx: Tx, finished: FinishBillImport): Result<Change> {
  const stored = loadRunning(tx, finished.id);
  if (!stored.ok) return stored;
  if (isLeaving(tx) || stored.value.place !== placeText(tx))
    return failed(fault("billing.busy", "the tenant was moved while the bill came in"));
  const { bytes, rows, version, refused, periods, hash } = finished;
  const findings = { ...finished.findings, listed: [...finished.findings.listed] };
  const { record: before, place } = stored.value;
  const record = {
    ...ended(before, tx.nowMs),
    percent: 100,
    bytes,
    rows,
    version,
    refused,
    findings,
    periods,
  };
  const same = finished.isTaken ? findSame(tx.db, record.source, hash) : null;
  if (same !== null || !finished.isTaken) {
    const closed: BillImport =
      same === null
        ? { ...record, state: "refused", periods: [] }
        : { ...record, state: "repeated", same_as: same.id };
    saveImport(tx.db, { record: closed, place }, hash);
    return ok(changed(closed, [drop(record.id)]));
  }
  const taken: BillImport = { ...record, state: "done" };
  saveImport(tx.db, { record: taken, place }, hash);
  const change = changed(taken, takeBill(tx, taken, finished.summary));
  // A day without usage is shown too: the night's work is for tenants of whom something is shown.
  touchUsage(tx.db, Math.floor(tx.nowMs / HOUR_MS));
  const later = [showUsageLater(tx.nowMs)];
  if (!recountBudgets(tx, coversBills)) return ok({ ...change, later });
  return ok(withJudgement(tx, { ...change, later, raisesEpoch: true }));
}

/** The import stands for its periods; what stood for them before goes. */
function takeBill({ db }: Tx, record: BillImport, summary: BillSummary): Effect[] {
  keepSums(db, record.id, summary);
  const replaced = standFor(
    db,
    record,
    record.periods.map(({ period }) => period),
  );
  return replaced.map((one) => {
    const stored = dropPeriod(db, one) ? loadImport(db, one.importId) : null;
    if (stored !== null)
      saveImport(db, { ...stored, record: { ...stored.record, state: "superseded" } }, null);
    return drop(`${one.importId}/${one.period}`);
  });
}
