// The snappy block format (github.com/google/snappy, format_description.txt), inflated by snappyjs. That library checks
// neither that a block fills the length it states nor, before allocating, that it could: both are checked here by walking
// the elements, so a block that lies costs nothing.

import { uncompress } from "snappyjs";

/** Throws a RangeError for a block that states more than `maxBytes`, a TypeError for what is no whole block. */
export function inflateSnappy(body: Uint8Array, maxBytes: number): Uint8Array {
  const { length, at } = readLength(body);
  if (length > maxBytes) throw new RangeError("the block states more than the bound");
  if (sumElements(body, at) !== length) throw new TypeError("the block does not fill its length");
  return uncompress(body, maxBytes);
}

function readLength(body: Uint8Array): { length: number; at: number } {
  let length = 0;
  for (let at = 0; at < 5; at++) {
    const byte = byteAt(body, at);
    length += (byte & 0x7f) * 2 ** (7 * at);
    if (byte < 0x80) return { length, at: at + 1 };
  }
  throw new TypeError("the length is longer than five bytes");
}

/** Bytes of a copy element by the low two bits of its tag; 0 stands for a literal. */
const COPY_BYTES = [0, 2, 3, 5] as const;
/** Literals of this many bytes or more write their length after the tag. */
const LONG_LITERAL = 60;

/** How many bytes the elements from `start` on give. */
function sumElements(body: Uint8Array, start: number): number {
  let sum = 0;
  let at = start;
  while (at < body.byteLength) {
    const tag = byteAt(body, at);
    const copyBytes = COPY_BYTES[tag & 3] as number;
    const size = copyBytes === 0 ? literalSize(body, at) : copySize(tag);
    at += copyBytes === 0 ? 1 + Math.max(0, (tag >>> 2) - LONG_LITERAL + 1) + size : copyBytes;
    sum += size;
  }
  if (at !== body.byteLength) throw new TypeError("the block ends inside an element");
  return sum;
}

function literalSize(body: Uint8Array, at: number): number {
  const short = byteAt(body, at) >>> 2;
  if (short < LONG_LITERAL) return short + 1;
  let size = 1;
  for (let byte = 0; byte <= short - LONG_LITERAL; byte++)
    size += byteAt(body, at + 1 + byte) * 2 ** (8 * byte);
  return size;
}

function copySize(tag: number): number {
  return (tag & 3) === 1 ? ((tag >>> 2) & 7) + 4 : (tag >>> 2) + 1;
}

function byteAt(body: Uint8Array, at: number): number {
  const byte = body[at];
  if (byte === undefined) throw new TypeError("the block ends too early");
  return byte;
}
