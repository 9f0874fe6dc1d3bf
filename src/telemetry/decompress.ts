// A request body by its Content-Encoding, never larger than asked for: what inflates past the bound is
// `request.too_large`, what ends early or is no such stream `telemetry.malformed`.

import * as zlib from "node:zlib";
import { fault } from "../kernel/fault.ts";
import { failed, ok, type Result } from "../kernel/result.ts";
import { inflateSnappy } from "./snappy.ts";
import { inflateZstd, OUTPUT_SLACK_BYTES } from "./zstd.ts";

type Inflate = (body: Uint8Array, maxBytes: number) => Uint8Array;

const CODINGS: Readonly<Record<string, Inflate>> = {
  identity: (body) => body,
  gzip: inflateGzip,
  "x-gzip": inflateGzip,
  deflate: (body, maxBytes) => withinBound(zlib.inflateSync(body, bound(maxBytes)), maxBytes),
  zstd: inflateZstd,
  snappy: inflateSnappy,
};

function bound(maxBytes: number): { maxOutputLength: number } {
  return { maxOutputLength: maxBytes + OUTPUT_SLACK_BYTES };
}

function withinBound(bytes: Uint8Array, maxBytes: number): Uint8Array {
  if (bytes.byteLength > maxBytes) throw new RangeError("the body inflates to more than the bound");
  return bytes;
}

function inflateGzip(body: Uint8Array, maxBytes: number): Uint8Array {
  return withinBound(zlib.gunzipSync(body, bound(maxBytes)), maxBytes);
}

/** `encoding` as the header has it; null or empty is identity. */
export function decompress(body: Uint8Array, encoding: string | null, maxBytes: number): Result<Uint8Array> {
  const coding = encoding?.trim().toLowerCase() || "identity";
  const inflate = Object.hasOwn(CODINGS, coding) ? CODINGS[coding] : undefined;
  if (inflate === undefined) {
    const detail = `\`${coding.slice(0, 64)}\` is not one of ${Object.keys(CODINGS).join(", ")}`;
    return failed(fault("request.unsupported_encoding", detail));
  }
  const tooLarge = failed(
    fault("request.too_large", `the body is larger than ${maxBytes} bytes when decompressed`),
  );
  if (coding === "identity") return body.byteLength > maxBytes ? tooLarge : ok(body);
  // workerd takes nothing for a whole zstd stream.
  if (body.byteLength === 0)
    return failed(fault("telemetry.malformed", `an empty body is no ${coding} stream`));
  try {
    return ok(inflate(body, maxBytes));
  } catch (error) {
    return isOverflow(error)
      ? tooLarge
      : failed(fault("telemetry.malformed", `the body is not a whole ${coding} stream`));
  }
}

/** How the codecs say that the output would pass its bound. */
function isOverflow(error: unknown): boolean {
  return (
    error instanceof RangeError || (error as { readonly code?: unknown }).code === "ERR_BUFFER_TOO_LARGE"
  );
}
