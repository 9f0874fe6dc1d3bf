// Cuts a byte stream into lines at 0x0A and nowhere else: a JSON text may hold U+2028 or a bare carriage return.
// LIMIT: a line longer than MAX_LINE_BYTES comes in pieces, so that a file without newlines cannot fill the memory;
// no valid line is that long.

import { concatBytes } from "../kernel/bytes.ts";

const NEWLINE = 0x0a;
const MAX_LINE_BYTES = 1_048_576;

/** The lines without their newlines; what follows the last newline is a line when there is something. */
export async function* splitLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let rest: Uint8Array[] = [];
  let restBytes = 0;
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      yield concatBytes([...rest, chunk.subarray(start, end)]);
      rest = [];
      restBytes = 0;
      start = end + 1;
    }
    rest.push(chunk.slice(start));
    restBytes += chunk.byteLength - start;
    if (restBytes > MAX_LINE_BYTES) {
      yield concatBytes(rest);
      rest = [];
      restBytes = 0;
    }
  }
  if (restBytes > 0) yield concatBytes(rest);
}
