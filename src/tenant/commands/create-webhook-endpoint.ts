// A new webhook endpoint. Its secrets come sealed (webhooks/keep-secrets.ts), so no entry, reply or row holds one.

import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { DAY_MS } from "../../kernel/time.ts";
import { MOST_ENDPOINTS, NEW_HEALTH, type Endpoint } from "../../webhooks/index.ts";
import { addEndpoint, countEndpoints } from "../../webhooks/store/endpoints.ts";
import type { Change, Tx } from "../commit.ts";
import { refuseDestination } from "../webhooks/check-destination.ts";
import { refusedChange } from "../webhooks/refused-change.ts";
import type { SealedSecrets } from "../webhooks/sealed-secrets.ts";
import { viewEndpoint } from "../webhooks/view-endpoint.ts";

export interface CreateWebhookEndpoint {
  readonly id: string;
  readonly document: Endpoint;
  readonly sealed: SealedSecrets;
}

export function createWebhookEndpoint(tx: Tx, input: CreateWebhookEndpoint): Result<Change> {
  const { db, nowMs } = tx;
  const { id, document, sealed } = input;
  if (countEndpoints(db) >= MOST_ENDPOINTS)
    return failed(fault("webhooks.too_many", `at most ${MOST_ENDPOINTS} endpoints`));
  const refusal = refuseDestination(tx, document);
  if (refusal !== null) return ok(refusedChange(refusal, `webhook:${id}`));
  const { signing, headers, credentials } = sealed;
  const stored = addEndpoint(db, {
    id,
    version: 1,
    document,
    secrets: {
      signing: signing.filter(({ scheme }) => document.signatures.includes(scheme)),
      headers: headers?.sealed ?? null,
      headerNames: headers?.names ?? [],
      credentials: credentials?.sealed ?? null,
      credentialNames: credentials?.names ?? [],
    },
    status: "active",
    reason: null,
    health: NEW_HEALTH,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
  });
  const view = viewEndpoint(stored, nowMs);
  return ok({
    reply: view,
    resource: `webhook:${id}`,
    detail: view,
    raisesEpoch: false,
    effects: [],
    later: [{ name: "webhook_retention", atMs: nowMs + DAY_MS }],
  });
}
