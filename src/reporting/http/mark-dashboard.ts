// A dashboard's annotations in a range: instants that are written down, and log records that its searches find.

import { ok, type Result } from "../../kernel/result.ts";
import { parseInstant } from "../../kernel/time.ts";
import type { Dashboard } from "../dashboard.ts";
import { numberIn, rowCount, textIn } from "../frame.ts";
import type { Mark, RangeMs } from "../kinds/kind.ts";
import type { StoredDashboard } from "../stored-dashboard.ts";
import type { Readers, ReadingCall } from "./readers.ts";
import { runPanel } from "./run-panel.ts";

type Annotation = Dashboard["annotations"][number];

/** LIMIT: more marks than these hide what they mark. */
const MOST_MARKS = 50;

interface Marked {
  readonly stored: StoredDashboard;
  readonly range: RangeMs;
}

export async function markDashboard(
  call: ReadingCall,
  readers: Readers,
  { stored, range }: Marked,
): Promise<Result<readonly Mark[]>> {
  const marks: Mark[] = [];
  for (const annotation of stored.document.annotations) {
    marks.push(...writtenMarks(annotation, range, call.nowMs));
    if (annotation.logs === undefined) continue;
    const found = await foundMarks(call, readers, { stored, range, annotation });
    if (!found.ok) return found;
    marks.push(...found.value);
  }
  return ok(marks.toSorted((a, b) => a.timeMs - b.timeMs).slice(0, MOST_MARKS));
}

/** Instants that the document itself names. */
export function writtenMarks({ at, severity }: Annotation, { fromMs, toMs }: RangeMs, nowMs: number): Mark[] {
  return at.flatMap(({ time, until, text }) => {
    const start = parseInstant(time, nowMs);
    if (!start.ok || start.value >= toMs) return [];
    const end = until === undefined ? null : parseInstant(until, nowMs);
    const untilMs = end?.ok === true ? Math.min(end.value, toMs) : undefined;
    if ((untilMs ?? start.value) < fromMs) return [];
    return [{ timeMs: Math.max(fromMs, start.value), untilMs, text, severity }];
  });
}

/** Found as the reader: who may not read logs, and is not given them, has no such marks. */
async function foundMarks(
  call: ReadingCall,
  readers: Readers,
  { stored, range, annotation }: Marked & { readonly annotation: Annotation },
): Promise<Result<Mark[]>> {
  const { service, text = "" } = annotation.logs ?? {};
  const request = { text, limit: MOST_MARKS, ...(service === undefined ? {} : { service }) };
  const panel = { id: "marks", queries: [{ ref: "A", source: "logs" as const, request, hidden: false }] };
  const run = { panel, range, choices: {}, comparison: { with: "none" as const }, shownBy: stored };
  const read = await runPanel(call, readers, run);
  if (!read.ok) return read.fault.code === "policy.denied" ? ok([]) : read;
  const { severity } = annotation;
  return ok(
    read.value.frames.flatMap((frame) => {
      const [time] = frame.fields;
      const body = frame.fields.find(({ name }) => name === "body");
      return Array.from({ length: rowCount(frame) }, (_, row) => ({
        timeMs: numberIn(time, row) ?? 0,
        text: textIn(body, row),
        severity,
      }));
    }),
  );
}
