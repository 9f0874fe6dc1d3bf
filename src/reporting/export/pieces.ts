// What is done with the bytes of a file on their way: compressed, counted, put together to pieces of a size.

import { fault } from "../../kernel/fault.ts";
import type { Fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";

/** Gzip without a time or a name: the same bytes in, the same bytes out. */
export async function* gzipped(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { readable, writable } = new CompressionStream("gzip");
  const pumped = pump(bytes, writable);
  yield* readable as unknown as AsyncIterable<Uint8Array>;
  await pumped;
}

async function pump(bytes: AsyncIterable<Uint8Array>, writable: WritableStream<BufferSource>): Promise<void> {
  const writer = writable.getWriter();
  try {
    for await (const piece of bytes) await writer.write(piece);
    await writer.close();
  } catch (error) {
    // The reading side fails with it.
    await writer.abort(error).catch(() => null);
  }
}

/** Thrown where a file grows past its limit: whoever writes it makes a refusal of it. */
export class FileTooLarge extends Error {
  readonly fault: Fault;
  constructor(mostBytes: number) {
    super("the file is too large");
    this.fault = {
      ...fault("query.result_too_large", `the file would have more than ${mostBytes} bytes`),
      limit: { name: "result_bytes", value: mostBytes, asked: mostBytes + 1 },
    };
  }
}

export async function* bounded(
  bytes: AsyncIterable<Uint8Array>,
  mostBytes: number,
): AsyncGenerator<Uint8Array> {
  let sent = 0;
  for await (const piece of bytes) {
    sent += piece.byteLength;
    if (sent > mostBytes) throw new FileTooLarge(mostBytes);
    yield piece;
  }
}

/** LIMIT: of a file that nobody waits for yet. */
const HELD_BYTES = 262_144;

/** The same bytes once some of them are there: a file that is too large at its beginning is refused, not broken off. */
export async function begun(bytes: AsyncGenerator<Uint8Array>): Promise<Result<AsyncGenerator<Uint8Array>>> {
  const held: Uint8Array[] = [];
  try {
    for (let heldBytes = 0; heldBytes < HELD_BYTES;) {
      const next = await bytes.next();
      if (next.done === true) break;
      held.push(next.value);
      heldBytes += next.value.byteLength;
    }
  } catch (error) {
    if (error instanceof FileTooLarge) return failed(error.fault);
    throw error;
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    yield* held;
    yield* bytes;
  }
  return ok(all());
}

/** Pieces of that size, the last one smaller. */
export async function* regrouped(
  bytes: AsyncIterable<Uint8Array>,
  sizeBytes: number,
): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  for await (const whole of bytes) {
    let piece = whole;
    while (heldBytes + piece.byteLength >= sizeBytes) {
      const cut = sizeBytes - heldBytes;
      yield joined([...held, piece.subarray(0, cut)], sizeBytes);
      piece = piece.subarray(cut);
      [held, heldBytes] = [[], 0];
    }
    if (piece.byteLength > 0) held.push(piece);
    heldBytes += piece.byteLength;
  }
  if (heldBytes > 0) yield joined(held, heldBytes);
}

function joined(parts: readonly Uint8Array[], sizeBytes: number): Uint8Array {
  const all = new Uint8Array(sizeBytes);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.byteLength;
  }
  return all;
}
