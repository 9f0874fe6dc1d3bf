// A new source of inbound webhooks: its secret is sealed before the commit that keeps it; WebCrypto answers later, a commit waits
// for nothing.

import { fault } from "../../kernel/fault.ts";
import { failed, type Result } from "../../kernel/result.ts";
import type { HookSource } from "../../webhooks/index.ts";
import type { CreateHookSource } from "../commands/create-hook-source.ts";
import type { Committed } from "../commit.ts";
import { loadState } from "../object-store.ts";
import type { KeyMaker } from "../rekey.ts";
import { sealText } from "../webhooks/secret-box.ts";

export interface AddedHookSource {
  readonly source: HookSource;
  readonly secret: string;
  /** Of the request that makes it. */
  readonly requestId: string;
}

export const secretName = (source: string): string => `hook/${source}`;

export async function addHookSource(
  { store, vault }: KeyMaker,
  { source, secret, requestId }: AddedHookSource,
  create: (input: CreateHookSource) => Promise<Result<Committed>>,
): Promise<Result<Committed>> {
  const state = loadState(store.db);
  if (state === null) return failed(fault("tenant.unknown", "the object was never initialised"));
  const box = { vault, tenantId: state.tenant.id, random: store.random };
  const sealed = await sealText(box, { name: secretName(source.name), text: secret, nowMs: store.clock() });
  return create({ source, secret: sealed, requestId });
}
