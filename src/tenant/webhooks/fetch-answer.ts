// One request to a receiver, and what came back. Redirects are not followed: an address that was checked is the only one that is
// asked. Time and size have limits.

import { concatBytes } from "../../kernel/bytes.ts";
import type { Answer, OutboundRequest, Received } from "../../webhooks/index.ts";

/** LIMIT: an answer is read as far as this, and no further: what is kept of it is less. */
const MOST_ANSWER_BYTES = 65_536;

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface Fetched {
  readonly answer: Answer;
  readonly received: Received | null;
}

export interface Fetching {
  readonly fetch: Fetch;
  readonly request: OutboundRequest;
  readonly timeoutMs: number;
}

export async function fetchAnswer({ fetch, request, timeoutMs }: Fetching): Promise<Fetched> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const { method, url, headers, body } = request;
    const content = typeof body === "string" ? body : new Uint8Array(body);
    const response = await fetch(url, { method, headers, body: content, redirect: "manual", signal });
    return await readAnswer(response);
  } catch {
    const noAnswer = signal.aborted ? "timeout" : "connection_failed";
    return { answer: { status: null, noAnswer }, received: null };
  }
}

async function readAnswer(response: Response): Promise<Fetched> {
  const { status, headers } = response;
  // Told to be empty: there is nothing to read.
  const body = headers.get("content-length") === "0" ? new Uint8Array() : await readBody(response.body);
  const received = { status, headers: Object.fromEntries(headers), body };
  return { answer: { status, retryAfter: headers.get("retry-after") }, received };
}

/** What is beyond the limit is left unread: the status has told what counts. */
async function readBody(stream: ReadableStream<Uint8Array> | null): Promise<Uint8Array> {
  if (stream === null) return new Uint8Array();
  const parts: Uint8Array[] = [];
  let size = 0;
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    const part = value.subarray(0, MOST_ANSWER_BYTES - size);
    parts.push(part);
    size += part.byteLength;
    if (size === MOST_ANSWER_BYTES) {
      await reader.cancel();
      break;
    }
  }
  return concatBytes(parts);
}
