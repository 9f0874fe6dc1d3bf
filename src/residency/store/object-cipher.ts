// Encrypts and decrypts the frames of one sealed object (seal/sealed-format.ts), with WebCrypto and keys that it does not
// give out. Throws for whatever is not exactly what was sealed under this name.

import { concatBytes, utf8 } from "../../kernel/bytes.ts";
import {
  DIGEST_FRAME,
  frameContext,
  frameCount,
  frameNonce,
  sealedBytes,
  TAG_BYTES,
  type SealHeader,
} from "../seal/sealed-format.ts";

export interface ObjectCipher {
  readonly header: SealHeader;
  /** The whole object. */
  seal(plain: Uint8Array): Promise<Uint8Array>;
  /** The plain bytes of whole frames, the first of which is frame `first`. */
  openFrames(stored: Uint8Array, first: number): Promise<Uint8Array>;
  sealDigest(digest: Uint8Array): Promise<Uint8Array>;
  openDigest(sealed: Uint8Array): Promise<Uint8Array>;
}

const INFO = utf8("traceo sealed object 1");

/** `dataKey` is key material of HKDF: it encrypts nothing itself. */
export async function openObjectCipher(
  dataKey: CryptoKey,
  header: SealHeader,
  name: string,
): Promise<ObjectCipher> {
  const key = await crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: header.salt, info: INFO },
    dataKey,
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt", "decrypt"],
  );
  const nameBytes = utf8(name);
  const frame = (index: number) => ({
    name: "AES-GCM",
    iv: frameNonce(header, index),
    additionalData: frameContext(header, index, nameBytes),
  });
  const encrypt = async (index: number, bytes: Uint8Array) =>
    new Uint8Array(await crypto.subtle.encrypt(frame(index), key, bytes));
  const decrypt = async (index: number, bytes: Uint8Array) => {
    try {
      return new Uint8Array(await crypto.subtle.decrypt(frame(index), key, bytes));
    } catch (error) {
      throw new Error(`frame ${index} of \`${name}\` is not what was sealed`, { cause: error });
    }
  };
  return {
    header,
    seal: (plain) => sealFrames(header, plain, encrypt),
    openFrames: (stored, first) => openFrames(header, { stored, first }, decrypt),
    sealDigest: (digest) => encrypt(DIGEST_FRAME, digest),
    openDigest: (sealed) => decrypt(DIGEST_FRAME, sealed),
  };
}

type OnFrame = (index: number, bytes: Uint8Array) => Promise<Uint8Array>;

async function sealFrames(header: SealHeader, plain: Uint8Array, encrypt: OnFrame): Promise<Uint8Array> {
  const { frameBytes } = header;
  const stored = new Uint8Array(sealedBytes(header));
  stored.set(header.bytes);
  let at = header.bytes.length;
  for (let index = 0; index < frameCount(header); index++) {
    const sealed = await encrypt(index, plain.subarray(index * frameBytes, (index + 1) * frameBytes));
    stored.set(sealed, at);
    at += sealed.length;
  }
  return stored;
}

interface StoredFrames {
  readonly stored: Uint8Array;
  readonly first: number;
}

async function openFrames(
  { frameBytes }: SealHeader,
  { stored, first }: StoredFrames,
  decrypt: OnFrame,
): Promise<Uint8Array> {
  const storedFrame = frameBytes + TAG_BYTES;
  const frames: Uint8Array[] = [];
  for (let at = 0, index = first; at < stored.length; at += storedFrame, index++)
    frames.push(await decrypt(index, stored.subarray(at, at + storedFrame)));
  const [only] = frames;
  return frames.length === 1 && only !== undefined ? only : concatBytes(frames);
}
