// A new API key. The secret is minted at the edge and only its hash comes here, so no storage ever holds it.

import { viewKey, type KeyRecord, type NewKey } from "../../identity/index.ts";
import { saveKey } from "../../identity/store/keys.ts";
import type { KeyId } from "../../kernel/ids.ts";
import { ok, type Result } from "../../kernel/result.ts";
import { newEvent } from "../../webhooks/index.ts";
import type { Change, Tx } from "../commit.ts";
import { checkRoles } from "./key-authority.ts";

export interface CreateKey {
  readonly id: KeyId;
  readonly secretHash: string;
  readonly key: NewKey;
}

export function createKey(tx: Tx, { id, secretHash, key }: CreateKey): Result<Change> {
  const checked = checkRoles(tx, key.roles);
  if (!checked.ok) return checked;
  const record: KeyRecord = {
    id,
    secretHash,
    name: key.name,
    roles: key.roles,
    scopes: key.scopes,
    groups: key.groups,
    attributes: key.attributes,
    previousHash: null,
    previousUntilMs: null,
    revokedAtMs: null,
    lastUsedAtMs: null,
    createdAtMs: tx.nowMs,
    createdBy: tx.envelope.actor.id,
    expiresAtMs: key.expires_at === undefined ? null : Date.parse(key.expires_at),
  };
  saveKey(tx.db, record);
  return ok({
    reply: viewKey(record, tx.nowMs),
    resource: `key:${id}`,
    detail: {
      name: key.name,
      roles: [...key.roles],
      scopes: [...key.scopes],
      groups: [...key.groups],
      expires_at: key.expires_at ?? null,
    },
    raisesEpoch: true,
    effects: [],
    events: [newEvent("key.created", { key_id: id, name: key.name, roles: [...key.roles] }, id)],
  });
}
