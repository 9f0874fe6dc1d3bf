// Reading a request's body with hard limits: on what is sent, before it is decoded, and on what it decodes to.

import { concatBytes, parseUtf8 } from "../kernel/bytes.ts";
import { fault } from "../kernel/fault.ts";
import { failed, ok, type Result } from "../kernel/result.ts";
import { decompress } from "../telemetry/index.ts";
import { exceedsDepth, pointerPastDepth } from "./json-depth.ts";
import type { BodySpec } from "./operation.ts";

const MAX_JSON_DEPTH = 32;

function tooLargeFor(maxBytes: number): Result<never> {
  const message = `a body here may have at most ${maxBytes} bytes`;
  return failed(fault("request.too_large", message, [{ pointer: "", message }]));
}

/** What is declared to be too large is refused unread. */
function streamed(request: Request, maxBytes: number): Result<{ raw: Uint8Array; value: unknown }> {
  if (Number(request.headers.get("content-length") ?? "0") > maxBytes) return tooLargeFor(maxBytes);
  return ok({ raw: new Uint8Array(0), value: request.body ?? new Blob([]).stream() });
}

/** The body's bytes, at most `maxBytes` of them: a body that grows past it is not kept. */
async function readBytes(request: Request, maxBytes: number): Promise<Result<Uint8Array>> {
  const tooLarge = tooLargeFor(maxBytes);
  const declared = Number(request.headers.get("content-length") ?? "0");
  if (declared > maxBytes) return tooLarge;
  if (request.body === null) return ok(new Uint8Array(0));
  // With a declared length HTTP ends the body there, and it may be read at once; without one it is counted as it comes.
  if (declared > 0) {
    const bytes = new Uint8Array(await request.arrayBuffer());
    return bytes.byteLength > maxBytes ? tooLarge : ok(bytes);
  }
  return collect(request.body as ReadableStream<Uint8Array>, maxBytes, tooLarge);
}

async function collect(
  stream: ReadableStream<Uint8Array>,
  maxBytes: number,
  tooLarge: Result<never>,
): Promise<Result<Uint8Array>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > maxBytes) {
      reader.releaseLock();
      return tooLarge;
    }
    chunks.push(value);
  }
  return ok(concatBytes(chunks));
}

function mediaType(request: Request): string {
  return (request.headers.get("content-type") ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
}

const isEmpty = ({ body, headers }: Request): boolean =>
  body === null || headers.get("content-length") === "0";

/** The parsed JSON, or the decoded bytes, or null: as the operation declares. */
export async function readBody(
  request: Request,
  spec: BodySpec,
): Promise<Result<{ raw: Uint8Array; value: unknown }>> {
  if (spec.kind === "none") return ok({ raw: new Uint8Array(0), value: null });
  if (spec.kind === "json" && spec.mayBeEmpty === true && isEmpty(request))
    return ok({ raw: new Uint8Array(0), value: {} });
  const type = mediaType(request);
  const accepted = spec.kind === "json" ? ["application/json"] : spec.contentTypes;
  if (!accepted.includes(type)) {
    return failed(
      fault(
        "request.unsupported_media_type",
        `\`${type.slice(0, 80)}\` is not one of ${accepted.join(", ")}`,
      ),
    );
  }
  if (spec.kind === "stream") return streamed(request, spec.maxBytes);
  const raw = await readBytes(request, spec.maxBytes);
  if (!raw.ok) return raw;
  const encoding = request.headers.get("content-encoding") ?? "identity";
  const decoded = decompress(
    raw.value,
    encoding,
    spec.kind === "json" ? spec.maxBytes : spec.maxDecodedBytes,
  );
  if (!decoded.ok) return decoded;
  if (spec.kind === "bytes") return ok({ raw: raw.value, value: decoded.value });
  return parseJson(raw.value, decoded.value);
}

function parseJson(raw: Uint8Array, bytes: Uint8Array): Result<{ raw: Uint8Array; value: unknown }> {
  const text = parseUtf8(bytes);
  if (text === null) return failed(fault("request.malformed", "the body is not UTF-8"));
  if (exceedsDepth(text, MAX_JSON_DEPTH)) {
    const message = `the body nests deeper than ${MAX_JSON_DEPTH} levels`;
    const pointer = pointerPastDepth(text, MAX_JSON_DEPTH);
    return failed(fault("request.malformed", message, [{ pointer, message }]));
  }
  try {
    return ok({ raw, value: JSON.parse(text) as unknown });
  } catch {
    return failed(fault("request.malformed", "the body is not JSON"));
  }
}
