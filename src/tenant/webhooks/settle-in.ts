// A tenant has arrived in this object from another jurisdiction: its tables came along, effects and due work did not. What they
// stood for is made again from the tables.

import { listEndpoints } from "../../webhooks/store/endpoints.ts";
import { setDue } from "../due-work.ts";
import { mailsThatWait } from "../mail/write-mail.ts";
import type { ObjectStore } from "../object-store.ts";
import { putEffects } from "../outbox.ts";

/** In the transaction of the cut over. Leases came along too: what the old object was sending is waited for. */
export function settleIn(store: ObjectStore): void {
  const nowMs = store.clock();
  const mails = mailsThatWait(store.db);
  putEffects(store.db, mails, nowMs);
  if (mails.length > 0) setDue(store, "outbox", nowMs);
  if (listEndpoints(store.db).length === 0) return;
  setDue(store, "webhooks", nowMs);
  setDue(store, "webhook_retention", nowMs);
}
