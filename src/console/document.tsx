// The frame of every page: head, navigation, the page itself. Nothing inline but rules for places under the page's own nonce.

import type { Child } from "hono/jsx";
import { raw } from "hono/html";
import { markup } from "./markup.ts";
import type { Preferences } from "./preferences.ts";
import type { Words } from "./words/words.ts";

export interface Frame {
  readonly title: string;
  readonly main: Child;
  readonly words: Words;
  readonly preferences: Preferences;
  readonly nonce: string;
  readonly styles?: string | undefined;
  readonly hasFrames?: boolean | undefined;
  /** Null for who has not signed in. */
  readonly signedIn: {
    readonly slug: string;
    readonly keyId: string;
    readonly csrf: string;
    readonly path: string;
  } | null;
}

const SECTIONS = ["dashboards", "explore", "schedules", "exports", "usage"] as const;

const Mark = () => (
  <svg class="mark" viewBox="0 0 32 32" width="26" height="26" aria-hidden="true" focusable="false">
    <rect width="32" height="32" rx="8" fill="#0b5c96" />
    <path
      d="M6 20 L12 12 L17 18 L25 8"
      fill="none"
      stroke="#ffffff"
      stroke-width="2.6"
      stroke-linecap="round"
      stroke-linejoin="round"
    />
    <circle cx="25" cy="8" r="2.6" fill="#f0b23e" />
  </svg>
);

function Navigation({ words, path }: { readonly words: Words; readonly path: string }) {
  return (
    <nav class="sections" aria-label={words.nav.label}>
      <ul>
        {SECTIONS.map((name) => (
          <li>
            <a
              href={`/console/${name}`}
              aria-current={path.startsWith(`/console/${name}`) ? "page" : undefined}
            >
              {words.nav[name]}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function LookSwitch({ words, preferences }: Pick<Frame, "words" | "preferences">) {
  return (
    <label class="look">
      <span class="hidden">{words.nav.look}</span>
      <select data-look-switch>
        {(["auto", "light", "dark"] as const).map((look) => (
          <option value={look} selected={preferences.look === look}>
            {words.nav.looks[look]}
          </option>
        ))}
      </select>
    </label>
  );
}

function Banner({ words, preferences, signedIn }: Pick<Frame, "words" | "preferences" | "signedIn">) {
  return (
    <header class="banner">
      <a class="brand" href="/console/dashboards">
        <Mark />
        <span>Traceo</span>
      </a>
      {signedIn === null ? null : <Navigation words={words} path={signedIn.path} />}
      <div class="aside">
        <LookSwitch words={words} preferences={preferences} />
        {signedIn === null ? null : (
          <form method="post" action="/console/sign-out" class="who">
            <input type="hidden" name="csrf" value={signedIn.csrf} />
            <span class="tenant" title={signedIn.keyId}>
              {signedIn.slug}
            </span>
            <button class="quiet" type="submit">
              {words.nav.signOut}
            </button>
          </form>
        )}
      </div>
    </header>
  );
}

function Document(frame: Frame) {
  const { title, main, words, preferences, nonce, styles, hasFrames, signedIn } = frame;
  return (
    <html lang={preferences.language} data-look={preferences.look}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content={preferences.look === "auto" ? "light dark" : preferences.look} />
        <title>{`${title} · Traceo`}</title>
        <link rel="icon" href="/console/assets/mark.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/console/assets/console.css" />
        {styles === undefined || styles === "" ? null : <style nonce={nonce}>{raw(styles)}</style>}
        <script type="module" src="/console/assets/page.js"></script>
        <script type="module" src="/console/assets/charts.js"></script>
        <script type="module" src="/console/assets/editor.js"></script>
      </head>
      <body
        data-csrf={signedIn?.csrf}
        data-loading={words.state.loading}
        data-failed={words.state.failed}
        data-frames={hasFrames === true ? "yes" : undefined}
      >
        <a class="skip" href="#main">
          {words.nav.skip}
        </a>
        <Banner words={words} preferences={preferences} signedIn={signedIn} />
        <main id="main" tabindex={-1}>
          {main}
        </main>
        <div id="status" role="status" aria-live="polite" class="hidden"></div>
      </body>
    </html>
  );
}

export const documentText = (frame: Frame): string => `<!doctype html>${markup(<Document {...frame} />)}`;

const SLOT = /<!--slot:([a-z0-9-]+)-->/;

/** A place in a page that is filled once the page has got there. */
export const slot = (name: string): Child => raw(`<!--slot:${name}-->`);

/** The page's text in pieces, each slot filled in its turn. */
export async function* filledPieces(
  text: string,
  fill: (name: string) => Promise<string>,
): AsyncGenerator<string> {
  let rest = text;
  for (;;) {
    const found = SLOT.exec(rest);
    if (found === null) {
      yield rest;
      return;
    }
    yield rest.slice(0, found.index);
    yield await fill(found[1] ?? "");
    rest = rest.slice(found.index + found[0].length);
  }
}
