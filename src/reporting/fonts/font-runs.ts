// Which font writes which part of a text: the brand's own wherever it has the characters, one East Asian font for the rest.

import type { ReportLanguage } from "../report.ts";
import type { EastFont } from "./font-files.ts";

/** What Noto Sans and Noto Serif do not hold; combining marks stay with what they combine with. */
const FAR =
  /[^\p{Cc} -\u036f\u0370-\u052f\u1d00-\u1fff\u2000-\u206f\u2070-\u20bf\u2100-\u215f\u2212\ufeff\ufffd]+/gu;
const KANA = /[\u3040-\u30ff]/u;
const HAN = /[\u3400-\u9fff\uf900-\ufaff]/u;

export interface FontRun {
  readonly text: string;
  readonly isFar: boolean;
}

/** Drawings' own signs that no font here holds. */
const STAND_INS: Readonly<Record<string, string>> = { "✕": "×", "✔": "✓" };

/** At least one run, whose texts together are the text. */
export function fontRuns(given: string): FontRun[] {
  const text = given.replaceAll(/[✕✔]/g, (sign) => STAND_INS[sign] ?? sign);
  const runs: FontRun[] = [];
  let at = 0;
  for (const match of text.matchAll(FAR)) {
    if (match.index > at) runs.push({ text: text.slice(at, match.index), isFar: false });
    runs.push({ text: match[0], isFar: true });
    at = match.index + match[0].length;
  }
  if (at < text.length || runs.length === 0) runs.push({ text: text.slice(at), isFar: false });
  return runs;
}

/** Chinese characters look different in Japan: kana anywhere tell whose they are, where the language does not. */
export function eastFont(language: ReportLanguage, texts: readonly string[]): EastFont {
  if (language !== "en") return language;
  if (texts.some((text) => KANA.test(text))) return "ja";
  return texts.some((text) => HAN.test(text)) ? "zh" : "ja";
}
