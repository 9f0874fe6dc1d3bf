// What attempts led to: the deliveries, their endpoint's health, and what follows from them (a dead letter, a disabled endpoint),
// which are commits of their own kind with their entries. Attempts of one endpoint that are told together are one transaction.
// INVARIANT: nothing of it is written under an old fence, or by an object that is not the tenant's home any more.

import { recordOutcome } from "../../webhooks/store/leases.ts";
import { loadEndpointAt, saveHealth, type StoredEndpoint } from "../../webhooks/store/endpoints.ts";
import { endpointNoAt, seqAt } from "../../webhooks/store/place.ts";
import { bindCommand, type CommandInputs } from "../commands.ts";
import { commit } from "../commit.ts";
import type { Envelope } from "../envelope.ts";
import { tenantAtHome, type ObjectStore } from "../object-store.ts";
import { countAttempts } from "../finops/count-own-work.ts";
import {
  consequenceOf,
  withoutAttempt,
  type Attempted,
  type Consequence,
  type Judged,
} from "./attempt-consequence.ts";
import type { Unsendable } from "./prepare-request.ts";

export type Answered = Attempted & Judged;

/** After answers of one endpoint, or the want of them, in their order. All of them, or none when it throws. */
export function recordAnswers(store: ObjectStore, answers: readonly Answered[]): void {
  const [first] = answers;
  if (first === undefined) return;
  store.storage.transactionSync(() => {
    let endpoint = presentEndpoint(store, first);
    if (endpoint === null) return;
    countAttempts(store, { count: answers.length, nowMs: first.nowMs });
    for (const attempted of answers) {
      const consequence = consequenceOf(endpoint, attempted, () => randomFraction(store));
      endpoint = carryThrough(store, { endpoint, attempted, consequence, refusal: null });
    }
  });
}

/** When nothing was sent, because nothing may be or there is nothing to send. */
export function recordUnsendable(
  store: ObjectStore,
  attempted: Attempted,
  { reason, refusal }: Unsendable,
): void {
  store.storage.transactionSync(() => {
    const endpoint = presentEndpoint(store, attempted);
    if (endpoint === null) return;
    const consequence = withoutAttempt(endpoint, attempted, reason);
    carryThrough(store, { endpoint, attempted, consequence, refusal });
  });
}

function presentEndpoint({ db }: ObjectStore, { leased }: Attempted): StoredEndpoint | null {
  return tenantAtHome(db) === null ? null : loadEndpointAt(db, endpointNoAt(leased.place));
}

function randomFraction({ random }: ObjectStore): number {
  return new DataView(random(4).buffer).getUint32(0) / 2 ** 32;
}

interface Carried {
  readonly endpoint: StoredEndpoint;
  readonly attempted: Attempted;
  readonly consequence: Consequence;
  readonly refusal: Unsendable["refusal"];
}

/** The endpoint as it is after it. */
function carryThrough(store: ObjectStore, carried: Carried): StoredEndpoint {
  const { endpoint, attempted, consequence, refusal } = carried;
  const { leased, eventType } = attempted;
  const { outcome, health, disable, bury } = consequence;
  if (!recordOutcome(store.storage.sql, leased, outcome)) return endpoint;
  if (health !== null) saveHealth(store.db, endpoint.no, health);
  const after = health === null ? endpoint : { ...endpoint, health };
  const { id, document } = endpoint;
  if (bury !== null)
    act(store, "webhooks.bury_delivery", {
      endpointId: id,
      endpointName: document.name,
      messageId: leased.messageId,
      sequence: seqAt(leased.place),
      eventType,
      reason: bury,
      refusal,
    });
  // Of several answers the first that disables it says why.
  if (disable === null || endpoint.status === "disabled") return after;
  act(store, "webhooks.disable_endpoint", { id, reason: disable });
  return { ...after, status: "disabled" };
}

type OwnCommand = "webhooks.bury_delivery" | "webhooks.disable_endpoint";

/** The gateway's own doing: no policy decides it, and the tenant's log shows it. */
function act<N extends OwnCommand>(store: ObjectStore, name: N, input: CommandInputs[N]): void {
  const envelope: Envelope = {
    decidedAt: "platform",
    actor: { kind: "system", id: "webhooks" },
    action: name.replace(".", ":"),
    reasons: ["platform"],
    requestId: "webhooks",
    idempotency: null,
  };
  const done = commit(store, envelope, bindCommand(name, input));
  // Thrown out of the transaction: nothing of the attempt is recorded, and the lease ends by itself.
  if (!done.ok) throw new Error(`${name}: ${done.fault.code}`);
}
