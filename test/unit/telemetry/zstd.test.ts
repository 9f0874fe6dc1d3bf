import * as zlib from "node:zlib";
import { describe, expect, test } from "vitest";
import { decompress } from "../../../src/telemetry/decompress.ts";
import { compressZstd, inflateZstd } from "../../../src/telemetry/zstd.ts";

/** Bytes of which a compressor can save about a third (mulberry32). */
function noise(sizeBytes: number): Uint8Array {
  let state = 7;
  return Uint8Array.from({ length: sizeBytes }, (_, at) => {
    state = (state + 0x6d2b79f5) >>> 0;
    const mixed = Math.imul(state ^ (state >>> 15), state | 1);
    return at % 3 === 0 ? 7 : mixed >>> 24;
  });
}

function isSame(left: Uint8Array, right: Uint8Array): boolean {
  return left.byteLength === right.byteLength && left.every((byte, at) => byte === right[at]);
}

/** Around the sizes at which the runtime's buffers grow. */
const SIZES = [
  0, 1, 16_384, 40_944, 40_960, 44_832, 81_920, 163_840, 65_536, 88_509, 100_000, 171_226, 335_334, 656_574,
  1_321_797,
];

describe("zstd", () => {
  test("gives back what was compressed, whatever its size", () => {
    for (const size of SIZES) {
      const bytes = noise(size);
      const inflated = inflateZstd(compressZstd(bytes), size);
      expect(isSame(inflated, bytes), `${size} bytes`).toBe(true);
    }
  });

  test("makes frames that any reader of the format takes", () => {
    const bytes = noise(200_000);
    expect(isSame(zlib.zstdDecompressSync(compressZstd(bytes)), bytes)).toBe(true);
  });

  test("refuses a frame that was cut anywhere", () => {
    const bytes = noise(100_000);
    const frame = compressZstd(bytes);
    for (let size = 1; size < frame.byteLength; size += 997) {
      let outcome = "refused";
      try {
        outcome = `${inflateZstd(frame.subarray(0, size), 200_000).byteLength} bytes`;
      } catch {}
      expect(outcome, `cut after ${size}`).toBe("refused");
    }
  });

  test("refuses a frame that holds a byte more than the bound", () => {
    for (const size of SIZES.slice(1)) {
      expect(() => inflateZstd(compressZstd(noise(size)), size - 1), `${size} bytes`).toThrow(
        /bound|limit|larger/i,
      );
    }
  });
});

describe("a compressed body", () => {
  const CODINGS = {
    gzip: (bytes: Uint8Array) => zlib.gzipSync(bytes),
    deflate: (bytes: Uint8Array) => zlib.deflateSync(bytes),
    zstd: compressZstd,
  };

  test("is taken up to the bound and refused one byte past it", () => {
    for (const [coding, pack] of Object.entries(CODINGS)) {
      for (const size of SIZES.slice(1)) {
        const body = pack(noise(size));
        const taken = decompress(body, coding, size);
        expect(taken.ok && taken.value.byteLength, `${coding} of ${size}`).toBe(size);
        const refused = decompress(body, coding, size - 1);
        expect(refused.ok ? "taken" : refused.fault.code, `${coding} of ${size}`).toBe("request.too_large");
      }
    }
  });

  test("that inflates far past the bound is refused as too large", () => {
    for (const [coding, pack] of Object.entries(CODINGS)) {
      const refused = decompress(pack(new Uint8Array(20_000_000)), coding, 100_000);
      const outcome = refused.ok ? "taken" : refused.fault.code;
      expect(outcome, `${coding} of zeros`).toBe("request.too_large");
    }
  });
});
