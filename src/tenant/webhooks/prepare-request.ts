// The request of one attempt, or why there is none: the transfer rules first, then the payload, then the address. An endpoint
// with a connector has its request made by that.

import type { Tenant } from "../../directory/index.ts";
import type { Json } from "../../kernel/canonical-json.ts";
import type { Fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { buildRequest } from "../../connectors/index.ts";
import {
  checkAddress,
  composeRequest,
  dataClassOf,
  identityHeaders,
  sentEvent,
  type Attempt,
  type DeadReason,
  type Endpoint,
  type NewEvent,
  type OutboundRequest,
} from "../../webhooks/index.ts";
import { refusalDetail, refusalEvent, refuseTransfer } from "./check-destination.ts";
import type { Courier } from "./courier.ts";
import type { OpenedSecrets } from "./open-secrets.ts";

export interface Preparing {
  readonly endpointId: string;
  readonly document: Endpoint;
  readonly secrets: OpenedSecrets;
  readonly attempt: Attempt;
  readonly tenant: Pick<Tenant, "jurisdiction">;
}

/** What cannot be sent; null as a reason: the connector makes nothing of such events, and nothing is missing. */
export interface Unsendable {
  readonly reason: DeadReason | null;
  readonly refusal: { readonly detail: Json; readonly event: NewEvent } | null;
}

export type Prepared =
  | { readonly kind: "request"; readonly request: OutboundRequest }
  | ({ readonly kind: "unsendable" } & Unsendable);

export async function prepareRequest(courier: Courier, preparing: Preparing): Promise<Prepared> {
  const refusal = refuse(courier, preparing);
  if (refusal !== null) return { kind: "unsendable", reason: "transfer_refused", refusal };
  const made = await makeRequest(preparing);
  if (!made.ok) return unsendable(made.fault);
  const checked = checkAddress(made.value.url, courier.addresses);
  return checked.ok ? { kind: "request", request: made.value } : unsendable(checked.fault);
}

function refuse({ store }: Courier, preparing: Preparing): Unsendable["refusal"] {
  const { endpointId, document, attempt, tenant } = preparing;
  const dataClass = dataClassOf(attempt.event.type);
  const sender = { db: store.db, state: { tenant }, nowMs: attempt.nowMs };
  const refused = refuseTransfer(sender, dataClass, document);
  if (refused === null) return null;
  return { detail: refusalDetail(refused), event: refusalEvent(refused, `webhook:${endpointId}`) };
}

function unsendable({ code }: Fault): Prepared {
  if (code === "connectors.event_ignored") return { kind: "unsendable", reason: null, refusal: null };
  const reason = code === "webhooks.address_refused" ? "address_refused" : "payload_refused";
  return { kind: "unsendable", reason, refusal: null };
}

async function makeRequest({ document, secrets, attempt }: Preparing): Promise<Result<OutboundRequest>> {
  const { connector } = document;
  if (connector === null)
    return composeRequest({ ...attempt, endpoint: document, secrets, keys: secrets.keys });
  const configuration = { ...connector, credentials: secrets.credentials };
  const { nowMs, messageId } = attempt;
  const built = await buildRequest(configuration, sentEvent(document, attempt), { nowMs, messageId });
  if (!built.ok) return failed(built.fault);
  const request = built.value;
  return ok({ ...request, headers: { ...identityHeaders(attempt), ...request.headers } });
}
