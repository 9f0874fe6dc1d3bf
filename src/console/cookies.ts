// The console's cookies. The session's is for the server alone and never leaves with a request from another site; over https
// its name binds it to this very host (RFC 6265bis, `__Host-`). The others hold taste: a look, a language, a width.

export interface CookiePlace {
  /** Plain http is for one's own machine. */
  readonly isSecure: boolean;
}

const SESSION = "traceo_session";
const sessionName = ({ isSecure }: CookiePlace): string => (isSecure ? `__Host-${SESSION}` : SESSION);

export function readCookie(request: Request, name: string): string | null {
  for (const pair of (request.headers.get("cookie") ?? "").split(";")) {
    const equals = pair.indexOf("=");
    if (equals > 0 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim();
  }
  return null;
}

export const placeOf = (url: URL): CookiePlace => ({ isSecure: url.protocol === "https:" });

export const sessionToken = (request: Request, url: URL): string | null =>
  readCookie(request, sessionName(placeOf(url)));

const attributes = ({ isSecure }: CookiePlace): string =>
  `Path=/; HttpOnly; SameSite=Strict${isSecure ? "; Secure" : ""}`;

export const sessionCookie = (token: string, place: CookiePlace, ageMs: number): string =>
  `${sessionName(place)}=${token}; ${attributes(place)}; Max-Age=${Math.floor(ageMs / 1_000)}`;

export const endedCookie = (place: CookiePlace): string =>
  `${sessionName(place)}=; ${attributes(place)}; Max-Age=0`;
