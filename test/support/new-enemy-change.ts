// The changes that supersede an epoch: what an admin or the operator does to a tenant, repeated until it is acknowledged.

import { newId } from "../../src/kernel/ids.ts";
import type { Result } from "../../src/kernel/result.ts";
import type { CommandInputs, CommandName, Committed } from "../../src/tenant/index.ts";
import { acknowledge, type Arena } from "./new-enemy-arena.ts";
import { grantOf } from "./new-enemy-operation.ts";
import type { ChangeKind } from "./new-enemy-plan.ts";
import { envelopeOf, tenantApi } from "./objects.ts";

type Send = (idempotencyKey: string) => Promise<Result<Committed>>;

export interface ChangeOf {
  readonly kind: ChangeKind;
  /** By whoever repeats it: with the same key it is the same request. */
  readonly send: Send;
  /** Notes in the arena what the change has done, once that is known. */
  readonly settle: () => void;
}

function sender<N extends CommandName>(arena: Arena, name: N, input: CommandInputs[N]): Send {
  return async (key) => {
    const envelope = envelopeOf({ idempotency: { key, requestHash: name } });
    const committed = await tenantApi(arena.tenant).execute(name, input, envelope);
    if (committed.ok) acknowledge(arena, committed.value.epoch);
    return committed;
  };
}

type Make = (arena: Arena) => Pick<ChangeOf, "send" | "settle">;

const randomBytes = (size: number): Uint8Array => crypto.getRandomValues(new Uint8Array(size));

const createKey: Make = (arena) => {
  const id = newId("key", Date.now(), randomBytes);
  const key = { name: "enemy", roles: ["viewer"], scopes: [], groups: [], attributes: {} };
  return {
    send: sender(arena, "keys.create", { id, secretHash: "0".repeat(64), key }),
    settle: () => void (arena.openKey = id),
  };
};

/** Creates a key or, when there is one, revokes it. */
const changeKey: Make = (arena) => {
  if (arena.openKey === null) return createKey(arena);
  return {
    send: sender(arena, "keys.revoke", { id: arena.openKey }),
    settle: () => void (arena.openKey = null),
  };
};

const rotateKey: Make = (arena) => {
  if (arena.openKey === null) return createKey(arena);
  const input = { id: arena.openKey, secretHash: "1".repeat(64), overlapMs: 0 };
  return { send: sender(arena, "keys.rotate", input), settle: () => {} };
};

const POLICY = {
  policy_id: "enemy",
  effect: "deny",
  subjects: ["user:enemy"],
  actions: ["*"],
  resources: ["*"],
};

const changePolicy: Make = (arena) => {
  const document = arena.hasPolicy ? null : POLICY;
  const changes = [{ kind: "policy", id: "enemy", document }] as const;
  return {
    send: sender(arena, "access.change", { changes, summary: "policy", expectedVersion: null }),
    settle: () => void (arena.hasPolicy = !arena.hasPolicy),
  };
};

const changeGrant: Make = (arena) => {
  const document = arena.hasGrant ? null : grantOf("enemy", "enemy");
  const changes = [{ kind: "grant", id: "enemy", document }] as const;
  return {
    send: sender(arena, "access.change", { changes, summary: "grant", expectedVersion: null }),
    settle: () => void (arena.hasGrant = !arena.hasGrant),
  };
};

const changeTier: Make = (arena) => ({
  send: sender(arena, "tenant.set_tier", { tier: arena.isEnterprise ? "standard" : "enterprise" }),
  settle: () => void (arena.isEnterprise = !arena.isEnterprise),
});

const changeStatus: Make = (arena) => ({
  send: sender(arena, "tenant.set_status", { status: arena.isSuspended ? "active" : "suspended" }),
  settle: () => void (arena.isSuspended = !arena.isSuspended),
});

const MAKES: Readonly<Record<ChangeKind, Make>> = {
  key: changeKey,
  rotation: rotateKey,
  policy: changePolicy,
  grant: changeGrant,
  tier: changeTier,
  status: changeStatus,
};

export const changeOf = (arena: Arena, kind: ChangeKind): ChangeOf => ({ kind, ...MAKES[kind](arena) });
