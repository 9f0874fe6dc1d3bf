// RFC 4180, strictly: what is read, that it does not matter where the text is cut, and what is refused by row number.

import { describe, expect, it } from "vitest";
import { createCsvReader, MOST_RECORD_CHARS } from "../../../../src/finops/focus/csv-reader.ts";
import { csvLine, guardFormula } from "../../../../src/finops/focus/csv-writer.ts";
import { seededRandom } from "../../../support/ingest.ts";

type Records = (string | null)[][];

/** The records of these pieces, or the detail of the refusal. */
function read(...pieces: string[]): Records | string {
  const reader = createCsvReader();
  const records: Records = [];
  for (const part of [...pieces.map((text) => () => reader.push(text)), () => reader.end()]) {
    const found = part();
    if (!found.ok) return `${found.fault.code}: ${found.fault.detail}`;
    records.push(...found.value);
  }
  return records;
}

describe("the reader of CSV", () => {
  it("reads lines that end with CRLF or LF, and a last one that does not", () => {
    expect(read("a,b\r\n1,2\n3,4")).toStrictEqual([
      ["a", "b"],
      ["1", "2"],
      ["3", "4"],
    ]);
  });

  it("reads quoted fields with commas, quotes and line ends, and null for an empty one", () => {
    expect(read('"a,b","say ""hi""","two\r\nlines",,""\n')).toStrictEqual([
      ["a,b", 'say "hi"', "two\r\nlines", null, null],
    ]);
  });

  it("reads no record of an empty text, and one null of an empty line", () => {
    expect(read("")).toStrictEqual([]);
    expect(read("\n")).toStrictEqual([[null]]);
  });

  it("keeps spaces", () => {
    expect(read(" a , b \n")).toStrictEqual([[" a ", " b "]]);
  });

  it.each([
    ['a,b\n1,2x"\n', "row 2: a quote stands inside an unquoted field"],
    ['a,b\n"1"x,2\n', "row 2: a field goes on after its closing quote"],
    ['a\n"b\n', "row 2: a quoted field does not end"],
    ["a\rb\n", "row 1: a carriage return ends no line by itself"],
    [`a\n"${"x".repeat(MOST_RECORD_CHARS)}`, `row 2: longer than ${MOST_RECORD_CHARS} characters`],
  ])("refuses %#", (text, why) => {
    expect(read(text)).toBe(`billing.malformed: ${why}`);
  });

  it("gives back what was written, wherever the text is cut", () => {
    const seed = 20_261_123;
    const random = seededRandom(seed);
    const letters = ["a", ",", '"', "\n", "\r\n", " ", "é", "💶", "x", "="];
    const word = () =>
      Array.from(
        { length: Math.floor(random() * 5) },
        () => letters[Math.floor(random() * letters.length)],
      ).join("");
    for (let round = 0; round < 300; round++) {
      const records = Array.from({ length: 1 + Math.floor(random() * 4) }, () =>
        Array.from({ length: 3 }, () => word() || null),
      );
      const text = records.map((record) => csvLine(record)).join("");
      const cuts = Array.from({ length: 3 }, () => Math.floor(random() * text.length)).sort(
        (one, two) => one - two,
      );
      const pieces = [0, ...cuts].map((from, at) => text.slice(from, [...cuts, text.length][at]));
      expect(read(...pieces), `seed ${seed}, round ${round}`).toStrictEqual(records);
    }
  });
});

describe("cells that a spreadsheet would run", () => {
  it.each(["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1", "\r=1"])("guards %j", (text) => {
    expect(guardFormula(text)).toBe(`'${text}`);
  });

  it.each(["-12.5", "0", "team = core", null])("leaves %j", (text) => {
    expect(guardFormula(text)).toBe(text);
  });
});
