// Changes of access that wait for a second person, and what became of them.

import { and, desc, eq, lt } from "drizzle-orm";
import type { DrizzleSqliteDODatabase } from "drizzle-orm/durable-sqlite";
import type { AccessChange } from "../access-change.ts";
import { accessProposals } from "./schema.ts";

type Db = DrizzleSqliteDODatabase;

export interface Proposal {
  readonly id: string;
  readonly atMs: number;
  readonly author: string;
  readonly summary: string;
  /** The version that it was proposed against. */
  readonly baseVersion: number;
  readonly changes: readonly AccessChange[];
  readonly status: string;
  readonly decidedBy: string | null;
  readonly decidedAtMs: number | null;
}

export function saveProposal(db: Db, proposal: Proposal): void {
  const row = { ...proposal, changes: [...proposal.changes] };
  db.insert(accessProposals).values(row).onConflictDoUpdate({ target: accessProposals.id, set: row }).run();
}

export function loadProposal(db: Db, id: string): Proposal | null {
  const row = db.select().from(accessProposals).where(eq(accessProposals.id, id)).get();
  return row === undefined ? null : ({ ...row, changes: row.changes as AccessChange[] } satisfies Proposal);
}

export interface ProposalPage {
  /** Older than this id, which need not exist; empty for the newest. */
  readonly before: string;
  /** Null for all. */
  readonly status: string | null;
  readonly limit: number;
}

/** The newest first. */
export function listProposals(db: Db, { before, status, limit }: ProposalPage): Proposal[] {
  const isOlder = before === "" ? undefined : lt(accessProposals.id, before);
  const isWanted = status === null ? undefined : eq(accessProposals.status, status);
  const rows = db
    .select()
    .from(accessProposals)
    .where(and(isOlder, isWanted))
    .orderBy(desc(accessProposals.id))
    .limit(limit)
    .all();
  return rows.map((row) => ({ ...row, changes: row.changes as AccessChange[] }));
}
