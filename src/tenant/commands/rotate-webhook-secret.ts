// New signing keys for an endpoint; those before go on signing beside them for the overlap, so that receivers can be changed
// without a message that they cannot verify.

import { ok, type Result } from "../../kernel/result.ts";
import { newEvent, rotateKeys } from "../../webhooks/index.ts";
import { saveEndpoint } from "../../webhooks/store/endpoints.ts";
import type { Change, Tx } from "../commit.ts";
import { findEndpoint } from "../webhooks/find-endpoint.ts";
import type { SealedSecrets } from "../webhooks/sealed-secrets.ts";
import { viewEndpoint } from "../webhooks/view-endpoint.ts";

export interface RotateWebhookSecret {
  readonly id: string;
  readonly overlapMs: number;
  readonly sealed: SealedSecrets;
}

export function rotateWebhookSecret(tx: Tx, { id, overlapMs, sealed }: RotateWebhookSecret): Result<Change> {
  const { db, nowMs } = tx;
  const found = findEndpoint(db, { id });
  if (!found.ok) return found;
  const before = found.value;
  const { document, secrets, version } = before;
  const added = sealed.signing.filter(({ scheme }) => document.signatures.includes(scheme));
  const signing = rotateKeys(secrets.signing, added, { nowMs, overlapMs });
  const after = { ...before, version: version + 1, secrets: { ...secrets, signing }, updatedAtMs: nowMs };
  saveEndpoint(db, after);
  const previous_until = new Date(nowMs + overlapMs).toISOString();
  return ok({
    reply: viewEndpoint(after, nowMs),
    resource: `webhook:${id}`,
    detail: { schemes: added.map(({ scheme }) => scheme), previous_until },
    raisesEpoch: false,
    effects: [],
    events: [
      newEvent("endpoint.secret_rotated", { endpoint_id: id, name: document.name, previous_until }, id),
    ],
  });
}
