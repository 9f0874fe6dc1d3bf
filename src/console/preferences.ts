// What a visitor prefers: the language from Accept-Language, look and width as the page's script has noted them.

import { readCookie } from "./cookies.ts";
import { LANGUAGES, type Language } from "./words/words.ts";

export const LOOKS = ["auto", "light", "dark"] as const;
export type LookChoice = (typeof LOOKS)[number];

export interface Preferences {
  readonly language: Language;
  readonly look: LookChoice;
  /** Of the window, in pixels: what pictures are drawn for before anything is known of the page. */
  readonly width: number;
}

const USUAL_WIDTH = 1_280;
const TELEPHONE_WIDTH = 390;

export function readPreferences(request: Request): Preferences {
  const look = readCookie(request, "traceo_look");
  const width = Number(readCookie(request, "traceo_width") ?? "0");
  return {
    language: languageOf(request.headers.get("accept-language") ?? ""),
    look: LOOKS.find((name) => name === look) ?? "auto",
    width: width >= 240 && width <= 4_000 ? width : guessedWidth(request),
  };
}

/** Before a script has told: browsers say of themselves that they are on a telephone (User-Agent Client Hints, 3.4). */
function guessedWidth({ headers }: Request): number {
  const isTelephone =
    headers.get("sec-ch-ua-mobile") === "?1" || /\bMobi/.test(headers.get("user-agent") ?? "");
  return isTelephone ? TELEPHONE_WIDTH : USUAL_WIDTH;
}

/** The first language that there is, by weight (RFC 9110, 12.5.4); English where there is none. */
export function languageOf(header: string): Language {
  const wanted = header.split(",").map((part) => {
    const [range = "", ...rest] = part.trim().toLowerCase().split(";");
    const weight = rest.map((one) => /^\s*q=([\d.]+)$/.exec(one)?.[1]).find((one) => one !== undefined);
    return { language: range.split("-")[0] ?? "", weight: weight === undefined ? 1 : Number(weight) };
  });
  const ranked = wanted.filter(({ weight }) => weight > 0).toSorted((a, b) => b.weight - a.weight);
  for (const { language } of ranked) {
    const found = LANGUAGES.find((one) => one === language);
    if (found !== undefined) return found;
  }
  return "en";
}
