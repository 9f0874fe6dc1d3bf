// What delivery of webhooks is measured against: a Worker that puts each event into a queue, and a consumer that only calls
// fetch. No outbox, no order, no signature, no record of what was sent. With `?hold` an event is kept until `/release` puts all
// that are kept into the queue.

interface Bindings {
  readonly EVENTS: Queue<string>;
  readonly RECEIVER: string;
}

/** LIMIT: of a batch that is sent. */
const SEND_AT_ONCE = 100;
const TEXT = { contentType: "text" } as const;
const held: string[] = [];

async function release(queue: Queue<string>): Promise<void> {
  const events = held.splice(0);
  for (let at = 0; at < events.length; at += SEND_AT_ONCE)
    await queue.sendBatch(events.slice(at, at + SEND_AT_ONCE).map((body) => ({ body, ...TEXT })));
}

async function deliver(receiver: string, message: Message<string>): Promise<void> {
  const headers = { "content-type": "application/json" };
  const response = await fetch(receiver, { method: "POST", headers, body: message.body });
  await response.arrayBuffer();
  if (response.ok) message.ack();
  else message.retry();
}

// oxlint-disable-next-line import/no-default-export -- the platform takes a Worker's handlers from its default export
export default {
  async fetch(request, { EVENTS }) {
    const { pathname, searchParams } = new URL(request.url);
    const body = await request.text();
    if (pathname === "/release") await release(EVENTS);
    else if (searchParams.has("hold")) held.push(body);
    else await EVENTS.send(body, TEXT);
    return new Response(null, { status: 200 });
  },
  async queue(batch, { RECEIVER }) {
    await Promise.all(batch.messages.map((message) => deliver(RECEIVER, message)));
  },
} satisfies ExportedHandler<Bindings, string>;
