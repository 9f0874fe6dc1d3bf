// The gateway disables an endpoint: its receiver said that it wants no more, failed for days, or did not take the head of a strict
// order. What waits for it stays, and goes on when somebody enables it again.

import { ok, type Result } from "../../kernel/result.ts";
import { newEvent, type DisableReason } from "../../webhooks/index.ts";
import { loadEndpoint, saveEndpoint, type StoredEndpoint } from "../../webhooks/store/endpoints.ts";
import type { Change, Tx } from "../commit.ts";
import { adminAddresses } from "../mail/admin-addresses.ts";
import { writeMail } from "../mail/write-mail.ts";

export interface DisableWebhookEndpoint {
  readonly id: string;
  readonly reason: DisableReason;
}

const WHY: Readonly<Record<DisableReason, string>> = {
  gone: "it answered 410 (Gone)",
  failing: "nothing got through to it for five days",
  head_exhausted: "the next delivery of its strict order was tried for the last time",
};

/** Of one that was deleted, paused or disabled meanwhile only the entry is written. */
export function disableWebhookEndpoint(tx: Tx, { id, reason }: DisableWebhookEndpoint): Result<Change> {
  const { db, nowMs } = tx;
  const found = loadEndpoint(db, id);
  const entry = {
    reply: null,
    resource: `webhook:${id}`,
    detail: { reason },
    raisesEpoch: false,
    effects: [],
  };
  if (found?.status !== "active") return ok(entry);
  const { document, health } = found;
  saveEndpoint(db, { ...found, status: "disabled", reason, version: found.version + 1, updatedAtMs: nowMs });
  const failing_since = health.failingSinceMs === null ? null : new Date(health.failingSinceMs).toISOString();
  return ok({
    ...entry,
    detail: { reason, failing_since },
    effects: writeMail(db, mailOf(tx, found, reason), nowMs),
    events: [
      newEvent("endpoint.disabled", { endpoint_id: id, name: document.name, reason, failing_since }, id),
    ],
  });
}

function mailOf({ db, state, nowMs }: Tx, { id, document }: StoredEndpoint, reason: DisableReason) {
  return {
    to: adminAddresses(db, nowMs),
    subject: `Webhook endpoint "${document.name}" is disabled`,
    text: [
      `The webhook endpoint "${document.name}" (${id}) of ${state.tenant.slug} is disabled: ${WHY[reason]}.`,
      "What happens meanwhile is kept and waits for it.",
      `To enable it again: PATCH /v1/webhooks/endpoints/${id} with {"status": "active"}.`,
    ].join("\n\n"),
  };
}
