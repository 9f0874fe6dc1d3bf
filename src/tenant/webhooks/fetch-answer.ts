// One request to a receiver, and what came back. Redirects are not followed: an address that was checked is the only one that is
// asked. Time and size have limits.

import { concatBytes } from "../../kernel/bytes.ts";
import type { Answer, OutboundRequest, Received } from "../../webhooks/index.ts";

/** LIMIT: an answer is read as far as this, and no further: what is kept of it is less. */
const MOST_ANSWER_BYTES = 65_536;
/** Receivers say "ok" or nothing: one read in one small piece. */
const USUAL_ANSWER_BYTES = 1_024;

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
  const { signal, stop } = startTimer(timeoutMs);
  try {
    const { method, url, headers, body } = request;
    const content = typeof body === "string" ? body : new Uint8Array(body);
    const response = await fetch(url, { method, headers, body: content, redirect: "manual", signal });
    return await readAnswer(response);
  } catch {
    const noAnswer = signal.aborted ? "timeout" : "connection_failed";
    return { answer: { status: null, noAnswer }, received: null };
  } finally {
    stop();
  }
}

/** Stopped once there is an answer: of a thousand a second thousands would run on for nobody, and hold on to memory. */
function startTimer(timeoutMs: number): { readonly signal: AbortSignal; readonly stop: () => void } {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), timeoutMs);
  return { signal: controller.signal, stop: () => clearTimeout(timer) };
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
  const reader = stream.getReader({ mode: "byob" });
  const first = await readUpTo(reader, USUAL_ANSWER_BYTES);
  if (first.byteLength < USUAL_ANSWER_BYTES) return first;
  const rest = await readUpTo(reader, MOST_ANSWER_BYTES - USUAL_ANSWER_BYTES);
  const whole = concatBytes([first, rest]);
  if (whole.byteLength === MOST_ANSWER_BYTES) await reader.cancel();
  return whole;
}

/** Fewer only where the answer ends: then there is nothing more to ask for. */
async function readUpTo(reader: ReadableStreamBYOBReader, sizeBytes: number): Promise<Uint8Array> {
  const { value } = await reader.readAtLeast(sizeBytes, new Uint8Array(sizeBytes));
  return value ?? new Uint8Array();
}
