// Appends little-endian numbers and arrays to a growing buffer.

const encoder = new TextEncoder();

/** Enough for a request of a few points, which is what most requests are. */
const FIRST_BYTES = 4_096;

export class ByteWriter {
  #bytes = new Uint8Array(FIRST_BYTES);
  #view = new DataView(this.#bytes.buffer);
  #size = 0;

  u8(value: number): void {
    this.#reserve(1);
    this.#view.setUint8(this.#size, value);
    this.#size += 1;
  }

  u32(value: number): void {
    this.#reserve(4);
    this.#view.setUint32(this.#size, value, true);
    this.#size += 4;
  }

  /** The bytes of a typed array as they lie in memory, which is little-endian on every machine that workerd runs on. */
  array(values: ArrayBufferView): void {
    this.#reserve(values.byteLength);
    this.#bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), this.#size);
    this.#size += values.byteLength;
  }

  /** The UTF-8 of a text after its size in bytes. */
  text(text: string): void {
    this.#reserve(4 + text.length * 3);
    const { written } = encoder.encodeInto(text, this.#bytes.subarray(this.#size + 4));
    this.u32(written);
    this.#size += written;
  }

  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.#size);
  }

  #reserve(size: number): void {
    if (this.#size + size <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#size + size));
    grown.set(this.#bytes.subarray(0, this.#size));
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}
