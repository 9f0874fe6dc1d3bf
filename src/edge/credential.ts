// Taking the credential out of a request: a bearer token, or Prometheus' and others' basic password.

import { parseBase64, parseUtf8 } from "../kernel/bytes.ts";

const MAX_HEADER_CHARS = 1_024;
/** A scheme and one token (RFC 9110, 11.6.2), or a token alone. */
const CREDENTIALS = /^(\S+)(?: +(\S+))?$/;

/** A credential that is there and cannot be read is a wrong one, not a missing one. */
const UNREADABLE = "";

/** The token's text, empty when it cannot be read, or null when there is none. */
export function readCredential(headers: Headers): string | null {
  const header = headers.get("authorization") ?? headers.get("x-api-key");
  if (header === null) return null;
  const parts = header.length > MAX_HEADER_CHARS ? null : CREDENTIALS.exec(header);
  if (parts === null) return UNREADABLE;
  const [, scheme = "", value] = parts;
  if (value === undefined) return scheme;
  if (scheme.toLowerCase() === "bearer") return value;
  if (scheme.toLowerCase() === "basic") return passwordOf(value) ?? UNREADABLE;
  return UNREADABLE;
}

function passwordOf(encoded: string): string | null {
  const text = parseUtf8(parseBase64(encoded) ?? new Uint8Array([0xff]));
  return text === null ? null : text.slice(text.indexOf(":") + 1);
}
