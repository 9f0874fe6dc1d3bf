// Bytes as text of one character each, and the size of a text in UTF-8: both by Node's Buffer, natively, because the hot
// path of ingest needs them. The Workers' types leave Buffer an `any`; here it gets the two types that are used.

import { Buffer as untypedBuffer } from "node:buffer";

interface NodeBuffer {
  from(buffer: ArrayBufferLike, offset: number, size: number): { toString(encoding: "latin1"): string };
  byteLength(text: string): number;
}

const buffer = untypedBuffer as NodeBuffer;

/** Character `i` has the code of byte `i`. */
export function latin1(bytes: Uint8Array): string {
  return buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}

export function utf8Bytes(text: string): number {
  return buffer.byteLength(text);
}
