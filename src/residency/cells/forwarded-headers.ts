// Which headers go on with a forwarded request or answer: all but those of one connection (RFC 9110, 7.6.1), and but
// those by which a client could say who it is or where it comes from, which the channel's token says.

import { FORWARD_HEADER } from "./cell-channel.ts";

const OF_THE_CONNECTION: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** Set anew from the request's address and body. */
const SET_ANEW: ReadonlySet<string> = new Set(["host", "content-length", FORWARD_HEADER]);

const ABOUT_THE_CLIENT = /^(?:cf-|x-forwarded-|forwarded$|x-real-ip$|true-client-ip$|cdn-loop$)/;

function droppedBy(headers: Headers): ReadonlySet<string> {
  const named = (headers.get("connection") ?? "").toLowerCase().split(",");
  return new Set(named.map((name) => name.trim()));
}

export function requestHeaders(headers: Headers): Headers {
  const named = droppedBy(headers);
  const kept = [...headers].filter(
    ([name]) =>
      !OF_THE_CONNECTION.has(name) && !SET_ANEW.has(name) && !named.has(name) && !ABOUT_THE_CLIENT.test(name),
  );
  return new Headers(kept);
}

export function answerHeaders(headers: Headers): Record<string, string> {
  const named = droppedBy(headers);
  const kept = [...headers].filter(([name]) => !OF_THE_CONNECTION.has(name) && !named.has(name));
  return Object.fromEntries(kept);
}
