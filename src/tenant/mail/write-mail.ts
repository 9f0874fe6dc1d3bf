// Mail that a change brings about: a row in the change's own transaction, and an effect that carries its number only.
// INVARIANT: the row is deleted when the mail has left, not before; rows go along when the tenant changes jurisdiction.

import { asc, eq } from "drizzle-orm";
import type { MailPart } from "../../reporting/index.ts";
import type { Effect } from "../outbox.ts";
import type { ObjectStore } from "../object-store.ts";
import type { Judged } from "../schedules/judged.ts";
import { mails } from "../schema.ts";

export interface Mail {
  readonly to: readonly string[];
  readonly subject: string;
  /** Plain text. */
  readonly text: string;
  /** The object of the tenant's bucket that holds it as HTML. */
  readonly htmlKey?: string | null;
  /** Objects of the tenant's bucket that go along. */
  readonly parts?: readonly MailPart[];
  /** The delivery of a report that this mail is. */
  readonly report?: ReportOf;
}

export interface ReportOf {
  readonly runId: string;
  readonly target: string;
  /** By what it was judged who may have it; mails that were written before there was this have none. */
  readonly judged?: Judged;
}

type Db = ObjectStore["db"];

/** In a commit's transaction; the effects are the command's to return. Nobody to write to: no mail. */
export function writeMail(db: Db, mail: Mail, nowMs: number): Effect[] {
  if (mail.to.length === 0) return [];
  const { id } = db
    .insert(mails)
    .values({ mail: { ...mail, to: [...mail.to] }, atMs: nowMs })
    .returning({ id: mails.id })
    .get();
  return [effectOf(id)];
}

/** For an object that a tenant has arrived in: effects stay behind in a move, and these are made again. */
export function mailsThatWait(db: Db): Effect[] {
  return db
    .select({ id: mails.id })
    .from(mails)
    .orderBy(asc(mails.id))
    .all()
    .map(({ id }) => effectOf(id));
}

const effectOf = (id: number): Effect => ({ lane: "mail", payload: { mail: id } });

export interface WrittenMail extends Mail {
  readonly id: number;
  readonly atMs: number;
}

/** Null when it has left already. */
export function loadMail(db: Db, id: number): WrittenMail | null {
  const row = db.select().from(mails).where(eq(mails.id, id)).get();
  return row === undefined ? null : { ...(row.mail as Mail), id, atMs: row.atMs };
}

/** Those of reports, the oldest first. */
export function listReportMails(db: Db): WrittenMail[] {
  return db
    .select()
    .from(mails)
    .orderBy(asc(mails.id))
    .all()
    .map(({ id, mail, atMs }) => ({ ...(mail as Mail), id, atMs }))
    .filter(({ report }) => report !== undefined);
}

/** It may leave, as was judged anew. */
export function rejudgeMail(db: Db, { id, atMs: _at, ...mail }: WrittenMail, judged: Judged): Effect[] {
  const { report } = mail;
  if (report === undefined) return [];
  db.update(mails)
    .set({ mail: { ...mail, report: { ...report, judged } } })
    .where(eq(mails.id, id))
    .run();
  return [effectOf(id)];
}

export function forgetMail(db: Db, id: number): void {
  db.delete(mails).where(eq(mails.id, id)).run();
}
