// Is a form ours? A browser says from which site a request comes (Sec-Fetch-Site), and from which origin; and a form carries
// a token that only pages of this session hold. INVARIANT: nothing is changed by a request that fails here.

import { hex, utf8 } from "../kernel/bytes.ts";
import { fault } from "../kernel/fault.ts";
import { isSameSecret, sha256 } from "../kernel/sha256.ts";
import type { Outcome } from "./page.ts";

export const csrfOf = (sessionToken: string): string => hex(sha256("console form ", sessionToken));

const refused = (detail: string): Outcome<null> => ({
  ok: false,
  fault: fault("policy.foreign_form", detail),
});

/** `policy.foreign_form` for what another site, or no browser, has sent. */
export function checkOrigin(request: Request, url: URL): Outcome<null> {
  const site = request.headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin") return refused(`sent from \`${site}\``);
  const origin = request.headers.get("origin");
  if (origin === null) return site === null ? refused("sent without an origin") : { ok: true, value: null };
  const isOwn = URL.canParse(origin) && new URL(origin).host === url.host;
  return isOwn ? { ok: true, value: null } : refused("sent from another origin");
}

export function checkToken(form: URLSearchParams, csrf: string): Outcome<null> {
  const isOurs = isSameSecret(utf8(form.get("csrf") ?? ""), utf8(csrf));
  return isOurs ? { ok: true, value: null } : refused("without the page's own token");
}
