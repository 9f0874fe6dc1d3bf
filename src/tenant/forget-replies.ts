// Replies that nobody can ask again for are forgotten; the work is due again when the next is old enough.

import { lte, min } from "drizzle-orm";
import { REPLIES_KEPT_MS } from "./commit.ts";
import { clearDue, setDue } from "./due-work.ts";
import type { ObjectStore } from "./object-store.ts";
import { replies } from "./schema.ts";

export function forgetReplies(store: ObjectStore): void {
  const { db, clock } = store;
  db.delete(replies)
    .where(lte(replies.atMs, clock() - REPLIES_KEPT_MS))
    .run();
  const oldest = db
    .select({ atMs: min(replies.atMs) })
    .from(replies)
    .get();
  if (typeof oldest?.atMs === "number") setDue(store, "forget_replies", oldest.atMs + REPLIES_KEPT_MS);
  else clearDue(store, "forget_replies");
}
