// Checks an Ed25519 signature (RFC 8032) by WebCrypto, which workerd, Node and browsers have.
// What comes from outside may be of any length: workerd throws for a signature that is not 64 bytes, where Node says no.

const SIGNATURE_BYTES = 64;

/** False also for a signature of another length, and for a key that is no point of the curve. */
export async function isEd25519Signed(
  publicKey: Uint8Array,
  signature: Uint8Array,
  message: Uint8Array,
): Promise<boolean> {
  if (signature.byteLength !== SIGNATURE_BYTES) return false;
  const key = await importPublic(publicKey);
  return key !== null && crypto.subtle.verify("Ed25519", key, signature, message);
}

async function importPublic(publicKey: Uint8Array) {
  try {
    return await crypto.subtle.importKey("raw", publicKey, "Ed25519", false, ["verify"]);
  } catch {
    return null;
  }
}
