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

const LEAST_PIECE = 32_768;
const PIECE = 65_536;

/** The runtime hands out 4 KB at a time: sixteen times as many turns, and as much garbage, as a bill needs. */
function inPieces(body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  const reader = body.getReader({ mode: "byob" });
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await reader.readAtLeast(LEAST_PIECE, new Uint8Array(PIECE));
        if (value !== undefined && value.byteLength > 0) controller.enqueue(value);
        if (done) controller.close();
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
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
  const coding = encoding?.trim().toLowerCase() || "identity";
  const decode = Object.hasOwn(CODINGS, coding) ? CODINGS[coding] : undefined;
  if (decode === undefined) return null;
  let sent = 0;
  const asSent = inPieces(body).pipeThrough(
    counted(bounds.maxBytes, (bytes) => {
      sent = bytes;
    }),
  );
  const pieces = decode(asSent).pipeThrough(counted(bounds.maxDecodedBytes, () => undefined));
  return { pieces, sent: () => sent };
}
