// Sends the events in, each as an inbound webhook until it is acknowledged: the sender's id of a message makes a repeat count
// once, so what was acknowledged was committed once. Within a lane one after the other.

import { createHmac } from "node:crypto";
import type { TenantAccess } from "../bench/gateway-world.ts";
import type { Host } from "../bench/host.ts";
import { insist } from "../crash/insist.ts";
import type { ChaosEvent } from "./endpoints.ts";

export const SOURCE = "chaos";
export const HEADERS = { signature: "x-chaos-signature", id: "x-chaos-id" } as const;

export interface Lane {
  readonly endpoint: number;
  readonly lane: number;
  /** How many there are to be. */
  readonly events: number;
  /** How many are acknowledged. */
  acknowledged: number;
}

export interface Writing {
  readonly host: Host;
  readonly tenant: TenantAccess;
  readonly secret: string;
  /** Resolves when the next may be sent; false when none may be any more. */
  readonly takeTurn: () => Promise<boolean>;
}

async function sendEvent(event: ChaosEvent, { host, tenant, secret }: Writing): Promise<void> {
  const { endpoint, lane, no } = event;
  const body = JSON.stringify({ ...event, key: `${endpoint}-${lane}` });
  await insist(host, {
    method: "POST",
    path: `/v1/hooks/${SOURCE}`,
    host: tenant.host,
    headers: {
      "content-type": "application/json",
      [HEADERS.signature]: createHmac("sha256", secret).update(body).digest("hex"),
      [HEADERS.id]: `${endpoint}-${lane}-${no}`,
    },
    body,
    expected: 200,
  });
}

export async function writeLane(lane: Lane, writing: Writing): Promise<void> {
  while (lane.acknowledged < lane.events && (await writing.takeTurn())) {
    await sendEvent({ endpoint: lane.endpoint, lane: lane.lane, no: lane.acknowledged }, writing);
    lane.acknowledged += 1;
  }
}
