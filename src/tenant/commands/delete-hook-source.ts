// A source of inbound webhooks that is taken away: nothing it sends is taken from then on.

import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { deleteHookSource, loadHookSource } from "../../webhooks/store/hook-sources.ts";
import type { Change, Tx } from "../commit.ts";

export interface DeleteHookSource {
  readonly name: string;
}

export function removeHookSource({ db }: Tx, { name }: DeleteHookSource): Result<Change> {
  if (loadHookSource(db, name) === null) return failed(fault("hooks.not_found", `no source \`${name}\``));
  deleteHookSource(db, name);
  return ok({
    reply: null,
    resource: `hook_source:${name}`,
    detail: null,
    raisesEpoch: false,
    effects: [],
  });
}
