// Logs: records newest first, with the colour of their severity.

import { z } from "zod";
import { openClockface } from "../draw/write-time.ts";
import { findField, numberIn, rowCount, textIn } from "../frame.ts";
import type { Severity } from "../look.ts";
import { columnsExample, EXAMPLE_START_MS } from "./examples.ts";
import { declareKind, nothing, type Cell, type Drawing, type DrawInput } from "./kind.ts";

const options = z.strictObject({
  columns: z
    .array(z.enum(["time", "severity", "service", "body", "trace_id"]))
    .min(1)
    .max(5)
    .default(["time", "severity", "service", "body"]),
  most_rows: z.int().min(1).max(1_000).default(100),
});

type Options = z.infer<typeof options>;

/** OpenTelemetry's severity numbers: 13 is WARN, 17 ERROR. */
function severityOf(number: number | null): Severity | null {
  if (number === null || number < 13) return null;
  return number < 17 ? "warning" : "critical";
}

function drawLogs(input: DrawInput<Options>): Drawing {
  const [frame] = input.frames;
  if (frame === undefined || rowCount(frame) === 0) return nothing("No log records match in this range.");
  const { columns: wanted, most_rows: most } = input.options;
  const clock = openClockface(input.zone, 0);
  const fields = wanted.map((name) => findField(frame, name));
  const number = findField(frame, "severity_number");
  const shown = Math.min(most, rowCount(frame));
  const rows = Array.from({ length: shown }, (_, row) =>
    wanted.map((name, at): Cell => {
      const field = fields[at];
      const value = field?.values[row] ?? null;
      if (name === "time") return { value, text: value === null ? "" : clock.long(Number(value)) };
      const cell = { value, text: textIn(field, row) };
      return name === "severity" ? { ...cell, severity: severityOf(numberIn(number, row)) } : cell;
    }),
  );
  const columns = wanted.map((title) => ({
    title,
    align: "left" as const,
    type: title === "time" ? ("time" as const) : ("text" as const),
  }));
  const table = { columns, rows, more: rowCount(frame) - shown };
  return { form: "table", table, words: `${rowCount(frame)} log records, newest first.` };
}

const at = (second: number): number => EXAMPLE_START_MS + second * 1_000;

export const logs = declareKind({
  title: "Logs",
  meaning: "Log records, newest first, with their severity. Frames of the source `logs`.",
  options,
  example: () => ({
    frames: [
      columnsExample("A", {
        time: [at(59), at(48), at(31), at(12), at(3)],
        severity: ["ERROR", "INFO", "WARN", "INFO", "INFO"],
        severity_number: [17, 9, 13, 9, 9],
        service: ["checkout", "checkout", "mail", "search", "login"],
        body: [
          "payment provider answered 503, order kept for another try",
          "order 48120 taken",
          "queue is 80 % full",
          "index opened in 212 ms",
          "user signed in",
        ],
      }),
    ],
    options: {},
  }),
  draw: drawLogs,
});
