// Reads the protobuf wire format (protobuf.dev/programming-guides/encoding) strictly: what runs past its message, a group,
// a varint over ten bytes and text that is not UTF-8 are `telemetry.malformed`. A field is found by its whole tag, so one of
// an unexpected wire type counts as unknown. pbf's reader is not used: it checks no bounds and repairs bad text silently.
// The whole message is turned into a latin1 string once; ASCII texts and cache keys are slices of it, which cost no decoding.

import { latin1 } from "../../kernel/latin1.ts";
import { parseUtf8 } from "../../kernel/bytes.ts";
import { malformed, refuse } from "./refusal.ts";

export const VARINT = 0;
export const FIXED64 = 1;
export const LENGTH = 2;
export const FIXED32 = 5;

/** LIMIT: parts (fields with a length) of one row or one list of rows; each costs memory that its two bytes do not show. */
const MOST_PARTS = 262_144;

const TWO_32 = 4_294_967_296;

/** 1 for a byte that stands for itself inside a JSON string. */
const PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c ? 1 : 0,
);

export class WireReader {
  readonly bytes: Uint8Array;
  /** The message with one UTF-16 unit for each byte. */
  readonly latin1: string;
  pos = 0;
  /** The words of the 64-bit varint read last. */
  lo = 0;
  hi = 0;
  readonly #view: DataView;
  #end: number;
  #tag = 0;
  #parts = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.latin1 = latin1(bytes);
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#end = bytes.byteLength;
  }

  /** A row, or a list of rows, begins: its parts are counted from here. */
  startPart(): void {
    this.#parts = 0;
  }

  /** The next tag of the message that ends at `end`; 0 at its end. */
  nextTag(end: number): number {
    this.#end = end;
    if (this.pos >= end) return 0;
    const tag = this.uint32();
    if (tag >>> 3 === 0) malformed("a protobuf field has the number 0");
    this.#tag = tag;
    return tag;
  }

  /** Steps over the value of the tag read last. */
  skip(): void {
    const type = this.#tag & 7;
    if (type === VARINT) this.varint64();
    else if (type === FIXED64) this.#take(8);
    else if (type === LENGTH) this.pos = this.open();
    else if (type === FIXED32) this.#take(4);
    else malformed(`a protobuf field has the wire type ${type}`);
  }

  /** The end of the length-delimited value that begins here. */
  open(): number {
    if (++this.#parts > MOST_PARTS) refuse("telemetry.too_many", `one row may hold ${MOST_PARTS} parts`);
    const size = this.uint32();
    const end = this.pos + size;
    if (end > this.#end) malformed("a protobuf field runs past its message");
    return end;
  }

  /** The low 32 bits of a varint. */
  uint32(): number {
    const byte = this.pos < this.#end ? (this.bytes[this.pos] as number) : 0x80;
    if (byte < 0x80) {
      this.pos++;
      return byte;
    }
    this.varint64();
    return this.lo;
  }

  sint32(): number {
    const value = this.uint32();
    return (value >>> 1) ^ -(value & 1);
  }

  /** A varint into `lo` and `hi`. */
  varint64(): void {
    let lo = 0;
    let hi = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (this.pos >= this.#end) malformed("a protobuf varint runs past its message");
      const byte = this.bytes[this.pos++] as number;
      const bits = byte & 0x7f;
      if (shift < 28) lo |= bits << shift;
      else if (shift === 28) {
        lo |= bits << 28;
        hi = bits >>> 4;
      } else hi |= bits << (shift - 32);
      if (byte < 0x80) {
        this.lo = lo >>> 0;
        this.hi = hi >>> 0;
        return;
      }
    }
    malformed("a protobuf varint is longer than ten bytes");
  }

  fixed32(): number {
    this.#take(4);
    return this.#view.getUint32(this.pos - 4, true);
  }

  /** A fixed64 or double, bit for bit, into `slot` of `target`. */
  fixed64(target: Uint32Array, slot: number): void {
    this.#take(8);
    target[slot * 2] = this.#view.getUint32(this.pos - 8, true);
    target[slot * 2 + 1] = this.#view.getUint32(this.pos - 4, true);
  }

  double(): number {
    this.#take(8);
    return this.#view.getFloat64(this.pos - 8, true);
  }

  /** An unsigned fixed64 as `lo` and `hi`. */
  fixed64Words(): void {
    this.#take(8);
    this.lo = this.#view.getUint32(this.pos - 8, true);
    this.hi = this.#view.getUint32(this.pos - 4, true);
  }

  string(): string {
    return this.text(this.open());
  }

  /** The text from here to `end`. */
  text(end: number): string {
    const from = this.pos;
    this.pos = end;
    for (let at = from; at < end; at++) {
      if ((this.bytes[at] as number) >= 0x80) return this.#decode(from, end);
    }
    return this.latin1.slice(from, end);
  }

  /** The text from here to `end` as a JSON string. */
  quoted(end: number): string {
    const from = this.pos;
    this.pos = end;
    for (let at = from; at < end; at++) {
      if (PLAIN[this.bytes[at] as number] === 0) return JSON.stringify(this.#decode(from, end));
    }
    return `"${this.latin1.slice(from, end)}"`;
  }

  blob(): Uint8Array {
    const end = this.open();
    const blob = this.bytes.subarray(this.pos, end);
    this.pos = end;
    return blob;
  }

  #decode(from: number, end: number): string {
    return parseUtf8(this.bytes.subarray(from, end)) ?? malformed("a text is not valid UTF-8");
  }

  #take(size: number): void {
    this.pos += size;
    if (this.pos > this.#end) malformed("a protobuf field runs past its message");
  }
}

/** Two words as a signed integer in decimal. */
export function signedText(lo: number, hi: number): string {
  const high = hi | 0;
  const value = high * TWO_32 + lo;
  if (Number.isSafeInteger(value)) return String(value);
  return String(BigInt.asIntN(64, (BigInt(hi) << 32n) | BigInt(lo)));
}

/** Two words as an unsigned integer in decimal. */
export function unsignedText(lo: number, hi: number): string {
  const value = hi * TWO_32 + lo;
  return Number.isSafeInteger(value) ? String(value) : String((BigInt(hi) << 32n) | BigInt(lo));
}
