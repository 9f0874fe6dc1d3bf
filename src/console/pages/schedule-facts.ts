// What a schedule says, by the fields of its form and in the visitor's words: for the page about it, and for what is different in
// somebody else's version.

import type { BoardHead, ScheduleView } from "../replies.ts";
import { AS_WRITTEN, formOfSchedule } from "../schedule-form.ts";
import type { Words } from "../words/words.ts";

export const scheduleLabels = ({ schedules: t, edit, exports }: Words): Readonly<Record<string, string>> => ({
  name: t.name,
  dashboard: t.board,
  also: t.also,
  moment: t.when,
  cron: t.cron,
  zone: edit.zone,
  period: t.period,
  format: exports.format,
  language: t.language,
  summary: t.summary,
  comparison: t.comparison,
  condition: t.condition,
  recipients: t.recipients,
  copies: t.copies,
  folder_path: t.folder,
  endpoint: t.endpoints,
});

export interface Fact {
  readonly field: string;
  readonly label: string;
  readonly text: string;
}

interface Telling {
  readonly words: Words;
  readonly boards: readonly BoardHead[];
}

const TICKS = ["summary", "comparison", "condition"];
const BOARDS = ["dashboard", "also"];

interface Said {
  readonly field: string;
  readonly value: string;
}

/** A choice as its field calls it. */
function spoken({ field, value }: Said, { schedule }: ScheduleView, { words, boards }: Telling): string {
  const t = words.schedules;
  const named: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    moment: t.moments,
    period: t.periods,
    format: words.exports.formats,
    language: t.languages,
  };
  const { range } = schedule;
  if (TICKS.includes(field)) return t.yes;
  if (BOARDS.includes(field)) return boards.find(({ id }) => id === value)?.title ?? value;
  if (value === AS_WRITTEN && "from" in range) return t.keptRange(range.from, range.to);
  return named[field]?.[value] ?? value;
}

/** Every field in its order, with what it says; nothing for a field that is empty. */
export function factsOf(stored: ScheduleView, telling: Telling): Fact[] {
  const form = formOfSchedule(stored.schedule);
  const isWritten = form.get("moment") === "cron";
  return Object.entries(scheduleLabels(telling.words)).map(([field, label]) => {
    // Of a time and its expression one says it.
    const isHidden = field === "cron" ? !isWritten : field === "moment" && isWritten;
    const values = isHidden ? [] : form.getAll(field).filter((value) => value.trim() !== "");
    return {
      field,
      label,
      text: values.map((value) => spoken({ field, value }, stored, telling)).join(", "),
    };
  });
}

/** What their version says where it does not say the same as the form. */
export function differences(form: URLSearchParams, stored: ScheduleView, telling: Telling): Fact[] {
  const theirs = formOfSchedule(stored.schedule);
  const { empty } = telling.words.schedules;
  return factsOf(stored, telling).flatMap((fact) => {
    const isOther = form.getAll(fact.field).join("\n").trim() !== theirs.getAll(fact.field).join("\n").trim();
    if (!isOther || isUnsaid(fact.field, theirs)) return [];
    return [{ ...fact, text: fact.text === "" ? empty : fact.text }];
  });
}

/** The expression of a time that is chosen by its name is nothing that somebody has written; nor the other way round. */
const isUnsaid = (field: string, theirs: URLSearchParams): boolean =>
  field === "cron" ? theirs.get("moment") !== "cron" : field === "moment" && theirs.get("moment") === "cron";
