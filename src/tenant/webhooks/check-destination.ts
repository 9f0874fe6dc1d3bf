// May an endpoint be sent what it asks for? The transfer rules decide for the data class of each event type, when the endpoint
// is saved and before every send.

import type { Tenant } from "../../directory/index.ts";
import type { Json } from "../../kernel/canonical-json.ts";
import {
  decideTransfer,
  NO_BASIS,
  transferDetail,
  type Transfer,
  type TransferDecision,
} from "../../residency/index.ts";
import { loadTransferBasis } from "../../residency/store/transfer-basis.ts";
import type { DataClass } from "../../policy/index.ts";
import {
  dataClassOf,
  EVENT_TYPE_NAMES,
  matchesPattern,
  newEvent,
  type Endpoint,
  type NewEvent,
} from "../../webhooks/index.ts";
import type { ObjectStore } from "../object-store.ts";

export interface TransferRefusal {
  readonly transfer: Transfer;
  readonly decision: TransferDecision;
}

export interface Sender {
  readonly db: ObjectStore["db"];
  readonly state: { readonly tenant: Pick<Tenant, "jurisdiction"> };
  readonly nowMs: number;
}

/** The first class of the types that it asks for which may not go there; null when all may. */
export function refuseDestination(sender: Sender, endpoint: Endpoint): TransferRefusal | null {
  const types = EVENT_TYPE_NAMES.filter((type) =>
    endpoint.event_types.some((pattern) => matchesPattern(pattern, type)),
  );
  for (const dataClass of new Set(types.map(dataClassOf))) {
    const refusal = refuseTransfer(sender, dataClass, endpoint);
    if (refusal !== null) return refusal;
  }
  return null;
}

export function refuseTransfer(
  { db, state, nowMs }: Sender,
  dataClass: DataClass,
  { country }: Endpoint,
): TransferRefusal | null {
  const transfer: Transfer = { dataClass, from: state.tenant.jurisdiction, to: country };
  // What is allowed without a basis is allowed with any: most transfers stay in the region.
  if (decideTransfer(transfer, { basis: NO_BASIS, nowMs }).isAllowed) return null;
  const decision = decideTransfer(transfer, { basis: loadTransferBasis(db), nowMs });
  return decision.isAllowed ? null : { transfer, decision };
}

/** For the audit entry of a refusal. */
export function refusalDetail({ transfer, decision }: TransferRefusal): Json {
  return transferDetail(transfer, decision);
}

export function refusalEvent({ transfer, decision }: TransferRefusal, resource: string): NewEvent {
  const { dataClass: data_class, to } = transfer;
  return newEvent("residency.refused", { data_class, to, rule: decision.rule, resource });
}
