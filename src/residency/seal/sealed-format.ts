// How a silo's bytes are stored: a header, then frames that are encrypted one by one, so that a range is read without the
// rest. Version 1, integers big-endian; the bytes are pinned by test/formats/sealed.test.ts.
//
//   header   "TRSB" | version 1 | 3 zero bytes | key version, 4 | frame size, 4 | plain size, 8 | salt, 16 | prefix, 8
//   frame    AES-256-GCM of `frame size` bytes (the last frame: of what is left), and its tag of 16
//
// The construction is STREAM (Hoang, Reyhanitabar, Rogaway, Vizár 2015) with a key per object, as in Tink's AES-GCM-HKDF:
// the key is HKDF-SHA-256 of the tenant's data key with the header's salt; frame `i` has the nonce prefix || i; its
// additional data is header || i || is it the last || name. So a frame is good in its own place of its own object only.

export const HEADER_BYTES = 48;
export const TAG_BYTES = 16;
/** Of what is written now. A row group's column is read by one frame or two. */
export const FRAME_BYTES = 65_536;
/** No frame of content has this number: the digest of the content is sealed under it. */
export const DIGEST_FRAME = 0xffff_ffff;

const MAGIC = 0x5452_5342;
const VERSION = 1;
const SALT_BYTES = 16;
const PREFIX_BYTES = 8;
const LARGEST_FRAME = 16_777_216;

/** What of a header is by chance. */
export const CHANCE_BYTES = SALT_BYTES + PREFIX_BYTES;

export interface SealHeader {
  readonly keyVersion: number;
  readonly frameBytes: number;
  readonly plainBytes: number;
  readonly salt: Uint8Array;
  readonly prefix: Uint8Array;
  /** All of it, as stored. */
  readonly bytes: Uint8Array;
}

export interface NewHeader {
  readonly keyVersion: number;
  readonly plainBytes: number;
  /** CHANCE_BYTES of them. */
  readonly chance: Uint8Array;
}

export function makeHeader({ keyVersion, plainBytes, chance }: NewHeader): SealHeader {
  const bytes = new Uint8Array(HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC);
  view.setUint8(4, VERSION);
  view.setUint32(8, keyVersion);
  view.setUint32(12, FRAME_BYTES);
  view.setBigUint64(16, BigInt(plainBytes));
  bytes.set(chance, HEADER_BYTES - CHANCE_BYTES);
  return readHeader(bytes);
}

/** Null for bytes that do not begin with a header of a version that is known. */
export function parseHeader(stored: Uint8Array): SealHeader | null {
  if (stored.length < HEADER_BYTES) return null;
  const view = new DataView(stored.buffer, stored.byteOffset, HEADER_BYTES);
  const isKnown = view.getUint32(0) === MAGIC && view.getUint32(4) === VERSION << 24;
  const frameBytes = view.getUint32(12);
  const isSound = frameBytes > 0 && frameBytes <= LARGEST_FRAME;
  const fits = view.getBigUint64(16) <= BigInt(Number.MAX_SAFE_INTEGER);
  return isKnown && isSound && fits ? readHeader(stored.slice(0, HEADER_BYTES)) : null;
}

function readHeader(bytes: Uint8Array): SealHeader {
  const view = new DataView(bytes.buffer);
  const saltAt = HEADER_BYTES - CHANCE_BYTES;
  return {
    keyVersion: view.getUint32(8),
    frameBytes: view.getUint32(12),
    plainBytes: Number(view.getBigUint64(16)),
    salt: bytes.subarray(saltAt, saltAt + SALT_BYTES),
    prefix: bytes.subarray(saltAt + SALT_BYTES),
    bytes,
  };
}

type Sizes = Pick<SealHeader, "frameBytes" | "plainBytes">;

/** One at least, so that also nothing is authenticated. */
export function frameCount({ frameBytes, plainBytes }: Sizes): number {
  return Math.max(1, Math.ceil(plainBytes / frameBytes));
}

export function sealedBytes(sizes: Sizes): number {
  return HEADER_BYTES + sizes.plainBytes + frameCount(sizes) * TAG_BYTES;
}

export interface PlainRange {
  readonly start: number;
  /** Excluded. */
  readonly end: number;
}

/** Where the frames of a range are stored; for a range past the end, further than what is stored. */
export function frameSpan({ start, end }: PlainRange, frameBytes: number) {
  const first = Math.floor(start / frameBytes);
  const count = Math.max(1, Math.ceil(end / frameBytes) - first);
  const storedFrame = frameBytes + TAG_BYTES;
  return { first, offset: HEADER_BYTES + first * storedFrame, length: count * storedFrame };
}

export function frameNonce({ prefix }: SealHeader, index: number): Uint8Array {
  const nonce = new Uint8Array(PREFIX_BYTES + 4);
  nonce.set(prefix);
  new DataView(nonce.buffer).setUint32(PREFIX_BYTES, index);
  return nonce;
}

export function frameContext(header: SealHeader, index: number, name: Uint8Array): Uint8Array {
  const context = new Uint8Array(HEADER_BYTES + 5 + name.length);
  context.set(header.bytes);
  const view = new DataView(context.buffer);
  view.setUint32(HEADER_BYTES, index);
  view.setUint8(HEADER_BYTES + 4, index === frameCount(header) - 1 ? 1 : 0);
  context.set(name, HEADER_BYTES + 5);
  return context;
}
