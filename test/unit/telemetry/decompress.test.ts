import * as zlib from "node:zlib";
import { compress } from "snappyjs";
import { describe, expect, it } from "vitest";
import { decompress } from "../../../src/telemetry/decompress.ts";

const MAX_BYTES = 10_000;
const text = new TextEncoder().encode("telemetry ".repeat(900));
const bomb = new Uint8Array(20_000_000);

const CODERS: Readonly<Record<string, (body: Uint8Array) => Uint8Array>> = {
  gzip: (body) => zlib.gzipSync(body),
  deflate: (body) => zlib.deflateSync(body),
  zstd: (body) => zlib.zstdCompressSync(body),
  snappy: (body) => compress(body),
};

const codeOf = (result: ReturnType<typeof decompress>): string | null =>
  result.ok ? null : result.fault.code;

describe("decompress", () => {
  for (const [name, coder] of Object.entries(CODERS)) {
    it(`reads ${name}, refuses a bomb and a stream that ends early`, () => {
      const result = decompress(coder(text), name.toUpperCase(), MAX_BYTES);
      expect(result.ok && Buffer.from(result.value).equals(Buffer.from(text))).toBe(true);
      expect(codeOf(decompress(coder(bomb), name, MAX_BYTES))).toBe("request.too_large");
      const whole = coder(text);
      expect(codeOf(decompress(whole.subarray(0, whole.length - 5), name, MAX_BYTES))).toBe(
        "telemetry.malformed",
      );
      expect(codeOf(decompress(Uint8Array.of(1, 2, 3), name, MAX_BYTES))).toBe("telemetry.malformed");
      expect(codeOf(decompress(new Uint8Array(0), name, MAX_BYTES))).toBe("telemetry.malformed");
    });
  }

  it("passes a plain body through, up to the bound", () => {
    expect(decompress(text, null, MAX_BYTES)).toEqual({ ok: true, value: text });
    expect(codeOf(decompress(text, "identity", 100))).toBe("request.too_large");
  });

  it("refuses an encoding it does not know", () => {
    for (const coding of ["br", "gzip, gzip", "constructor"]) {
      expect(codeOf(decompress(text, coding, MAX_BYTES))).toBe("request.unsupported_encoding");
    }
  });

  it("refuses a snappy block that lies about its length, without allocating it", () => {
    const lie = Uint8Array.of(0x80, 0x80, 0x80, 0x80, 0x01, 0x00, 0x61);
    expect(codeOf(decompress(lie, "snappy", 2 ** 31))).toBe("telemetry.malformed");
    const short = Uint8Array.of(0x05, 0x00, 0x61);
    expect(codeOf(decompress(short, "snappy", MAX_BYTES))).toBe("telemetry.malformed");
  });
});
