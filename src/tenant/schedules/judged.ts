// By what it was judged who may have a report: the epoch of the policies, and the newest versions of the dashboards.

import { loadHead } from "../../reporting/store/dashboards.ts";
import type { ObjectStore } from "../object-store.ts";

export interface Judged {
  readonly epoch: number;
  /** Of the dashboards that somebody sees: their folder, owner and tags decide too. */
  readonly versions: Readonly<Record<string, number>>;
}

/** Would it be judged alike now? */
export function isStill(db: ObjectStore["db"], epoch: number, judged: Judged): boolean {
  if (judged.epoch !== epoch) return false;
  return Object.entries(judged.versions).every(([id, version]) => {
    const head = loadHead(db, id);
    return head !== null && head.deletedAtMs === null && head.version === version;
  });
}
