// Appends little-endian numbers and arrays to a growing buffer, which is used again once it is cleared.

const encoder = new TextEncoder();

/** Enough for a request of a few points, which is what most requests are. */
const FIRST_BYTES = 4_096;
/** What a cleared writer keeps at most: one large request must not hold its memory for ever. */
const MOST_KEPT_BYTES = 262_144;

export class ByteWriter {
  #bytes = new Uint8Array(FIRST_BYTES);
  #view = new DataView(this.#bytes.buffer);
  #size = 0;

  u8(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#size] = value;
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

  /** What was written: a view that holds until the writer is cleared. */
  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#size);
  }

  clear(): void {
    this.#size = 0;
    if (this.#bytes.length > MOST_KEPT_BYTES) this.#resize(FIRST_BYTES);
  }

  #reserve(size: number): void {
    if (this.#size + size <= this.#bytes.length) return;
    this.#resize(Math.max(this.#bytes.length * 2, this.#size + size));
  }

  #resize(sizeBytes: number): void {
    const resized = new Uint8Array(sizeBytes);
    resized.set(this.#bytes.subarray(0, this.#size));
    this.#bytes = resized;
    this.#view = new DataView(resized.buffer);
  }
}
