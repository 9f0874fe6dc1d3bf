// Changes of what somebody has read: the version that a change is meant for, as its `ETag` said (RFC 9110, 13.1.1).

import { z } from "zod";
import { fault, type FaultCode } from "../kernel/fault.ts";
import { failed, ok, type Result } from "../kernel/result.ts";
import type { HeaderSpec } from "./operation.ts";

/** For operations that read `expectedVersion`. */
export const IF_MATCH: HeaderSpec = {
  name: "If-Match",
  required: false,
  schema: z.string().meta({ examples: ['"7"'] }),
  description:
    'The version that the change is meant for, as its `ETag` said: `"7"` changes version 7, and where another one is in force nothing (409, `…version_conflict`). `*`, or no header, changes whatever is in force.',
};

/** The header that `If-Match` gives back. */
export const etagOf = (version: number): Readonly<Record<string, string>> => ({ etag: `"${version}"` });

/** `If-Match: "7"` changes version 7 or nothing; `*` whatever is in force, as without the header. */
export function expectedVersion(request: Request): Result<number | null> {
  const header = request.headers.get("if-match")?.trim() ?? "*";
  if (header === "*") return ok(null);
  const match = /^"?(\d{1,15})"?$/.exec(header);
  if (match !== null) return ok(Number(match[1]));
  const message = 'a version number, as in `"7"`';
  return failed(fault("request.invalid", `If-Match: ${message}`, [{ pointer: "header/if-match", message }]));
}

/** The version in force, if it is the one that `If-Match` names; otherwise the conflict. */
export function versionMeant(request: Request, version: number, conflict: FaultCode): Result<number> {
  const expected = expectedVersion(request);
  if (!expected.ok) return expected;
  if (expected.value === null || expected.value === version) return ok(version);
  return failed(fault(conflict, `version ${version} is in force`));
}
