// Any sender that puts an HMAC of the body into a header. INVARIANT: without an id of the sender's the body is its own: the same
// body comes in once.

import { createHash } from "node:crypto";
import { parseBase64, parseHex } from "../../kernel/bytes.ts";
import { isMac } from "./hook-mac.ts";
import type { HmacSettings } from "./hook-source.ts";
import { verifiedHook, type ReceivedHook, type VerifiedHook } from "./received-hook.ts";

const DECODERS = { hex: parseHex, base64: parseBase64 } as const;

export function verifyPlainHmac(
  { headers, body }: ReceivedHook,
  secret: string,
  settings: HmacSettings,
): VerifiedHook | null {
  const { header, algorithm, encoding, prefix, id_header: idHeader, kind_header: kindHeader } = settings;
  // A source may name a header `constructor`.
  const sent = (name: string): string | undefined =>
    Object.hasOwn(headers, name) ? headers[name] : undefined;
  const text = sent(header) ?? "";
  const offered = text.startsWith(prefix) ? DECODERS[encoding](text.slice(prefix.length)) : null;
  if (!isMac(offered, { algorithm, secret, parts: [body] })) return null;
  const id = idHeader === undefined ? createHash("sha256").update(body).digest("hex") : sent(idHeader);
  return verifiedHook(id, kindHeader === undefined ? null : sent(kindHeader));
}
