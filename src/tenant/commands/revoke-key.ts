// Revocation: once acknowledged, no request with the key takes effect anywhere. Revoking again changes nothing.

import { viewKey } from "../../identity/index.ts";
import { loadKey, saveKey } from "../../identity/store/keys.ts";
import { fault } from "../../kernel/fault.ts";
import type { KeyId } from "../../kernel/ids.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { newEvent } from "../../webhooks/index.ts";
import type { Change, Tx } from "../commit.ts";
import { mayChangeKey } from "./key-authority.ts";

export interface RevokeKey {
  readonly id: KeyId;
}

export function revokeKey(tx: Tx, { id }: RevokeKey): Result<Change> {
  const key = loadKey(tx.db, id);
  if (key === null) return failed(fault("keys.not_found"));
  if (!mayChangeKey(tx, key))
    return failed(
      fault("keys.roles_exceed_holder", "a key of somebody who holds more is not yours to revoke"),
    );
  const revoked = { ...key, revokedAtMs: key.revokedAtMs ?? tx.nowMs };
  saveKey(tx.db, revoked);
  return ok({
    reply: viewKey(revoked, tx.nowMs),
    resource: `key:${id}`,
    detail: { was_revoked: key.revokedAtMs !== null },
    raisesEpoch: key.revokedAtMs === null,
    effects: [],
    events: key.revokedAtMs === null ? [newEvent("key.revoked", { key_id: id, name: key.name }, id)] : [],
  });
}
