// A problem in words, as a page: what happened, what is missing, and what to do. The facts are those of the problem document
// (RFC 9457), so nothing is told here that the API would not tell.

import { FAULTS, type Fault } from "../kernel/fault.ts";
import { ACTIONS, type Action } from "../policy/index.ts";
import type { Words } from "./words/words.ts";

export interface Problem {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly detail?: string | undefined;
  readonly violations?: readonly { readonly pointer: string; readonly message: string }[] | undefined;
  readonly isRetryable: boolean;
  readonly instance: string;
}

export function problemOf(fault: Fault, requestId: string): Problem {
  const { status, title, showsDetail, retryable } = FAULTS[fault.code];
  const { detail, violations } = showsDetail ? fault : { detail: undefined, violations: undefined };
  return { code: fault.code, status, title, detail, violations, isRetryable: retryable, instance: requestId };
}

interface Told {
  readonly problem: Problem;
  readonly words: Words;
  readonly action?: Action | undefined;
}

function Violations({ problem }: Pick<Told, "problem">) {
  const { violations = [] } = problem;
  if (violations.length === 0) return null;
  return (
    <ul class="violations">
      {violations.map(({ pointer, message }) => (
        <li>
          {pointer === "" ? null : <code>{pointer}</code>} {message}
        </li>
      ))}
    </ul>
  );
}

/** A notice within a page: for a panel, or a form that was not taken. */
export function ProblemNotice({ problem, words, action }: Told) {
  return (
    <div class="notice bad" role="alert">
      <p>
        <strong>{words.problems[problem.code] ?? problem.title}.</strong>{" "}
        {action === undefined ? null : words.problem.missing(action, ACTIONS[action].meaning)}
        {problem.detail === undefined ? null : <span class="detail">{problem.detail}</span>}
      </p>
      <Violations problem={problem} />
    </div>
  );
}

/** What was sent can be changed so that it is taken. */
const MENDABLE: ReadonlySet<number> = new Set([400, 409, 413, 415, 422]);

export function ProblemMain({ problem, words, action }: Told) {
  return (
    <div class="narrow problem">
      <p class="status-number" aria-hidden="true">
        {problem.status}
      </p>
      <h1>{words.problems[problem.code] ?? problem.title}</h1>
      {action === undefined ? null : (
        <p class="lead">{words.problem.missing(action, ACTIONS[action].meaning)}</p>
      )}
      {action === undefined ? null : <p>{words.problem.askAdmin}</p>}
      {problem.detail === undefined ? null : <p class="lead">{problem.detail}</p>}
      <Violations problem={problem} />
      {problem.isRetryable ? <p>{words.problem.again}</p> : null}
      {MENDABLE.has(problem.status) ? <p>{words.problem.back}</p> : null}
      <p class="actions">
        <a class="button primary" href="/console/dashboards">
          {words.problem.home}
        </a>
      </p>
      <p class="small">
        {words.problem.instance} <code>{problem.instance}</code> · <code>{problem.code}</code>
      </p>
    </div>
  );
}
