// A webhook that came in, from its bytes to what it becomes. It is verified here, where the secret is opened; what makes an event
// of it is one commit with the note of its id.
//
// A log record goes the way of all telemetry, from the edge to a shard, and its note follows once the shard has it. A crash in
// between leaves a record without a note: the sender sends again and the shard knows the request again.
// LIMIT: for ten minutes (RETRY_WINDOW_MS); a sender that comes back later than that to a crash there leaves the record twice.

import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import {
  hookEvent,
  verifyHook,
  type HookSource,
  type ReceivedHook,
  type VerifiedHook,
} from "../../webhooks/index.ts";
import { hasTakenHook, loadHookSource, rewrapHookSecret } from "../../webhooks/store/hook-sources.ts";
import type { TakeHook } from "../commands/take-from-hook-source.ts";
import type { Committed } from "../commit.ts";
import type { Envelope } from "../envelope.ts";
import { presentState } from "../present-state.ts";
import type { KeyMaker } from "../rekey.ts";
import { openText, rewrapText } from "../webhooks/secret-box.ts";
import { secretName } from "./add-hook-source.ts";

export interface ArrivedHook extends ReceivedHook {
  readonly source: string;
  readonly requestId: string;
}

/** What is left to do at the edge: nothing, or to store a log record and have it noted. */
export type TakenHook =
  | { readonly became: "event" | "nothing_new" }
  | { readonly became: "log"; readonly source: HookSource; readonly hook: VerifiedHook };

/** Who acts: the gateway, for a source. */
export const HOOK_RECEIVER = (source: string): string => `hook:${source}`;

/** Allowed by the signature: no policy decides it. */
export function hookTaking({ source, requestId }: Pick<ArrivedHook, "source" | "requestId">): Envelope {
  return {
    decidedAt: "platform",
    actor: { kind: "system", id: HOOK_RECEIVER(source) },
    action: "hooks:receive",
    reasons: ["signature"],
    requestId,
    idempotency: null,
  };
}

interface Verified {
  readonly source: HookSource;
  readonly hook: VerifiedHook;
}

async function verify({ store, vault }: KeyMaker, arrived: ArrivedHook): Promise<Result<Verified>> {
  const state = presentState(store, "platform");
  if (!state.ok) return state;
  const { tenant } = state.value;
  if (tenant.status !== "active") return failed(fault("tenant.unavailable", tenant.status));
  const stored = loadHookSource(store.db, arrived.source);
  if (stored === null) return failed(fault("hooks.not_verified", "no such source"));
  const box = { vault, tenantId: tenant.id, random: store.random };
  const secret = await openText(box, secretName(arrived.source), stored.secret);
  const rewrapped = await rewrapText(box, stored.secret);
  if (rewrapped !== stored.secret && presentState(store, "platform").ok)
    rewrapHookSecret(store.db, arrived.source, { from: stored.secret, to: rewrapped });
  const { source } = stored;
  const hook = await verifyHook(arrived, { source, secret, nowMs: store.clock() });
  return hook === null
    ? failed(fault("hooks.not_verified", "not signed by the source"))
    : ok({ source, hook });
}

export async function receiveHook(
  maker: KeyMaker,
  arrived: ArrivedHook,
  take: (input: TakeHook) => Promise<Result<Committed>>,
): Promise<Result<TakenHook>> {
  const verified = await verify(maker, arrived);
  if (!verified.ok) return verified;
  const { source, hook } = verified.value;
  if (hasTakenHook(maker.store.db, source.name, hook.id)) return ok({ became: "nothing_new" });
  if (source.becomes === "logs") return ok({ became: "log", source, hook });
  const event = hookEvent(source, hook, arrived.body);
  if (!event.ok) return event;
  const { id: messageId, kind } = hook;
  const taken = await take({ source: source.name, messageId, kind, event: event.value });
  if (taken.ok) return ok({ became: "event" });
  return taken.fault.code === "hooks.taken" ? ok({ became: "nothing_new" }) : taken;
}
