// The document in which a `custom` chart comes alive, and what it may do: run our script and the chart library, and nothing
// else. INVARIANT: it is sandboxed by its own policy too, so it has an opaque origin even where it is opened by itself.

/** What it loads: `library` is the chart library's file, whose name changes with its bytes. */
export const frameDocument = (library: string): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Chart</title>
    <link rel="stylesheet" href="/console/assets/framed-chart.css" />
    <script src="/console/assets/${library}" defer></script>
    <script src="/console/assets/framed-chart.js" defer></script>
  </head>
  <body>
    <main><div id="chart" role="img" aria-label="Chart"></div></main>
  </body>
</html>
`;

/** As text: the static assets treat documents in a way of their own. */
export const FRAME_FILE = "frame.txt";

/** What the frame loads is public, and loaded by a document that is nobody's: hence from any origin. */
export const isForFrames = (name: string): boolean => name.startsWith("framed-chart.") || isHashed(name);

/** The name says the bytes, so they never change. */
export const isHashed = (name: string): boolean => /-[0-9a-f]{16}\.js$/.test(name);

/** `'self'` is nobody to an opaque origin, so our own origin is written out. */
export function frameHeaders(origin: string): Readonly<Record<string, string>> {
  const policy = [
    "sandbox allow-scripts",
    "default-src 'none'",
    `script-src ${origin}/console/assets/`,
    `style-src ${origin}/console/assets/`,
    "connect-src 'none'",
    "img-src 'none'",
    "form-action 'none'",
    "base-uri 'none'",
    `frame-ancestors ${origin}`,
  ];
  return {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": policy.join("; "),
    "referrer-policy": "no-referrer",
  };
}
