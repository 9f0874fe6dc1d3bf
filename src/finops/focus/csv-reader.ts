// RFC 4180 read strictly, a piece of text at a time: quotes stand around a whole field or nowhere, every `"` inside is
// doubled, a line ends with CRLF or LF. Nothing is kept but the record that is not whole yet.

import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";

export interface CsvReader {
  /** The records that this piece completes; empty fields are null. */
  push(text: string): Result<(string | null)[][]>;
  /** The last record, of a file that does not end with a line's end. */
  end(): Result<(string | null)[][]>;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const LF = 0x0a;
const CR = 0x0d;

/** LIMIT: a record that is longer is no row of a bill; it bounds what is carried from piece to piece. */
export const MOST_RECORD_CHARS = 1_048_576;

/** Where a field ends: its value, and the index of what follows it; `more` when the text ends inside it. */
type Field =
  | { readonly kind: "field"; readonly value: string | null; readonly next: number }
  | { readonly kind: "more" }
  | { readonly kind: "broken"; readonly why: string };

const MORE: Field = { kind: "more" };

function quotedField(text: string, start: number): Field {
  let close = text.indexOf('"', start + 1);
  let isDoubled = false;
  while (close !== -1 && text.charCodeAt(close + 1) === QUOTE) {
    isDoubled = true;
    close = text.indexOf('"', close + 2);
  }
  // At the very end a quote may be the first of two.
  if (close === -1 || close + 1 === text.length) return MORE;
  const after = text.charCodeAt(close + 1);
  if (after !== COMMA && after !== LF && after !== CR)
    return { kind: "broken", why: "a field goes on after its closing quote" };
  const inner = text.slice(start + 1, close);
  const value = isDoubled ? inner.replaceAll('""', '"') : inner;
  return { kind: "field", value: value === "" ? null : value, next: close + 1 };
}

function bareField(text: string, start: number): Field {
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === COMMA || code === LF || code === CR)
      return { kind: "field", value: at === start ? null : text.slice(start, at), next: at };
    if (code === QUOTE) return { kind: "broken", why: "a quote stands inside an unquoted field" };
  }
  return MORE;
}

type RecordRead =
  | { readonly kind: "record"; readonly cells: (string | null)[]; readonly next: number }
  | { readonly kind: "more" }
  | { readonly kind: "broken"; readonly why: string };

function readRecord(text: string, start: number): RecordRead {
  const cells: (string | null)[] = [];
  for (let at = start; ;) {
    if (at >= text.length) return { kind: "more" };
    const field = text.charCodeAt(at) === QUOTE ? quotedField(text, at) : bareField(text, at);
    if (field.kind !== "field") return field;
    cells.push(field.value);
    const code = text.charCodeAt(field.next);
    if (code === LF) return { kind: "record", cells, next: field.next + 1 };
    if (code === CR) return afterReturn(text, { cells, at: field.next });
    at = field.next + 1;
  }
}

function afterReturn(
  text: string,
  read: { readonly cells: (string | null)[]; readonly at: number },
): RecordRead {
  if (read.at + 1 === text.length) return { kind: "more" };
  if (text.charCodeAt(read.at + 1) !== LF)
    return { kind: "broken", why: "a carriage return ends no line by itself" };
  return { kind: "record", cells: read.cells, next: read.at + 2 };
}

export function createCsvReader(): CsvReader {
  let rest = "";
  let row = 0;
  const read = (text: string): Result<(string | null)[][]> => {
    const records: (string | null)[][] = [];
    for (let at = 0; ;) {
      const found = readRecord(text, at);
      if (found.kind === "broken") return failed(fault("billing.malformed", `row ${row + 1}: ${found.why}`));
      if (found.kind === "more") {
        rest = text.slice(at);
        if (rest.length <= MOST_RECORD_CHARS) return ok(records);
        return failed(
          fault("billing.malformed", `row ${row + 1}: longer than ${MOST_RECORD_CHARS} characters`),
        );
      }
      row += 1;
      records.push(found.cells);
      at = found.next;
    }
  };
  return {
    push: (text) => read(rest === "" ? text : rest + text),
    end() {
      if (rest === "") return ok([]);
      const last = read(`${rest}\n`);
      if (last.ok && rest !== "")
        return failed(fault("billing.malformed", `row ${row + 1}: a quoted field does not end`));
      return last;
    },
  };
}
