// Receivers of events for a measurement: one that answers at once and notes when it heard of which event, and one that takes
// connections and never answers.

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export interface EventReceiver {
  readonly url: string;
  /** Never answered. */
  readonly deadUrl: string;
  /** By the event's number: when it was heard of first. */
  readonly heardAt: ReadonlyMap<number, number>;
  stop(): Promise<void>;
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** Where the number stands in what the gateway sends, and in what the bare consumer does. */
const EVENT_NUMBER = /"event_no":(\d+)/;

export async function startEventReceiver(): Promise<EventReceiver> {
  const heardAt = new Map<number, number>();
  const live = createServer((request, response) => {
    const arrivedAt = performance.now();
    void text(request).then((body) => {
      const no = Number(EVENT_NUMBER.exec(body)?.[1] ?? "-1");
      if (!heardAt.has(no)) heardAt.set(no, arrivedAt);
      response.writeHead(200).end();
    });
  });
  const dead = createServer(() => undefined);
  const [url, deadUrl] = [await listen(live), await listen(dead)];
  return {
    url,
    deadUrl,
    heardAt,
    async stop() {
      for (const server of [live, dead]) {
        server.closeAllConnections();
        await new Promise((resolve) => void server.close(resolve));
      }
    },
  };
}
