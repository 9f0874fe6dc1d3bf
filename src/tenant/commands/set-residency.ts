// How strictly a tenant is kept in its jurisdiction. Edge isolates read it from the bundle, so the epoch rises with it.

import type { Residency, ResidencyException } from "../../directory/index.ts";
import { ok, type Result } from "../../kernel/result.ts";
import { checkGuarantee, type Deployment } from "../../residency/index.ts";
import { newEvent, type EventData } from "../../webhooks/index.ts";
import type { Change, Tx } from "../commit.ts";

export interface SetResidency extends Pick<Residency, "processing" | "lock"> {
  /** Where the object runs: a lock that nothing here can give is refused. */
  readonly deployment: Deployment;
}

export function setResidency({ state, nowMs }: Tx, input: SetResidency): Result<Change> {
  const { deployment, processing, lock } = input;
  const residency: Residency = { ...state.tenant.residency, processing, lock };
  const held = checkGuarantee({ ...state.tenant, residency }, deployment, nowMs);
  return held.ok ? ok(changeOf(state.tenant, residency)) : held;
}

export interface SetException {
  readonly exception: ResidencyException | null;
}

export function setException({ state }: Tx, { exception }: SetException): Result<Change> {
  return ok(changeOf(state.tenant, { ...state.tenant.residency, exception }));
}

function toldResidency({ processing, lock, exception }: Residency): EventData<"residency.changed"> {
  return { processing, lock, exception_until: exception?.until ?? null };
}

function changeOf(before: Tx["state"]["tenant"], residency: Residency): Change {
  const tenant = { ...before, residency };
  return {
    reply: { ...tenant },
    resource: `tenant:${tenant.id}`,
    detail: { from: before.residency, to: residency },
    raisesEpoch: true,
    tenant,
    effects: [],
    events: [newEvent("residency.changed", toldResidency(residency), tenant.id)],
  };
}
