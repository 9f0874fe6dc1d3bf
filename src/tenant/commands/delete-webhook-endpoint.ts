// An endpoint is deleted with its secrets, its deliveries and their attempts; the events stay. What is being sent to it at this
// moment finds nothing to record itself in.

import { ok, type Result } from "../../kernel/result.ts";
import { deleteDeliveries } from "../../webhooks/store/retention.ts";
import { deleteEndpoint } from "../../webhooks/store/endpoints.ts";
import type { Change, Tx } from "../commit.ts";
import { findEndpoint } from "../webhooks/find-endpoint.ts";
import { viewEndpoint } from "../webhooks/view-endpoint.ts";

export interface DeleteWebhookEndpoint {
  readonly id: string;
  readonly expectedVersion: number | null;
}

export function deleteWebhookEndpoint(tx: Tx, input: DeleteWebhookEndpoint): Result<Change> {
  const found = findEndpoint(tx.db, input);
  if (!found.ok) return found;
  const { no, id } = found.value;
  deleteDeliveries(tx.sql, no);
  deleteEndpoint(tx.db, no);
  return ok({
    reply: { id },
    resource: `webhook:${id}`,
    detail: viewEndpoint(found.value, tx.nowMs),
    raisesEpoch: false,
    effects: [],
  });
}
