// Why a form was not taken: in words, with a link to each field that is to be put right. Places that no field is about are told
// as the API tells them.

import { FAULTS, type Fault } from "../../kernel/fault.ts";
import { ProblemNotice, type Problem } from "../problem-page.tsx";
import type { Action } from "../../policy/index.ts";
import type { Words } from "../words/words.ts";
import { fieldId, type Finding } from "./field.tsx";

/** Of the page that shows the form again: what was understood, but cannot be taken as it is (RFC 9110, 15.5.21). */
export const formStatus = ({ code }: Fault): number => {
  const { status } = FAULTS[code];
  return status === 400 ? 422 : status;
};

interface Shown {
  readonly problem: Problem;
  readonly words: Words;
  readonly action: Action | undefined;
  readonly findings: readonly Finding[];
  readonly labels: Readonly<Record<string, string>>;
}

export function FormNotice({ problem, words, action, findings, labels }: Shown) {
  if (findings.length === 0) return <ProblemNotice problem={problem} words={words} action={action} />;
  return (
    <div class="notice bad" role="alert">
      <p>
        <strong>{words.problems[problem.code] ?? problem.title}.</strong> {words.schedules.toMend}
      </p>
      <ul class="violations">
        {findings.map(({ field, message }) => (
          <li>
            <a href={`#${fieldId(field)}`}>{labels[field] ?? field}</a>: {message}
          </li>
        ))}
      </ul>
    </div>
  );
}
