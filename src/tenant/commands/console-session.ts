// A session of the console begins and ends. Whoever begins one has shown the key; it gives nothing that the key does not.

import { isKeyActive } from "../../identity/index.ts";
import { addConsoleSession, deleteConsoleSession } from "../../identity/store/console-sessions.ts";
import { loadKey } from "../../identity/store/keys.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import type { Change, Tx } from "../commit.ts";

export interface StartConsoleSession {
  readonly tokenHash: string;
  /** Of the secret that was shown. */
  readonly secretHash: string;
  readonly expiresAtMs: number;
}

export interface EndConsoleSession {
  readonly tokenHash: string;
}

const changed = (keyId: string, what: "began" | "ended"): Change => ({
  reply: null,
  resource: `key:${keyId}`,
  detail: { console_session: what },
  raisesEpoch: false,
  effects: [],
});

/** `auth.invalid` for a key that is gone in the meantime. */
export function startConsoleSession(tx: Tx, session: StartConsoleSession): Result<Change> {
  const keyId = tx.envelope.actor.id;
  const key = loadKey(tx.db, keyId);
  if (key === null || !isKeyActive(key, tx.nowMs))
    return failed(fault("auth.invalid", "the key has expired or was revoked"));
  addConsoleSession(tx.db, { ...session, keyId }, tx.nowMs);
  return ok(changed(keyId, "began"));
}

/** Again it changes nothing. */
export function endConsoleSession({ db, envelope }: Tx, { tokenHash }: EndConsoleSession): Result<Change> {
  deleteConsoleSession(db, tokenHash, envelope.actor.id);
  return ok(changed(envelope.actor.id, "ended"));
}
