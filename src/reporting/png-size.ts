// Whether bytes are a PNG that every reader draws, and how large (ISO/IEC 15948): its chunks are whole, and its pixels unpack to
// as many as the header says. Interlaced and 16-bit ones are none.

import { inflateSync } from "node:zlib";
import { concatBytes } from "../kernel/bytes.ts";

interface Sides {
  readonly width: number;
  readonly height: number;
}

const SIGNATURE = 0x8950_4e47;
/** Samples of a pixel by colour type (11.2.2). */
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const PALETTE = 3;
const MOST_BYTES = 8_388_608;

export function pngSize(bytes: Uint8Array): Sides | null {
  const chunks = readChunks(bytes);
  const [header, data] = [chunks?.get("IHDR"), chunks?.get("IDAT")];
  if (header?.byteLength !== 13 || data === undefined || chunks?.has("IEND") !== true) return null;
  const view = viewOf(header);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  const [depth, colour, interlace] = [view.getUint8(8), view.getUint8(9), view.getUint8(12)];
  const channels = CHANNELS[colour] ?? 0;
  const isOurs = channels > 0 && interlace === 0 && (depth === 8 || (colour === PALETTE && depth < 8));
  if (!isOurs || width === 0 || height === 0 || (colour === PALETTE && !chunks.has("PLTE"))) return null;
  const line = 1 + Math.ceil((width * channels * depth) / 8);
  return unpackedBytes(data) === line * height ? { width, height } : null;
}

/** Null where a chunk reaches past the end. Those of one name are put together. */
function readChunks(bytes: Uint8Array): Map<string, Uint8Array> | null {
  const view = viewOf(bytes);
  if (bytes.byteLength < 8 || view.getUint32(0) !== SIGNATURE) return null;
  const chunks = new Map<string, Uint8Array>();
  for (let at = 8; at < bytes.byteLength;) {
    if (at + 12 > bytes.byteLength) return null;
    const length = view.getUint32(at);
    if (at + 12 + length > bytes.byteLength) return null;
    const name = new TextDecoder().decode(bytes.subarray(at + 4, at + 8));
    const before = chunks.get(name) ?? new Uint8Array(0);
    chunks.set(name, concatBytes([before, bytes.subarray(at + 8, at + 8 + length)]));
    at += 12 + length;
  }
  return chunks;
}

function unpackedBytes(data: Uint8Array): number {
  try {
    return inflateSync(data, { maxOutputLength: MOST_BYTES }).byteLength;
  } catch {
    return -1;
  }
}

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
