// Reads what ByteWriter wrote, trusting no length: whatever runs past the end is `telemetry.malformed`.

import { parseUtf8 } from "../../kernel/bytes.ts";
import { malformed } from "../intake/refusal.ts";

export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.byteLength;
  }

  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  /** A copy, so that it is aligned for any typed array. */
  buffer(sizeBytes: number): ArrayBuffer {
    const at = this.#take(sizeBytes);
    return new Uint8Array(this.#bytes.subarray(at, at + sizeBytes)).buffer;
  }

  text(): string {
    const size = this.u32();
    const at = this.#take(size);
    return (
      parseUtf8(this.#bytes.subarray(at, at + size)) ?? malformed("a batch holds text that is not UTF-8")
    );
  }

  #take(size: number): number {
    const at = this.#at;
    if (size > this.#bytes.byteLength - at) malformed("a batch ends too early");
    this.#at = at + size;
    return at;
  }
}
