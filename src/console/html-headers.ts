// The headers of a page: what it may load, and where its forms may go. INVARIANT: scripts and styles are of this origin;
// inline there is nothing but rules under the page's own nonce.

export function htmlHeaders(nonce: string): Readonly<Record<string, string>> {
  const style = nonce === "" ? "" : ` 'nonce-${nonce}'`;
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self'${style}`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
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
