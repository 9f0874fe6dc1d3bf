// An upload as it comes: counted as sent, decompressed, bounded both ways. INVARIANT: no more than a piece of it is held.

import { fault, type Fault } from "../../kernel/fault.ts";

const CODINGS: Readonly<Record<string, (stream: ReadableStream<Uint8Array>) => ReadableStream<Uint8Array>>> =
  {
    identity: (stream) => stream,
    gzip: inflate,
    "x-gzip": inflate,
  };

function inflate(stream: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  return stream.pipeThrough(new DecompressionStream("gzip"));
}

/** What cannot go on; thrown inside of a stream, which takes no results, and caught where it is read. */
export class UploadRefusal extends Error {
  readonly fault: Fault;
  constructor(refused: Fault) {
    super(refused.code);
    this.fault = refused;
  }
}

export interface Upload {
  readonly pieces: ReadableStream<Uint8Array>;
  /** Of the bytes as sent, so far. */
  sent(): number;
}

export interface UploadBounds {
  readonly maxBytes: number;
  readonly maxDecodedBytes: number;
}

function counted(maxBytes: number, note: (bytes: number) => void): TransformStream<Uint8Array, Uint8Array> {
  let total = 0;
  return new TransformStream<Uint8Array, Uint8Array>({
    transform(piece, controller) {
      total += piece.byteLength;
      note(total);
      if (total > maxBytes)
        throw new UploadRefusal(fault("request.too_large", `a bill may have at most ${maxBytes} bytes`));
      controller.enqueue(piece);
    },
  });
}

/** `request.unsupported_encoding` as null. */
export function openUpload(
  body: ReadableStream<Uint8Array>,
  encoding: string | null,
  bounds: UploadBounds,
): Upload | null {
  const decode = CODINGS[encoding?.trim().toLowerCase() || "identity"];
  if (decode === undefined) return null;
  let sent = 0;
  const asSent = body.pipeThrough(
    counted(bounds.maxBytes, (bytes) => {
      sent = bytes;
    }),
  );
  const pieces = decode(asSent).pipeThrough(counted(bounds.maxDecodedBytes, () => undefined));
  return { pieces, sent: () => sent };
}
