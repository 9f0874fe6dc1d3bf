// Signature Version 4 of Amazon Web Services, over WebCrypto: what EventBridge and SNS ask of a request.
// Source: "Create a signed AWS API request", docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
// INVARIANT: paths are plain (`/`): services other than S3 encode a path twice, which nothing here needs.

import { hex, utf8 } from "../kernel/bytes.ts";
import { sha256 } from "../kernel/sha256.ts";

const ALGORITHM = "AWS4-HMAC-SHA256";
const PLAIN_PATH = /^[A-Za-z0-9/._~-]+$/;

export interface SigV4Credential {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface SigV4Request {
  readonly method: string;
  readonly url: URL;
  /** All that are sent, but for `host`; every one is signed. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface SigV4Scope {
  readonly region: string;
  readonly service: string;
  readonly atMs: number;
}

/** The headers to send: those given, in lower case, with `x-amz-date`, the token and `authorization`. */
export async function signV4(
  request: SigV4Request,
  credential: SigV4Credential,
  { region, service, atMs }: SigV4Scope,
): Promise<Record<string, string>> {
  const instant = new Date(atMs).toISOString().replaceAll(/[:-]|\.\d{3}/g, "");
  const headers = headersOf(request, credential, instant);
  const names = [...Object.keys(headers), "host"].toSorted();
  const canonical = canonicalRequest(request, { ...headers, host: request.url.host }, names);
  const day = instant.slice(0, 8);
  const scope = `${day}/${region}/${service}/aws4_request`;
  const toSign = [ALGORITHM, instant, scope, hex(sha256(canonical))].join("\n");
  let key = utf8(`AWS4${credential.secretAccessKey}`);
  for (const part of [day, region, service, "aws4_request"]) key = await hmac(key, part);
  const signature = hex(await hmac(key, toSign));
  const parts = [
    `Credential=${credential.accessKeyId}/${scope}`,
    `SignedHeaders=${names.join(";")}`,
    `Signature=${signature}`,
  ];
  return { ...headers, authorization: `${ALGORITHM} ${parts.join(", ")}` };
}

function headersOf({ headers }: SigV4Request, { sessionToken }: SigV4Credential, instant: string) {
  const lower = Object.entries(headers).map(([name, text]) => [name.toLowerCase(), text] as const);
  return {
    ...Object.fromEntries(lower),
    "x-amz-date": instant,
    ...(sessionToken === undefined ? {} : { "x-amz-security-token": sessionToken }),
  };
}

function canonicalRequest(
  { method, url, body }: SigV4Request,
  headers: Readonly<Record<string, string>>,
  names: readonly string[],
): string {
  if (!PLAIN_PATH.test(url.pathname)) throw new Error(`\`${url.pathname}\` is no plain path`);
  const lines = names.map((name) => `${name}:${(headers[name] ?? "").trim().replaceAll(/ +/g, " ")}\n`);
  const query = [...url.searchParams]
    .map(([name, text]) => `${encode(name)}=${encode(text)}`)
    .toSorted()
    .join("&");
  return [method, url.pathname, query, lines.join(""), names.join(";"), hex(sha256(body))].join("\n");
}

/** RFC 3986: all but the unreserved characters, in upper case. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

async function hmac(key: Uint8Array, text: string): Promise<Uint8Array> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const imported = await crypto.subtle.importKey("raw", key, algorithm, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, utf8(text)));
}
