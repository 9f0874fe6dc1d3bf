// Texts as Parquet's PLAIN byte arrays (4 bytes of length, then UTF-8), both ways.
// Reading goes through one single-byte text of the whole page: most telemetry text is ASCII, and a slice of it costs nothing.

const encoder = new TextEncoder();
const decoder = new TextDecoder();
/** A character for each byte, so that places in the text are places in the bytes. */
const byteDecoder = new TextDecoder("windows-1252");
const LENGTH_BYTES = 4;
/** UTF-8 needs at most three bytes for a UTF-16 unit. */
const MOST_BYTES_A_UNIT = 3;

export function plainTexts(texts: readonly string[]): Uint8Array {
  let most = 0;
  for (const text of texts) most += LENGTH_BYTES + text.length * MOST_BYTES_A_UNIT;
  const bytes = new Uint8Array(most);
  const view = new DataView(bytes.buffer);
  let offset = 0;
  for (const text of texts) {
    const { written } = encoder.encodeInto(text, bytes.subarray(offset + LENGTH_BYTES));
    view.setUint32(offset, written, true);
    offset += LENGTH_BYTES + written;
  }
  return bytes.slice(0, offset);
}

function isAscii(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if ((bytes[i] as number) > 0x7f) return false;
  return true;
}

export function parsePlainTexts(bytes: Uint8Array, count: number): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const whole = byteDecoder.decode(bytes);
  const texts = new Array<string>(count);
  let offset = 0;
  for (let i = 0; i < count; i++) {
    const start = offset + LENGTH_BYTES;
    offset = start + view.getUint32(offset, true);
    texts[i] = isAscii(bytes, start, offset)
      ? whole.slice(start, offset)
      : decoder.decode(bytes.subarray(start, offset));
  }
  return texts;
}
