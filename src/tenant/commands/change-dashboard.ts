// A dashboard is made, changed, or deleted. Whoever calls was decided on with the dashboard's folder, owner and tags as they
// were at the version that is named: another version in force is a conflict, also when nobody said `If-Match`.

import type { Json } from "../../kernel/canonical-json.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import {
  STORED_LIMITS,
  viewHead,
  type Dashboard,
  type DashboardHead,
  type SourceName,
} from "../../reporting/index.ts";
import {
  countLive,
  deleteDashboard as markDeleted,
  loadHead,
  writeDashboard,
} from "../../reporting/store/dashboards.ts";
import type { Change, Tx } from "../commit.ts";

interface Written {
  readonly id: string;
  readonly document: Dashboard;
  readonly owner: string;
  readonly shows: readonly SourceName[];
  readonly summary: string;
  /** The epoch at which `shows` was found out. */
  readonly decidedAt: number;
}

export type CreateDashboard = Written;

export interface ChangeDashboard extends Written {
  /** The version that was decided on. */
  readonly knownVersion: number;
}

export interface DeleteDashboard {
  readonly id: string;
  readonly knownVersion: number;
}

const tooMany = () =>
  failed(fault("dashboards.too_many", `a tenant has at most ${STORED_LIMITS.dashboards} dashboards`));

/** What the author may read was asked before a change of policies: it is to be asked again, by the caller. */
const isOutdated = ({ state }: Tx, { decidedAt }: Written): boolean => decidedAt !== state.epoch;
const outdated = () => failed(fault("policy.rows_changed"));

/** `dashboards.too_many`, `policy.rows_changed`. */
export function createDashboard(tx: Tx, written: CreateDashboard): Result<Change> {
  if (isOutdated(tx, written)) return outdated();
  if (countLive(tx.db) >= STORED_LIMITS.dashboards) return tooMany();
  return ok(write(tx, written, null));
}

/** `dashboards.not_found`, `dashboards.version_conflict`; `dashboards.too_many` when it brings a deleted one back. */
export function changeDashboard(tx: Tx, { knownVersion, ...written }: ChangeDashboard): Result<Change> {
  if (isOutdated(tx, written)) return outdated();
  const before = findKnown(tx, written.id, knownVersion);
  if (!before.ok) return before;
  const isBack = before.value.deletedAtMs !== null;
  if (isBack && countLive(tx.db) >= STORED_LIMITS.dashboards) return tooMany();
  return ok(write(tx, written, before.value));
}

export function deleteDashboard(tx: Tx, { id, knownVersion }: DeleteDashboard): Result<Change> {
  const before = findKnown(tx, id, knownVersion);
  if (!before.ok) return before;
  if (before.value.deletedAtMs !== null) return failed(fault("dashboards.not_found"));
  markDeleted(tx.db, id, tx.nowMs);
  return ok({
    reply: { id },
    resource: `dashboard:${id}`,
    detail: { deleted: true, version: before.value.version, title: before.value.title },
    raisesEpoch: false,
    effects: [],
  });
}

function findKnown({ db }: Tx, id: string, knownVersion: number): Result<DashboardHead> {
  const head = loadHead(db, id);
  if (head === null) return failed(fault("dashboards.not_found"));
  if (head.version === knownVersion) return ok(head);
  return failed(fault("dashboards.version_conflict", `version ${head.version} is in force`));
}

function write(tx: Tx, written: Written, before: DashboardHead | null): Change {
  const { id, document, owner, shows, summary } = written;
  const { title, folder, tags } = document;
  const head: DashboardHead = {
    id,
    version: (before?.version ?? 0) + 1,
    title,
    folder,
    owner,
    tags,
    createdAtMs: before?.createdAtMs ?? tx.nowMs,
    updatedAtMs: tx.nowMs,
    updatedBy: tx.envelope.actor.id,
    deletedAtMs: null,
  };
  writeDashboard(tx.db, { head, document, shows, summary });
  return {
    reply: plain(viewHead(head)),
    resource: `dashboard:${id}`,
    detail: plain({ version: head.version, title, folder, owner, tags, summary, shows }),
    raisesEpoch: false,
    effects: [],
  };
}

/** Only JSON is left of it: what zod left undefined is gone. */
const plain = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json;
