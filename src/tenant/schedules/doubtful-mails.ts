// Mails of reports that wait while policies or dashboards change: they are in doubt until a worker has looked again who may have
// them. INVARIANT: one that is in doubt does not leave; each is settled once, as kept or as lost.
//
// STEP in doubt: the row stays, its effect is done. A crash here leaves both or the row: the alarm of `reports` tells the queue.
// STEP kept: the row with what it was judged by, and a new effect, are one transaction.

import { HOUR_MS } from "../../kernel/time.ts";
import type { StoredReportDelivery, StoredRun } from "../../reporting/index.ts";
import { listReportDeliveries, loadRun, markMailedReport } from "../../reporting/store/report-runs.ts";
import { setDueBy } from "../due-work.ts";
import { forgetMail, listReportMails, rejudgeMail, type WrittenMail } from "../mail/write-mail.ts";
import { loadState, type ObjectStore } from "../object-store.ts";
import { putEffects } from "../outbox.ts";
import { isStill, type Judged } from "./judged.ts";

/** LIMIT: nobody could look for that long. */
const GIVE_UP_MS = 4 * HOUR_MS;

export function isInDoubt({ db }: ObjectStore, { report }: WrittenMail): boolean {
  const epoch = loadState(db)?.epoch ?? 0;
  return report?.judged !== undefined && !isStill(db, epoch, report.judged);
}

/** The lane leaves it where it is, and the alarm has somebody look. */
export function putInDoubt(store: ObjectStore): void {
  setDueBy(store, { name: "reports", atMs: store.clock() });
}

const inDoubt = (store: ObjectStore): WrittenMail[] =>
  listReportMails(store.db).filter((mail) => isInDoubt(store, mail));

export const isAnyInDoubt = (store: ObjectStore): boolean => inDoubt(store).length > 0;

/** Of one run: its mails that are in doubt, as the deliveries that they are. */
export interface Doubts {
  readonly run: StoredRun;
  readonly deliveries: readonly StoredReportDelivery[];
}

/** The first run's; null when there are none. What nobody looked at for too long, and what has no run any more, is lost. */
export function findDoubts(store: ObjectStore): Doubts | null {
  for (const mail of inDoubt(store)) {
    const runId = mail.report?.runId ?? "";
    const run = loadRun(store.db, runId);
    if (run === null || store.clock() - mail.atMs >= GIVE_UP_MS) {
      lose(store, mail);
      continue;
    }
    const targets = inDoubt(store).flatMap(({ report }) => (report?.runId === runId ? [report.target] : []));
    const deliveries = listReportDeliveries(store.db, runId).filter(
      ({ kind, target }) => kind === "email" && targets.includes(target),
    );
    return { run, deliveries };
  }
  return null;
}

function lose({ storage, db, clock }: ObjectStore, { id, report }: WrittenMail): void {
  storage.transactionSync(() => {
    const lost = { state: "failed", reason: "policy.rows_changed", atMs: clock() } as const;
    if (report !== undefined) markMailedReport(db, { runId: report.runId, target: report.target, ...lost });
    forgetMail(db, id);
  });
}

export interface SettledDoubts {
  readonly runId: string;
  /** What those who may still have it were judged by; null where nobody may. */
  readonly judged: Judged | null;
  readonly kept: readonly string[];
  readonly lost: readonly string[];
}

/** `stale` when it has changed once more: look again. */
export function settleDoubts(store: ObjectStore, settled: SettledDoubts): "done" | "stale" {
  const { runId, judged, kept, lost } = settled;
  const epoch = loadState(store.db)?.epoch ?? 0;
  if (judged !== null && !isStill(store.db, epoch, judged)) return "stale";
  for (const mail of inDoubt(store).filter(({ report }) => report?.runId === runId)) {
    const target = mail.report?.target ?? "";
    if (lost.includes(target)) lose(store, mail);
    else if (judged !== null && kept.includes(target))
      store.storage.transactionSync(() =>
        putEffects(store.db, rejudgeMail(store.db, mail, judged), store.clock()),
      );
  }
  return "done";
}
