// Webhook receivers of a test, and endpoints that send to them.

import type { Loose } from "./client.ts";
import { tenantApi } from "./objects.ts";
import { RECEIVER_ORIGIN } from "./receiver-origin.ts";
import { sendTo, type World } from "./world.ts";

export interface Got {
  readonly atMs: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly json: Loose;
  readonly underWay: number;
}

export interface Receiver {
  readonly url: string;
  got(): Promise<Got[]>;
  /** Answers what it holds, and holds nothing more. */
  release(): Promise<void>;
}

/** Answers request after request as it is told, the last answer for ever: `500`, `429~60` (Retry-After), `302`, `hold`. */
export function createReceiver(...answers: readonly string[]): Receiver {
  const box = `${RECEIVER_ORIGIN}/${crypto.randomUUID()}`;
  const query = answers.length === 0 ? "" : `?answers=${answers.join(",")}`;
  return {
    url: `${box}${query}`,
    got: async () => {
      const received = await (await fetch(`${box}/log`)).json<Omit<Got, "json">[]>();
      return received.map((one) => ({ ...one, json: JSON.parse(one.body) }));
    },
    release: async () => void (await fetch(`${box}/release`)),
  };
}

export interface MadeEndpoint {
  readonly id: string;
  readonly path: string;
  readonly secret: string;
}

export async function createEndpoint(
  world: World,
  url: string,
  wanted: Readonly<Record<string, unknown>> = {},
): Promise<MadeEndpoint> {
  const base = { name: "made by a test", event_types: ["*"], country: "DE", importer: "Example GmbH" };
  const answer = await sendTo(world, "POST /v1/webhooks/endpoints", { json: { ...base, url, ...wanted } });
  if (answer.status !== 201) throw new Error(`no endpoint: ${answer.text}`);
  const id = answer.json.endpoint.id as string;
  return { id, path: `/v1/webhooks/endpoints/${id}`, secret: answer.json.keys[0].secret as string };
}

/** Everything that is due is sent and recorded when it ends. */
export async function deliver({ tenant }: World): Promise<void> {
  await tenantApi(tenant).deliverWebhooks();
}
