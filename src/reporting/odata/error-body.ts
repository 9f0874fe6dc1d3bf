// Refusals as OData has them (JSON Format 4.0, 19): our code, our words, the option that is wrong as the target. Everything of
// the problem document is in it under OData's names; the headers stay.

import type { Violation } from "../../kernel/fault.ts";

export const ODATA_HEADERS = { "odata-version": "4.0" } as const;

interface Problem {
  readonly code: string;
  readonly title: string;
  readonly detail?: string;
  readonly violations?: readonly Violation[];
  readonly retryable: boolean;
  readonly instance: string;
}

interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: BodyInit | null;
}

const targetOf = ({ pointer }: Violation): string => pointer.replace(/^(?:query|header|path)\//, "");

/** Excel and Power BI offer a password when the challenge names it: the key is the password. */
function challenge(headers: Readonly<Record<string, string>>): Record<string, string> {
  const bearer = headers["www-authenticate"];
  return bearer === undefined ? {} : { "www-authenticate": `${bearer}, Basic realm="traceo"` };
}

export function odataRefusal(_request: Request, problem: Reply): Reply {
  const told = JSON.parse(problem.body as string) as Partial<Problem>;
  const { code = "internal.bug", title = "", detail, violations = [], retryable, instance } = told;
  const [first] = violations;
  const details = violations.map((violation) => ({
    code,
    message: violation.message,
    target: targetOf(violation),
  }));
  const error = {
    code,
    message: detail ?? title,
    ...(first === undefined ? {} : { target: targetOf(first), details }),
    innererror: { title, retryable, instance },
  };
  const headers = {
    ...problem.headers,
    ...challenge(problem.headers),
    ...ODATA_HEADERS,
    "content-type": "application/json;odata.metadata=minimal",
  };
  return { status: problem.status, headers, body: JSON.stringify({ error }) };
}
