// What a transfer that was refused leaves: an entry in the tenant's log, an event, and the reason for whoever asked.

import type { Change } from "../commit.ts";
import { refusalDetail, refusalEvent, type TransferRefusal } from "./check-destination.ts";

export function refusedChange(refusal: TransferRefusal, resource: string): Change {
  const { rule, reason } = refusal.decision;
  return {
    reply: { refused: `${rule}: ${reason}` },
    resource,
    detail: refusalDetail(refusal),
    outcome: "denied",
    raisesEpoch: false,
    effects: [],
    events: [refusalEvent(refusal, resource)],
  };
}
