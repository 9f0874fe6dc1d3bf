// Deliveries begin anew: one by its number, all since an instant, or all that were given up. Each keeps its id and its number: a
// receiver that has applied it once knows it again.

import type { Json } from "../../kernel/canonical-json.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import type { DeliveryState } from "../../webhooks/index.ts";
import { loadDelivery } from "../../webhooks/store/deliveries.ts";
import { replayDelivery, replayMany } from "../../webhooks/store/replays.ts";
import { placeOf } from "../../webhooks/store/place.ts";
import type { StoredEndpoint } from "../../webhooks/store/endpoints.ts";
import type { Change, Tx } from "../commit.ts";
import { findEndpoint } from "../webhooks/find-endpoint.ts";
import { kick } from "../webhooks/kick.ts";

export interface ReplayWebhooks {
  readonly id: string;
  readonly what:
    | { readonly kind: "one"; readonly sequence: number }
    | { readonly kind: "since"; readonly sinceMs: number; readonly states: readonly DeliveryState[] };
}

export function replayWebhooks(tx: Tx, { id, what }: ReplayWebhooks): Result<Change> {
  const found = findEndpoint(tx.db, { id });
  if (!found.ok) return found;
  const replayed =
    what.kind === "one" ? replayOne(tx, found.value, what.sequence) : replaySince(tx, found.value, what);
  if (!replayed.ok) return replayed;
  return ok({
    reply: { replayed: replayed.value },
    resource: `webhook:${id}`,
    detail: { what: JSON.parse(JSON.stringify(what)) as Json, replayed: replayed.value },
    raisesEpoch: false,
    effects: replayed.value === 0 ? [] : kick(tx.db),
  });
}

function replayOne({ sql, nowMs }: Tx, { no }: StoredEndpoint, sequence: number): Result<number> {
  const place = placeOf(no, sequence);
  if (loadDelivery(sql, place) === null)
    return failed(fault("webhooks.not_found", `there is no delivery \`${sequence}\``));
  if (!replayDelivery(sql, { place, nowMs })) return failed(fault("webhooks.in_flight"));
  return ok(1);
}

type Since = Extract<ReplayWebhooks["what"], { kind: "since" }>;

function replaySince({ sql, nowMs }: Tx, { no }: StoredEndpoint, { sinceMs, states }: Since): Result<number> {
  return ok(replayMany(sql, { endpointNo: no, states, sinceMs, nowMs }));
}
