// One column by a tenant's privacy rules: each text of a dictionary once, each row of a text column. Notes by row what
// happened; a text that was refused stays, because its row goes.

import type { Outcome, Redactor } from "../../privacy/index.ts";
import { type Column, type DictColumn, NULL_CODE, type Table, type TextColumn } from "../table.ts";
import type { RedactedColumn } from "./redacted-columns.ts";

export const CHANGED = 1;
export const REFUSED = 2;
export const UNEXAMINED = 4;

export interface RowMarks {
  readonly rows: Uint8Array;
  /** What rows were refused for. */
  readonly classes: Set<string>;
}

export interface ColumnTask {
  readonly how: RedactedColumn;
  readonly redactor: Redactor;
  readonly marks: RowMarks;
  readonly table: Table;
}

/** What stands in place of a text that was not looked at; objects stay objects. */
const LEFT_OUT: Readonly<Record<RedactedColumn["shape"], string | null>> = {
  text: "[unexamined]",
  body: "[unexamined]",
  json: '{"traceo.privacy":"unexamined"}',
  records: null,
};

interface Judged {
  readonly text: string | null;
  readonly mark: number;
}

/** Null for a text that stays as it is. */
function judge(text: string, isJson: boolean, { how, redactor, marks }: ColumnTask): Judged | null {
  const outcome = lookAt(text, isJson, { how, redactor });
  switch (outcome.kind) {
    case "same":
      return null;
    case "changed":
      return { text: outcome.text, mark: CHANGED };
    case "dropped":
      return { text: how.whenDropped, mark: CHANGED };
    case "refused":
      marks.classes.add(outcome.personalClass);
      return { text, mark: REFUSED };
    case "unexamined":
      return unexamined(text, isJson, { how, redactor, marks });
  }
}

function unexamined(
  text: string,
  isJson: boolean,
  { how, redactor, marks }: Omit<ColumnTask, "table">,
): Judged {
  if (redactor.refuses) {
    marks.classes.add("what was beyond the budget");
    return { text, mark: REFUSED };
  }
  return { text: isJson && how.shape === "body" ? '"[unexamined]"' : LEFT_OUT[how.shape], mark: UNEXAMINED };
}

function lookAt(
  text: string,
  isJson: boolean,
  { how, redactor }: Pick<ColumnTask, "how" | "redactor">,
): Outcome {
  if (how.shape === "records") return redactor.records(text);
  return isJson ? redactor.json(text) : redactor.text(text, how.name);
}

export function redactColumn(column: Column, task: ColumnTask): Column {
  if (column.kind === "dict") return redactDict(column, task);
  return column.kind === "text" ? redactTexts(column, task) : column;
}

function redactDict(column: DictColumn, task: ColumnTask): DictColumn {
  const judged = column.values.map((text) => judge(text, task.how.shape === "json", task));
  if (judged.every((one) => one === null)) return column;
  const index = new Map<string, number>();
  const intern = (text: string): number => {
    const code = index.get(text) ?? index.size;
    index.set(text, code);
    return code;
  };
  const newCodes = column.values.map((text, code) => {
    const one = judged[code] ?? { text };
    return one.text === null ? NULL_CODE : intern(one.text);
  });
  const codes = column.codes.map((code, row) => {
    if (code === NULL_CODE) return code;
    task.marks.rows[row] = (task.marks.rows[row] as number) | (judged[code]?.mark ?? 0);
    return newCodes[code] as number;
  });
  return { kind: "dict", codes, values: [...index.keys()] };
}

function redactTexts(column: TextColumn, task: ColumnTask): TextColumn {
  const { marks, how, table } = task;
  const types = table.columns["body_type"];
  let values: (string | null)[] | null = null;
  for (let row = 0; row < column.values.length; row++) {
    const text = column.values[row] ?? null;
    if (text === null) continue;
    const isJson = how.shape === "json" || (how.shape === "body" && isJsonBody(types, row));
    const judged = judge(text, isJson, task);
    if (judged === null) continue;
    values ??= [...column.values];
    values[row] = judged.text;
    marks.rows[row] = (marks.rows[row] as number) | judged.mark;
  }
  return values === null ? column : { kind: "text", values };
}

function isJsonBody(types: Column | undefined, row: number): boolean {
  return types?.kind === "dict" && types.values[types.codes[row] as number] === "json";
}
