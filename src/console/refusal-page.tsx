// What is refused before a page is reached, as a page: no such tenant at this host, a path of no shape of ours, a bug.

import { PROBLEM_TYPE, type Reply } from "../edge/index.ts";
import { documentText } from "./document.tsx";
import { htmlHeaders } from "./html-headers.ts";
import { readPreferences } from "./preferences.ts";
import { ProblemMain, type Problem } from "./problem-page.tsx";
import { wordsOf } from "./words/words.ts";

interface Document {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly detail?: string;
  readonly violations?: Problem["violations"];
  readonly retryable: boolean;
  readonly instance: string;
}

/** For browsers; whoever asks for something else gets the problem document. */
export function refusalPage(request: Request, reply: Reply): Reply {
  if (!(request.headers.get("accept") ?? "").includes("text/html")) return reply;
  if (reply.headers["content-type"] !== PROBLEM_TYPE || typeof reply.body !== "string") return reply;
  const { retryable, instance, ...told } = JSON.parse(reply.body) as Document;
  const preferences = readPreferences(request);
  const words = wordsOf(preferences.language);
  const problem = { ...told, isRetryable: retryable, instance: instance.split(":").at(-1) ?? "" };
  const main = ProblemMain({ problem, words });
  const title = words.problems[problem.code] ?? problem.title;
  const body = documentText({ title, main, words, preferences, nonce: "", signedIn: null });
  return { status: reply.status, headers: { ...reply.headers, ...htmlHeaders() }, body };
}
