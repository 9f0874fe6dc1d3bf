// What comments owe the reader: a file opens with what it decides or keeps, and a disabled rule says why.

const DISABLE = /^\s*(oxlint|eslint)-disable(-next-line|-line)?\b/;
const REASON = /--\s*\S.{9,}/;
const OWES_OPENING = /^(src|scripts|test\/support)\//;
const GENERATED = /\.d\.ts$/;

/** A directive names its rules and gives a reason of at least ten characters after `--`. */
export function judgeDirective(comment: string): string | null {
  if (!DISABLE.test(comment)) return null;
  const [directive = ""] = comment.split("--");
  const namesRules = directive.trim().split(/\s+/).length > 1;
  if (namesRules && REASON.test(comment)) return null;
  return "a disabled rule is named and has its reason: `oxlint-disable-next-line rule -- reason`";
}

export function judgeOpening(file: string, text: string): string | null {
  if (!OWES_OPENING.test(file) || GENERATED.test(file)) return null;
  const body = text.replace(/^#!.*\n/, "").trimStart();
  if (body.startsWith("//") || body.startsWith("/*")) return null;
  return "the file does not open with a comment that says what it decides or keeps";
}
