// Signing in with a key, and out again. The form takes no more than the key; where to go afterwards is a place of the console.

import {
  CONSOLE_SESSION_MS,
  endConsoleSession,
  openConsoleSession,
  publicOperation,
  startConsoleSession,
  type Operation,
  type PublicCall,
  type Reply,
} from "../edge/index.ts";
import type { Fault } from "../kernel/fault.ts";
import { failed, ok, type Result } from "../kernel/result.ts";
import { endedCookie, placeOf, sessionCookie, sessionToken } from "./cookies.ts";
import { documentText } from "./document.tsx";
import { FORM_BODY, formOf } from "./form-body.ts";
import { checkOrigin, checkToken, csrfOf } from "./form-check.ts";
import { htmlHeaders } from "./html-headers.ts";
import { readPreferences } from "./preferences.ts";
import { problemOf, ProblemNotice } from "./problem-page.tsx";
import { refusalPage } from "./refusal-page.tsx";
import { wordsOf, type Words } from "./words/words.ts";

const HOME = "/console/dashboards";
const OWN_PLACE = /^\/console\/[^\\\s]*$/;

const placeAfter = (to: string | null): string => (to !== null && OWN_PLACE.test(to) ? to : HOME);

interface SignIn {
  readonly slug: string;
  readonly to: string;
  readonly refused: Fault | null;
}

function SignInMain({ sign, words, requestId }: { sign: SignIn; words: Words; requestId: string }) {
  const { slug, to, refused } = sign;
  const t = words.signIn;
  return (
    <div class="narrow sign-in">
      <h1>{t.title}</h1>
      <p class="lead">{t.lead(slug)}</p>
      {refused === null ? null : <ProblemNotice problem={problemOf(refused, requestId)} words={words} />}
      <form method="post" action="/console/sign-in" class="stack">
        <input type="hidden" name="to" value={to} />
        <label>
          {t.key}
          <input
            type="password"
            name="key"
            required
            autocomplete="current-password"
            placeholder="tgk_…"
            aria-describedby="key-help"
            maxlength={200}
            autofocus
          />
        </label>
        <p id="key-help" class="small">
          {t.help}
        </p>
        <button class="primary" type="submit">
          {t.submit}
        </button>
      </form>
    </div>
  );
}

function signInReply(
  { request, tenant, requestId }: PublicCall,
  sign: Omit<SignIn, "slug">,
  status: number,
): Reply {
  const preferences = readPreferences(request);
  const words = wordsOf(preferences.language);
  const main = SignInMain({ sign: { ...sign, slug: tenant?.slug ?? "" }, words, requestId });
  const frame = { title: words.signIn.title, main, words, preferences, nonce: "", signedIn: null };
  return { status, headers: htmlHeaders(), body: documentText(frame) };
}

const arriving = ({ rim, request, requestId, nowMs, tenant }: PublicCall) => {
  if (tenant === null) throw new Error("a page of the console has its tenant");
  return { rim, request, requestId, nowMs, tenant };
};

async function showForm(call: PublicCall): Promise<Result<Reply>> {
  const to = placeAfter(call.url.searchParams.get("to"));
  return ok(signInReply(call, { to, refused: null }, 200));
}

async function takeKey(call: PublicCall): Promise<Result<Reply>> {
  const { request, url, body } = call;
  const origin = checkOrigin(request, url);
  if (!origin.ok) return origin;
  const form = formOf(body);
  if (!form.ok) return form;
  const to = placeAfter(form.value.get("to"));
  const token = await startConsoleSession(arriving(call), form.value.get("key") ?? "");
  if (!token.ok) {
    const { code } = token.fault;
    const isTold = code === "auth.invalid" || code === "auth.throttled";
    const status = code === "auth.throttled" ? 429 : 401;
    return isTold ? ok(signInReply(call, { to, refused: token.fault }, status)) : token;
  }
  const cookie = sessionCookie(token.value, placeOf(url), CONSOLE_SESSION_MS);
  return ok({ status: 303, headers: { location: to, "set-cookie": cookie }, body: null });
}

async function signOut(call: PublicCall): Promise<Result<Reply>> {
  const { request, url, body } = call;
  const origin = checkOrigin(request, url);
  if (!origin.ok) return origin;
  const form = formOf(body);
  if (!form.ok) return form;
  const token = sessionToken(request, url);
  const holder = await openConsoleSession(arriving(call), token);
  if (holder.ok && token !== null) {
    const mine = checkToken(form.value, csrfOf(token));
    if (!mine.ok) return failed(mine.fault);
    const ended = await endConsoleSession(arriving(call), { token, holder: holder.value });
    if (!ended.ok) return ended;
  }
  const headers = { location: "/console/sign-in", "set-cookie": endedCookie(placeOf(url)) };
  return ok({ status: 303, headers, body: null });
}

const SHARED = {
  tag: "Console",
  isPage: true,
  isInRegion: true,
  carries: ["operational"],
  params: null,
  query: null,
  responses: { 200: { description: "The page", contentType: "text/html" } },
  refusalShape: refusalPage,
} as const;

export const signInOperations: readonly Operation[] = [
  publicOperation({
    ...SHARED,
    id: "console.sign_in_form",
    method: "GET",
    path: "/console/sign-in",
    summary: "The page to sign in on",
    body: { kind: "none" },
    handle: async (call) => showForm(call as unknown as PublicCall),
  }),
  publicOperation({
    ...SHARED,
    id: "console.sign_in",
    method: "POST",
    path: "/console/sign-in",
    summary: "Sign in with a key",
    body: FORM_BODY,
    handle: async (call) => takeKey(call as unknown as PublicCall),
  }),
  publicOperation({
    ...SHARED,
    id: "console.sign_out",
    method: "POST",
    path: "/console/sign-out",
    summary: "Sign out",
    body: FORM_BODY,
    handle: async (call) => signOut(call as unknown as PublicCall),
  }),
  publicOperation({
    ...SHARED,
    id: "console.root",
    method: "GET",
    path: "/",
    summary: "To the console's first page, from the host's own",
    body: { kind: "none" },
    handle: async () => ok({ status: 303, headers: { location: HOME }, body: null }),
  }),
  publicOperation({
    ...SHARED,
    id: "console.home",
    method: "GET",
    path: "/console",
    summary: "To the console's first page",
    body: { kind: "none" },
    handle: async () => ok({ status: 303, headers: { location: HOME }, body: null }),
  }),
];
