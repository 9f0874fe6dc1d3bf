// One HTTP request by Node's own client, which sends what it is told to: any Host, any headers, a body with or without its
// length. A server may answer before it has read the whole body and hang up: that answer is what counts.

import { request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders } from "node:http";

export interface Sending {
  readonly method?: string;
  readonly path: string;
  /** The bearer credential. */
  readonly key?: string;
  readonly host?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly json?: unknown;
  readonly body?: Uint8Array;
  /** Sent in chunks, without a content length; `body` is not looked at. */
  readonly chunks?: Iterable<Uint8Array>;
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

const DEADLINE_MS = 60_000;

function headersOf(sending: Sending, body: Uint8Array | undefined): OutgoingHttpHeaders {
  return {
    ...(sending.host === undefined ? {} : { host: sending.host }),
    ...(sending.key === undefined ? {} : { authorization: `Bearer ${sending.key}` }),
    ...(sending.json === undefined ? {} : { "content-type": "application/json" }),
    ...(sending.chunks !== undefined || body === undefined ? {} : { "content-length": body.byteLength }),
    ...sending.headers,
  };
}

export function send(url: URL, sending: Sending): Promise<Reply> {
  const body = sending.json === undefined ? sending.body : Buffer.from(JSON.stringify(sending.json));
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(DEADLINE_MS);
    const { method = "POST", path } = sending;
    const options = {
      host: url.hostname,
      port: url.port,
      method,
      path,
      headers: headersOf(sending, body),
      signal,
    };
    let isAnswered = false;
    const outgoing = httpRequest(options, (incoming) => {
      isAnswered = true;
      collect(incoming).then(resolve, reject);
    });
    outgoing.on("error", (error) => (isAnswered ? undefined : reject(error)));
    if (sending.chunks === undefined) outgoing.end(body);
    else void sendChunks(outgoing, sending.chunks, () => isAnswered);
  });
}

type Outgoing = ReturnType<typeof httpRequest>;

async function sendChunks(
  outgoing: Outgoing,
  chunks: Iterable<Uint8Array>,
  isAnswered: () => boolean,
): Promise<void> {
  const closed = new Promise((resolve) => void outgoing.once("close", resolve));
  for (const chunk of chunks) {
    if (isAnswered() || outgoing.destroyed) break;
    const hasRoom = outgoing.write(chunk);
    if (!hasRoom)
      await Promise.race([closed, new Promise((resolve) => void outgoing.once("drain", resolve))]);
  }
  outgoing.end();
}

async function collect(incoming: IncomingMessage): Promise<Reply> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part as Buffer);
  return { status: incoming.statusCode ?? 0, headers: incoming.headers, body: Buffer.concat(parts) };
}

/** The JSON of a reply of this status; throws with what came instead. */
export function jsonOf(reply: Reply, status = 200): unknown {
  if (reply.status === status) return JSON.parse(reply.body.toString("utf8"));
  throw new Error(`expected ${status}, got ${reply.status}: ${reply.body.toString("utf8").slice(0, 500)}`);
}
