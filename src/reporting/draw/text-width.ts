// How wide a text is drawn, without a font at hand: close for the sans-serif faces that pictures name, and the same in
// every runtime. East Asian characters are as wide as they are high.

const NARROW = /[iljtfrI.,:;'|!()[\]{} ]/;
const WIDE = /[mwMW@%]/;
const FULL = /[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]|[\u{1f300}-\u{1faff}]/u;

function charWidth(char: string): number {
  if (FULL.test(char)) return 1;
  if (NARROW.test(char)) return 0.34;
  if (WIDE.test(char)) return 0.92;
  return /[A-Z0-9]/.test(char) ? 0.65 : 0.58;
}

export function textWidth(text: string, fontSize: number): number {
  let width = 0;
  for (const char of text) width += charWidth(char);
  return width * fontSize;
}

/** As much of a text as fits, with `…` where something is missing. */
export function fitText(text: string, fontSize: number, width: number): string {
  if (textWidth(text, fontSize) <= width) return text;
  let used = textWidth("…", fontSize);
  let fitted = "";
  for (const char of text) {
    used += charWidth(char) * fontSize;
    if (used > width) break;
    fitted += char;
  }
  return fitted === "" ? "" : `${fitted.trimEnd()}…`;
}
