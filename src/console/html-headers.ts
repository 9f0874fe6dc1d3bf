// The headers of a page: what it may load, and where its forms may go. INVARIANT: scripts and styles are of this origin;
// inline there is nothing but rules under the page's own nonce; a frame is the one document for charts, or there is none.

interface Allowed {
  /** Of the page's own rules; none without. */
  readonly nonce?: string;
  /** The address of the one document that may stand in frames; none without. */
  readonly frame?: string | undefined;
}

export function htmlHeaders({ nonce, frame }: Allowed = {}): Readonly<Record<string, string>> {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self'${nonce === undefined ? "" : ` 'nonce-${nonce}'`}`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    ...(frame === undefined ? [] : [`frame-src ${frame}`]),
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ];
  return {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": policy.join("; "),
    // Forms say which origin they come from; nobody else is told an address.
    "referrer-policy": "same-origin",
    vary: "accept-language, cookie",
  };
}
