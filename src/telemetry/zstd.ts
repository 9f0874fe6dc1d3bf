// zstd (RFC 8878) around three faults of workerd's node:zlib; Node itself is served as well.
// 1. Ending a frame fails once it needs more than the first output buffer (cloudflare/workerd#6769): so a large frame is
//    flushed, and its last block is marked as the last one here.
// 2. The bound on output is checked against the buffer, which may grow 64 KiB past what comes out: so the bound is given
//    that much more, and what came out is measured here.
// 3. Output that exactly fills the buffer (40,960 bytes times a power of two) is taken for a cut frame: so an empty
//    skippable frame follows, which gives the reader something left to read.

import * as zlib from "node:zlib";

const FAST = { params: { [zlib.constants.ZSTD_c_compressionLevel]: 1 } };
const FLUSHED = { ...FAST, finishFlush: zlib.constants.ZSTD_e_flush };
/** What is smaller fits the first output buffer in any case. */
const SMALL_BYTES = 16_384;

/** What an inflater of node:zlib is to be given, so that whole output of `maxBytes` is never refused. */
export const OUTPUT_SLACK_BYTES = 65_536;

/** One frame, made for speed. */
export function compressZstd(bytes: Uint8Array): Uint8Array {
  if (bytes.byteLength < SMALL_BYTES) return zlib.zstdCompressSync(bytes, FAST);
  const frame = zlib.zstdCompressSync(bytes, FLUSHED);
  const header = lastBlockHeader(frame);
  frame[header] = (frame[header] as number) | 1;
  return frame;
}

/** RFC 8878, 3.1.1.1: magic number, descriptor and window; a frame whose size is not known beforehand has no more. */
const FRAME_HEADER_BYTES = 6;
const BLOCK_HEADER_BYTES = 3;
const RLE_BLOCK = 1;

/** Where the header of the last block stands. RFC 8878, 3.1.1.2: last-block flag, two bits of type, 21 of size. */
function lastBlockHeader(frame: Uint8Array): number {
  for (let at = FRAME_HEADER_BYTES; at + BLOCK_HEADER_BYTES <= frame.byteLength;) {
    const header =
      (frame[at] as number) | ((frame[at + 1] as number) << 8) | ((frame[at + 2] as number) << 16);
    const isRle = ((header >>> 1) & 3) === RLE_BLOCK;
    const next = at + BLOCK_HEADER_BYTES + (isRle ? 1 : header >>> 3);
    if (next === frame.byteLength) return at;
    at = next;
  }
  throw new RangeError("zstd wrote no frame of whole blocks");
}

const FRAME_MAGIC = 0xfd2fb528;
/** RFC 8878, 3.1.2: the magic numbers of skippable frames but for their last four bits. */
const SKIPPABLE_MAGIC = 0x184d2a5;
/** RFC 8878, 3.1.1.1: bytes of the dictionary id and of the content size, by their flags. */
const DICTIONARY_BYTES = [0, 1, 2, 4] as const;
const CONTENT_SIZE_BYTES = [0, 2, 4, 8] as const;

/** Throws unless the bytes are whole frames: what is appended below would make good the last bytes of one that was cut. */
function checkFrames(bytes: Uint8Array): void {
  let at = 0;
  while (at < bytes.byteLength) at = endOfFrame(bytes, at);
  if (at > bytes.byteLength) throw new TypeError("the last frame was cut");
}

function endOfFrame(bytes: Uint8Array, start: number): number {
  const magic = uint32At(bytes, start);
  if (magic >>> 4 === SKIPPABLE_MAGIC) return start + 8 + uint32At(bytes, start + 4);
  if (magic !== FRAME_MAGIC) throw new TypeError("not a zstd frame");
  const descriptor = byteAt(bytes, start + 4);
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const sizeBytes = CONTENT_SIZE_BYTES[(descriptor >>> 6) as 0 | 1 | 2 | 3];
  const fixed = isSingleSegment ? Math.max(1, sizeBytes) : 1 + sizeBytes;
  const blocks = start + 5 + fixed + DICTIONARY_BYTES[(descriptor & 3) as 0 | 1 | 2 | 3];
  return endOfBlocks(bytes, blocks) + ((descriptor & 4) === 0 ? 0 : 4);
}

function endOfBlocks(bytes: Uint8Array, start: number): number {
  let at = start;
  for (let isLast = false; !isLast;) {
    const header = byteAt(bytes, at) | (byteAt(bytes, at + 1) << 8) | (byteAt(bytes, at + 2) << 16);
    isLast = (header & 1) === 1;
    at += BLOCK_HEADER_BYTES + (((header >>> 1) & 3) === RLE_BLOCK ? 1 : header >>> 3);
  }
  return at;
}

function uint32At(bytes: Uint8Array, at: number): number {
  const low = byteAt(bytes, at) | (byteAt(bytes, at + 1) << 8) | (byteAt(bytes, at + 2) << 16);
  return (low | (byteAt(bytes, at + 3) << 24)) >>> 0;
}

function byteAt(bytes: Uint8Array, at: number): number {
  const byte = bytes[at];
  if (byte === undefined) throw new TypeError("the last frame was cut");
  return byte;
}

/** RFC 8878, 3.1.2: a skippable frame with no content. */
const NOTHING = [0x50, 0x2a, 0x4d, 0x18, 0, 0, 0, 0] as const;

/** Throws for what is no whole frame, and a RangeError for more than `maxBytes`. */
export function inflateZstd(frame: Uint8Array, maxBytes: number): Uint8Array {
  checkFrames(frame);
  const input = new Uint8Array(frame.byteLength + NOTHING.length);
  input.set(frame);
  input.set(NOTHING, frame.byteLength);
  const bytes = zlib.zstdDecompressSync(input, { maxOutputLength: maxBytes + OUTPUT_SLACK_BYTES });
  if (bytes.byteLength > maxBytes) throw new RangeError("the frame holds more than the bound");
  return bytes;
}
