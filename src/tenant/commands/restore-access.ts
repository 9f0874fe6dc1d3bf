// Back to an earlier version: a new version that holds what that one held. Nothing is ever taken out of the history.

import { fault } from "../../kernel/fault.ts";
import { failed, type Result } from "../../kernel/result.ts";
import { changesBetween } from "../../policy/index.ts";
import { lastVersion, loadAccess } from "../../policy/store/access.ts";
import type { Change, Tx } from "../commit.ts";
import { changeAccess } from "./change-access.ts";

export interface RestoreAccess {
  readonly version: number;
  /** The version that the caller knows; null to change whatever is in force. */
  readonly expectedVersion: number | null;
}

export function restoreAccess(tx: Tx, { version, expectedVersion }: RestoreAccess): Result<Change> {
  if (version > lastVersion(tx.db))
    return failed(fault("policy.not_found", `there is no version ${version}`));
  const changes = changesBetween(loadAccess(tx.db), loadAccess(tx.db, version));
  return changeAccess(tx, { changes, summary: `back to version ${version}`, expectedVersion });
}
