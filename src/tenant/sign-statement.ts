// What the gateway says about a tenant and signs: a compact JWS (RFC 7515, EdDSA) over canonical JSON, with the
// deployment's checkpoint key, so that it is checked offline with the same key as the tenant's audit log.

import { CompactSign, importJWK, type JWK } from "jose";
import { parseBase64url, utf8 } from "../kernel/bytes.ts";
import { canonicalJson, type Json } from "../kernel/canonical-json.ts";
import { openJws } from "../kernel/compact-jws.ts";

/** `typ` keeps one kind of statement from being taken for another. */
export async function signStatement(checkpointKey: string, typ: string, statement: Json): Promise<string> {
  const jwk = JSON.parse(checkpointKey) as JWK;
  const key = await importJWK(jwk, "EdDSA");
  return new CompactSign(utf8(canonicalJson(statement))).setProtectedHeader({ alg: "EdDSA", typ }).sign(key);
}

/** The payload of a statement of this kind that the same key has signed; null for any other text. */
export async function openStatement(
  checkpointKey: string,
  typ: string,
  text: string,
): Promise<string | null> {
  const { x = "" } = JSON.parse(checkpointKey) as JWK;
  const opened = await openJws(text, parseBase64url(x) ?? new Uint8Array());
  return opened?.typ === typ ? opened.payload : null;
}
