// Rows of a JSON file from a byte on, read in stretches of any size: those that are there, and no others.

import { describe, expect, it } from "vitest";
import { encodeJson, type TableStart } from "../../../../src/reporting/export/json.ts";
import { readLines } from "../../../../src/reporting/export/json-lines.ts";

const NOTES = ["a", 'b"', "two\nlines", "[1,2],", "決済 決済", "", "x".repeat(90)];
const ROWS = NOTES.map((note, at) => [at, note]);
const table = (name: string) => ({
  name,
  columns: [
    { name: "n", type: "number" as const },
    { name: "note", type: "text" as const },
  ],
  batches: () => [{ rows: NOTES.length, values: [NOTES.map((_, at) => at), NOTES] }],
});

async function written() {
  const starts: TableStart[] = [];
  const pieces = await Array.fromAsync(encodeJson([table("A"), table("B")], (start) => starts.push(start)));
  const file = new Uint8Array(await new Blob(pieces).arrayBuffer());
  let stretches = 0;
  const read = async (byte: number, length: number) => {
    stretches++;
    return file.slice(byte, byte + length);
  };
  return { file, starts, read, stretches: () => stretches };
}

const WANTED = { rows: 7, cells: 2, mostBytes: 10_000 };

describe("the rows of a JSON file", () => {
  it.each([1, 2, 7, 64, 4_096])("are the same when read in stretches of %i bytes", async (stretchBytes) => {
    const { starts, read } = await written();
    expect(starts.map(({ rows }) => rows)).toEqual([7, 7]);
    for (const { byte } of starts) {
      const found = await readLines(read, { ...WANTED, byte, stretchBytes });
      expect(found.ok && found.value.rows).toEqual(ROWS);
    }
  });

  it("go on where the ones before ended, and are as few as fill a page, but one", async () => {
    const { starts, read } = await written();
    let byte = starts[1]?.byte ?? 0;
    const seen: unknown[] = [];
    for (const [mostBytes, count] of [
      [1, 1],
      [8, 1],
      [10_000, 5],
    ] as const) {
      const rows = NOTES.length - seen.length;
      const found = await readLines(read, { ...WANTED, rows, byte, mostBytes, stretchBytes: 32 });
      if (!found.ok) throw new Error(found.fault.code);
      expect(found.value.rows).toHaveLength(count);
      seen.push(...found.value.rows);
      byte = found.value.nextByte;
    }
    expect(seen).toEqual(ROWS);
  });

  it("are read without the rest of the file", async () => {
    const { starts, read, stretches } = await written();
    const byte = starts[0]?.byte ?? 0;
    await readLines(read, { ...WANTED, rows: 2, byte, stretchBytes: 64 });
    expect(stretches()).toBe(1);
  });

  it("are at no other byte of the file: neither inside a row nor where there is none", async () => {
    const { file, starts, read } = await written();
    const isRow = (at: number): boolean => file[at - 1] === 10 && file[at] === "[".charCodeAt(0);
    for (let byte = 1; byte < file.byteLength; byte++) {
      const found = await readLines(read, { ...WANTED, rows: 1, byte, stretchBytes: 4_096 });
      expect(found.ok ? "a row" : found.fault.code, `at ${byte}`).toBe(
        isRow(byte) ? "a row" : "request.cursor_invalid",
      );
    }
    const beyond = { ...WANTED, rows: 8, byte: starts[1]?.byte ?? 0, stretchBytes: 64 };
    expect((await readLines(read, beyond)).ok, "more rows than there are").toBe(false);
  });
});
