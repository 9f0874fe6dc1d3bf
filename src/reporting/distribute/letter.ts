// The mail that carries a report as a file: one line for the subject, what moved in sentences, and what is attached.

import { periodText } from "../report-time.ts";
import type { Report } from "../report.ts";
import { say } from "../report-words.ts";

export interface Letter {
  readonly subject: string;
  readonly text: string;
}

const MOST_SUBJECT = 150;

export function letterOf(report: Report, note: string): Letter {
  const { title, subtitle = "", summary, notes, language, zone } = report;
  const list = (name: string, sentences: readonly string[]): string[] =>
    sentences.length === 0 ? [] : ["", name, ...sentences.map((sentence) => `- ${sentence}`)];
  const lines = [
    title,
    ...(subtitle === "" ? [] : [subtitle]),
    `${say(language, "period")}: ${periodText(report)} (${zone})`,
    ...list(say(language, "summary"), summary),
    ...list(say(language, "notes"), notes),
    "",
    note,
  ];
  return { subject: oneLine(`${title}: ${periodText(report)}`), text: `${lines.join("\n")}\n` };
}

/** A header ends with its line. */
function oneLine(text: string): string {
  const line = text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();
  return line.length <= MOST_SUBJECT ? line : `${line.slice(0, MOST_SUBJECT - 1)}…`;
}
