import { expect, test } from "vitest";
import { splitLines } from "../../../src/audit/index.ts";
import { parseUtf8, utf8 } from "../../../src/kernel/bytes.ts";
import { printedSeed, seededBelow } from "./naive-tree.ts";

async function linesOf(chunks: readonly Uint8Array[]): Promise<(string | null)[]> {
  async function* stream() {
    yield* chunks;
  }
  const lines: (string | null)[] = [];
  for await (const line of splitLines(stream())) lines.push(parseUtf8(line));
  return lines;
}

test("lines do not depend on where the stream is cut", async () => {
  const below = seededBelow(printedSeed());
  const lines = ["{}", "", "a\u2028b\r", "\u00fc\u20ac\u{1f600}", "x".repeat(500), "last"];
  const bytes = utf8(lines.join("\n"));
  for (let round = 0; round < 100; round++) {
    const chunks: Uint8Array[] = [];
    for (let start = 0; start < bytes.length;) {
      const end = start + below(40);
      chunks.push(bytes.subarray(start, end));
      start = end;
    }
    expect(await linesOf(chunks)).toEqual(lines);
  }
});

test("a final newline makes no further line, and nothing makes none", async () => {
  expect(await linesOf([utf8("a\nb\n")])).toEqual(["a", "b"]);
  expect(await linesOf([])).toEqual([]);
});

test("a line without end comes in pieces and does not fill the memory", async () => {
  const pieces = await linesOf(Array.from({ length: 64 }, () => new Uint8Array(65_536).fill(0x61)));
  expect(pieces.length).toBeGreaterThan(2);
  expect(Math.max(...pieces.map((piece) => piece?.length ?? 0))).toBeLessThanOrEqual(1_048_576 + 65_536);
});
