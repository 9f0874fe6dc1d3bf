// Forms as browsers send them.

import { parseUtf8 } from "../kernel/bytes.ts";
import { fault } from "../kernel/fault.ts";
import { failed, ok, type Result } from "../kernel/result.ts";

const FORM_BYTES = 1_048_576;

export const FORM_BODY = {
  kind: "bytes",
  contentTypes: ["application/x-www-form-urlencoded"],
  maxBytes: FORM_BYTES,
  maxDecodedBytes: FORM_BYTES,
} as const;

/** Lines of a text field end as they do everywhere else. */
export function formOf(body: unknown): Result<URLSearchParams> {
  const text = body instanceof Uint8Array ? parseUtf8(body) : "";
  return text === null
    ? failed(fault("request.malformed", "the form is not UTF-8"))
    : ok(new URLSearchParams(text.replaceAll(/%0D%0A/gi, "%0A")));
}
