// A new secret for a key; the old one stays good for the overlap, so that clients can be changed one by one.

import { isKeyActive, viewKey } from "../../identity/index.ts";
import { loadKey, saveKey } from "../../identity/store/keys.ts";
import { fault } from "../../kernel/fault.ts";
import type { KeyId } from "../../kernel/ids.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { newEvent } from "../../webhooks/index.ts";
import type { Change, Tx } from "../commit.ts";
import { mayChangeKey } from "./key-authority.ts";

export interface RotateKey {
  readonly id: KeyId;
  readonly secretHash: string;
  readonly overlapMs: number;
}

export function rotateKey(tx: Tx, { id, secretHash, overlapMs }: RotateKey): Result<Change> {
  const key = loadKey(tx.db, id);
  if (key === null) return failed(fault("keys.not_found"));
  if (!mayChangeKey(tx, key))
    return failed(
      fault("keys.roles_exceed_holder", "a key of somebody who holds more is not yours to rotate"),
    );
  if (!isKeyActive(key, tx.nowMs))
    return failed(fault("keys.not_active", "a revoked or expired key is not rotated"));
  const previousUntilMs = tx.nowMs + overlapMs;
  const rotated = { ...key, secretHash, previousHash: key.secretHash, previousUntilMs };
  saveKey(tx.db, rotated);
  const previous_until = new Date(previousUntilMs).toISOString();
  return ok({
    reply: viewKey(rotated, tx.nowMs),
    resource: `key:${id}`,
    detail: { previous_until },
    raisesEpoch: true,
    effects: [],
    events: [newEvent("key.rotated", { key_id: id, name: key.name, previous_until }, id)],
  });
}
