// E-mail addresses in their common form: an unquoted ASCII local part and a domain name with a top-level domain.
// Not found: quoted local parts, address literals, internationalised addresses.

import type { Detector, Finding } from "./detector.ts";
import { AT } from "./signs.ts";

/** RFC 5321, 4.5.3.1: octets of a local part and of a domain. */
const MOST_LOCAL = 64;
const MOST_DOMAIN = 253;

const LOCAL_CHAR = /[A-Za-z0-9._%+'-]/;
const DOMAIN_HEAD = /^[A-Za-z0-9.-]*/;
const LABEL = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;
const TOP_LEVEL = /^(?:[A-Za-z]{2,24}|xn--[A-Za-z0-9-]{2,59})$/;

/** Endings of file names and systemd units that no top-level domain has: `icon@2x.png`, `getty@tty1.service`. */
const NOT_DOMAINS: ReadonlySet<string> = new Set(
  (
    "png jpg jpeg gif svg webp avif ico css js mjs cjs ts tsx jsx json html htm xml txt log pdf csv yaml yml " +
    "service socket timer mount target slice device jar war tgz gz tar"
  ).split(" "),
);
/** RFC 2606, RFC 6762 and what networks use inside. */
const NOT_PUBLIC: ReadonlySet<string> = new Set(
  "local internal localhost localdomain lan home corp intranet test example invalid".split(" "),
);

const URL_BEFORE = /:\/\/[^\s/?#]*$/;
const URL_REACH = 96;

function findEmails(text: string): Finding[] {
  const found: Finding[] = [];
  for (let at = text.indexOf("@"); at >= 0; at = text.indexOf("@", at + 1)) {
    const finding = readAddress(text, at);
    if (finding !== null) found.push(finding);
  }
  return found;
}

function readAddress(text: string, at: number): Finding | null {
  const local = localBefore(text, at);
  const rest = text.slice(at + 1, at + 2 + MOST_DOMAIN);
  const domain = (DOMAIN_HEAD.exec(rest)?.[0] ?? "").replace(/[.-]{1,8}$/, "");
  if (local === "" || local.endsWith(".") || local.includes("..")) return null;
  const certainty = judgeDomain(domain);
  const start = at - local.length;
  if (certainty === null || isLogin(text, start, { local, after: rest.charAt(domain.length) })) return null;
  const value = `${local}@${domain}`.toLowerCase();
  return { personalClass: "email", start, end: at + 1 + domain.length, certainty, value };
}

/** Read backwards from the sign; without the punctuation that it may stand in. */
function localBefore(text: string, at: number): string {
  let start = at;
  while (start > 0 && at - start < MOST_LOCAL && LOCAL_CHAR.test(text.charAt(start - 1))) start--;
  return text.slice(start, at).replace(/^[.'%+-]+/, "");
}

function judgeDomain(domain: string): Finding["certainty"] | null {
  const labels = domain.split(".");
  const top = labels.at(-1)?.toLowerCase() ?? "";
  if (labels.length < 2 || domain.length > MOST_DOMAIN || !TOP_LEVEL.test(top)) return null;
  if (NOT_DOMAINS.has(top) || !labels.every((label) => LABEL.test(label))) return null;
  return NOT_PUBLIC.has(top) ? "possible" : "certain";
}

/** `scheme://user:password@host` and `git@host:path` name a login, not a person's address. */
function isLogin(text: string, start: number, of: { local: string; after: string }): boolean {
  if (of.local === "git" && of.after === ":") return true;
  return URL_BEFORE.test(text.slice(Math.max(0, start - URL_REACH), start));
}

export const email: Detector = {
  personalClass: "email",
  sign: AT,
  validates: "lengths, labels, a top-level domain; no login of a URL, no file name",
  source: "RFC 5321; RFC 1035; RFC 2606",
  find: findEmails,
};
