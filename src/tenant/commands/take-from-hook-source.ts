// A message of a source is taken: once by the sender's own id, the note in the transaction of the event that it becomes. Of a
// message that became a log record only the note is written: the record is durable in its shard by then.

import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import type { NewEvent } from "../../webhooks/index.ts";
import { hasTakenHook, loadHookSource, noteHook } from "../../webhooks/store/hook-sources.ts";
import type { Change, Tx } from "../commit.ts";

export interface TakeHook {
  readonly source: string;
  /** The sender's own id. */
  readonly messageId: string;
  readonly kind: string | null;
  /** Null for what became a log record. */
  readonly event: NewEvent | null;
}

/** `hooks.taken` for one that was taken before: nothing is written, and the sender is told that all is well. */
export function takeHook({ db, nowMs }: Tx, { source, messageId, kind, event }: TakeHook): Result<Change> {
  if (loadHookSource(db, source) === null) return failed(fault("hooks.not_verified", "the source is gone"));
  if (hasTakenHook(db, source, messageId)) return failed(fault("hooks.taken"));
  noteHook(db, { source, messageId }, nowMs);
  return ok({
    reply: null,
    resource: `hook_source:${source}`,
    detail: { message_id: messageId, kind, became: event === null ? "log" : "event" },
    raisesEpoch: false,
    effects: [],
    events: event === null ? [] : [event],
  });
}
