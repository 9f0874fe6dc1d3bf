// Headers that an endpoint adds to what it is sent. Refused are those by which the request is framed, routed or trusted:
// RFC 9110 and 9112's, ours, the platform's, and those that open a cloud's metadata service.

import { isRecord, type Slip } from "./slips.ts";

const MOST_HEADERS = 20;
const MOST_VALUE_CHARS = 1_024;

/** RFC 9110, 5.6.2, in lower and upper case. */
const TOKEN = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}$/;
/** Printable ASCII without space at either end: no line ends, so nothing can be smuggled behind it. */
const VALUE = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;

const REFUSED: ReadonlySet<string> = new Set([
  "accept-encoding",
  "connection",
  "content-encoding",
  "content-length",
  "content-type",
  "date",
  "expect",
  "forwarded",
  "host",
  "http2-settings",
  "keep-alive",
  "max-forwards",
  "metadata",
  "metadata-flavor",
  "origin",
  "referer",
  "set-cookie",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "user-agent",
  "via",
  "x-http-method",
  "x-http-method-override",
  "x-idempotency-key",
  "x-method-override",
  "x-original-url",
  "x-real-ip",
  "x-rewrite-url",
]);
const REFUSED_PREFIXES = [
  "access-control-",
  "ce-",
  "cf-",
  "proxy-",
  "sec-",
  "webhook-",
  "x-amz-",
  "x-aws-",
  "x-forwarded-",
  "x-google-metadata",
  "x-metadata-",
  "x-ms-metadata",
  "x-traceo-",
];

/** What carries a credential is kept sealed and never shown, so it is refused among headers that are shown. */
const CREDENTIALS: ReadonlySet<string> = new Set([
  "authorization",
  "cookie",
  "api-key",
  "x-api-key",
  "x-auth-token",
  "x-access-token",
  "private-token",
]);

export function isCredentialHeader(name: string): boolean {
  return CREDENTIALS.has(name.toLowerCase());
}

function refusalOfName(name: string): string | null {
  const lower = name.toLowerCase();
  if (!TOKEN.test(name)) return "not the name of a header";
  if (REFUSED.has(lower) || REFUSED_PREFIXES.some((prefix) => lower.startsWith(prefix)))
    return "this header is not an endpoint's to set";
  return null;
}

function slipsOf(value: unknown, refuses: (name: string) => string | null): readonly Slip[] {
  if (!isRecord(value)) return [{ path: [], message: "expected an object of names and values" }];
  const entries = Object.entries(value);
  if (entries.length > MOST_HEADERS) return [{ path: [], message: `at most ${MOST_HEADERS} headers` }];
  const seen = new Set<string>();
  return entries.flatMap(([name, text]): Slip[] => {
    const refusal = refuses(name) ?? (seen.has(name.toLowerCase()) ? "this header is there twice" : null);
    seen.add(name.toLowerCase());
    if (refusal !== null) return [{ path: [name], message: refusal }];
    if (typeof text === "string" && text.length <= MOST_VALUE_CHARS && VALUE.test(text)) return [];
    return [{ path: [name], message: `1 to ${MOST_VALUE_CHARS} printable ASCII characters` }];
  });
}

/** Headers that are shown to whoever may see the endpoint. */
export function judgeHeaders(value: unknown): readonly Slip[] {
  return slipsOf(value, (name) => {
    const refusal = refusalOfName(name);
    if (refusal !== null) return refusal;
    return isCredentialHeader(name) ? "it carries a credential: put it into `secret_headers`" : null;
  });
}

/** Headers whose values are sealed. */
export function judgeSecretHeaders(value: unknown): readonly Slip[] {
  return slipsOf(value, refusalOfName);
}
