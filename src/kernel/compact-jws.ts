// Checks a compact JWS (RFC 7515) that is signed with Ed25519 (RFC 8037), by WebCrypto alone: for programs that check what
// we have signed with no package but Node.

import { parseBase64url, parseUtf8, utf8 } from "./bytes.ts";
import { isEd25519Signed } from "./ed25519.ts";

export interface OpenedJws {
  readonly typ: string;
  /** The payload as text. */
  readonly payload: string;
}

/** Null when it is no such JWS, or not signed by the key. */
export async function openJws(text: string, publicKey: Uint8Array): Promise<OpenedJws | null> {
  const parts = text.split(".");
  const [header = "", payload = "", signature = ""] = parts;
  const bytes = [header, payload, signature].map((part) => parseBase64url(part));
  const [headerBytes, payloadBytes, signatureBytes] = bytes;
  if (parts.length !== 3 || !headerBytes || !payloadBytes || !signatureBytes) return null;
  const typ = typeOf(parseUtf8(headerBytes));
  const told = parseUtf8(payloadBytes);
  if (typ === null || told === null) return null;
  const isSigned = await isEd25519Signed(publicKey, signatureBytes, utf8(`${header}.${payload}`));
  return isSigned ? { typ, payload: told } : null;
}

/** No other algorithm, and no extension that would have to be understood. */
function typeOf(header: string | null): string | null {
  try {
    const { alg, typ, crit } = JSON.parse(header ?? "") as Readonly<Record<string, unknown>>;
    return alg === "EdDSA" && typeof typ === "string" && crit === undefined ? typ : null;
  } catch {
    return null;
  }
}
