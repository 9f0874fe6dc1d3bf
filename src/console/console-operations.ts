// The console's pages as operations of the manifest. Here a visit becomes an answer: who it is, whether its form is ours, and
// the headers under which a page may run. Asking for a page without a session leads to the sign-in page and back.

import { z } from "zod";
import {
  openConsoleSession,
  publicOperation,
  streamOf,
  type Holder,
  type Operation,
  type PublicCall,
  type Reply,
} from "../edge/index.ts";
import { utf8 } from "../kernel/bytes.ts";
import { base32 } from "../kernel/ids.ts";
import { ok, type Result } from "../kernel/result.ts";
import { assetOperation, frameOperation } from "./assets.ts";
import { openAsking } from "./asking.ts";
import { sessionToken } from "./cookies.ts";
import { documentText, filledPieces, type Frame } from "./document.tsx";
import { checkOrigin, checkToken, csrfOf } from "./form-check.ts";
import { FORM_BODY, formOf } from "./form-body.ts";
import { htmlHeaders } from "./html-headers.ts";
import type { Outcome, Page, PageAnswer, Visit } from "./page.ts";
import { PAGES } from "./pages.ts";
import { readPreferences } from "./preferences.ts";
import { ProblemMain, problemOf } from "./problem-page.tsx";
import { refusalPage } from "./refusal-page.tsx";
import { signInOperations } from "./sign-in.tsx";
import { wordsOf } from "./words/words.ts";

/** What stands in the path, as far as a page looks at it: the operations that it asks know more. */
function paramsOf(path: string): z.ZodObject | null {
  const names = Array.from(path.matchAll(/\{([a-z_]+)\}/g), ([, name = ""]) => name);
  return names.length === 0
    ? null
    : z.object(Object.fromEntries(names.map((name) => [name, z.string().max(64)])));
}

const NONCE_CHARS = 26;

/** The operations beside these are asked for when a page is. */
export function consoleOperations(list: () => readonly Operation[]): Operation[] {
  const pages = PAGES.map((one) =>
    publicOperation({
      id: `console.${one.id}`,
      method: one.method,
      path: one.path,
      tag: "Console",
      isPage: true,
      isInRegion: true,
      carries: ["telemetry", "operational", "usage"],
      summary: one.summary,
      params: paramsOf(one.path),
      query: null,
      body: one.method === "POST" ? FORM_BODY : { kind: "none" },
      responses: { 200: { description: "The page", contentType: "text/html" } },
      refusalShape: refusalPage,
      handle: async (call) => answerPage(call as unknown as PublicCall, one, list()),
    }),
  );
  return [...signInOperations, ...pages, assetOperation, frameOperation];
}

const SIGNS_OUT = new Set(["auth.missing", "auth.invalid"]);

async function answerPage(
  call: PublicCall,
  one: Page,
  operations: readonly Operation[],
): Promise<Result<Reply>> {
  const { request, url, tenant } = call;
  if (tenant === null) throw new Error("a page of the console has its tenant");
  const origin = one.method === "POST" ? checkOrigin(request, url) : ok(null);
  if (!origin.ok) return origin;
  const token = sessionToken(request, url);
  const holder = await openConsoleSession({ ...arriving(call), tenant }, token);
  if (!holder.ok) return SIGNS_OUT.has(holder.fault.code) ? ok(toSignIn(call, one)) : holder;
  const form = formOf(call.body);
  if (!form.ok) return form;
  const visit = visitOf(call, { token: token ?? "", holder: holder.value, form: form.value, operations });
  call.visit.seen.principalId = holder.value.key.keyId;
  const mine = one.method === "POST" ? checkToken(visit.form, visit.csrf) : ok(null);
  const outcome: Outcome<PageAnswer> = mine.ok ? await one.answer(visit) : mine;
  if (!outcome.ok && SIGNS_OUT.has(outcome.fault.code)) return ok(toSignIn(call, one));
  return ok(replyOf(visit, outcome));
}

const arriving = ({ rim, request, requestId, nowMs }: PublicCall) => ({ rim, request, requestId, nowMs });

interface Entered {
  readonly token: string;
  readonly holder: Holder;
  readonly form: URLSearchParams;
  readonly operations: readonly Operation[];
}

function visitOf(call: PublicCall, { token, holder, form, operations }: Entered): Visit {
  const preferences = readPreferences(call.request);
  return {
    call,
    words: wordsOf(preferences.language),
    preferences,
    query: call.url.searchParams,
    params: (call.params ?? {}) as Readonly<Record<string, string>>,
    form,
    csrf: csrfOf(token),
    asking: openAsking(operations, call, holder),
    who: { slug: holder.tenant.slug, keyId: holder.key.keyId },
  };
}

/**
 * Back to the page afterwards. A link on another site brings no cookie along (SameSite=Strict): then the page asks for itself
 * once more, from here, before anybody is asked to sign in.
 */
function toSignIn({ request, url }: PublicCall, { method }: Page): Reply {
  const to = method === "GET" ? `${url.pathname}${url.search}` : "/console/dashboards";
  const location = `/console/sign-in?to=${encodeURIComponent(to)}`;
  const site = request.headers.get("sec-fetch-site");
  const isFromElsewhere = method === "GET" && (site === "cross-site" || site === "same-site");
  if (!isFromElsewhere) return { status: 303, headers: { location }, body: null };
  const again = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Traceo</title><meta http-equiv="refresh" content="0"></head><body></body></html>`;
  return { status: 200, headers: htmlHeaders(), body: again };
}

function replyOf(visit: Visit, outcome: Outcome<PageAnswer>): Reply {
  if (!outcome.ok) return problemReplyOf(visit, outcome);
  const answer = outcome.value;
  switch (answer.as) {
    case "see":
      return { status: 303, headers: { location: answer.location }, body: null };
    case "file":
      return answer.reply;
    case "json":
      return {
        status: 200,
        headers: { "content-type": "application/json" },
        body: JSON.stringify(answer.value),
      };
    case "fragment":
      return { status: answer.status ?? 200, headers: htmlHeaders(), body: answer.html };
    case "page":
      return pageReply(visit, answer);
  }
}

function pageReply(visit: Visit, answer: Extract<PageAnswer, { as: "page" }>): Reply {
  const nonce = base32(visit.call.random(NONCE_CHARS));
  const text = documentText(frameOf(visit, { ...answer, nonce }));
  const { fill, status = 200, hasFrames = false } = answer;
  const frame = hasFrames ? `${visit.call.url.origin}/console/frame` : undefined;
  const headers = htmlHeaders({ nonce, frame });
  if (fill === undefined) return { status, headers, body: text };
  return { status, headers, body: streamOf(bytesOf(filledPieces(text, fill))) };
}

async function* bytesOf(pieces: AsyncGenerator<string>): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) yield utf8(piece);
}

function frameOf(
  { words, preferences, who, csrf, call }: Visit,
  { title, main, styles, hasFrames, nonce }: Pick<Frame, "title" | "main" | "styles" | "hasFrames" | "nonce">,
): Frame {
  const signedIn = { ...who, csrf, path: call.url.pathname };
  return { title, main, styles, hasFrames, nonce, words, preferences, signedIn };
}

function problemReplyOf(visit: Visit, refused: Extract<Outcome<unknown>, { ok: false }>): Reply {
  const { words, call } = visit;
  const problem = problemOf(refused.fault, call.requestId);
  const main = ProblemMain({ problem, words, action: refused.action });
  const answer = { as: "page", title: words.problems[problem.code] ?? problem.title, main } as const;
  return pageReply(visit, { ...answer, status: problem.status });
}
