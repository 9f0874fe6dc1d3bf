// What a verified hook becomes where its source makes log records of them: one record, as an OTLP/JSON export request, so that
// it takes the way of all telemetry.

import { parseUtf8, utf8 } from "../../kernel/bytes.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import type { HookSource } from "./hook-source.ts";
import type { VerifiedHook } from "./received-hook.ts";

const INFO = 9;

const text = (key: string, value: string) => ({ key, value: { stringValue: value } });

/** `request.malformed` for a body that is no text. */
export function hookLog(source: HookSource, hook: VerifiedHook, body: Uint8Array): Result<Uint8Array> {
  const content = parseUtf8(body);
  if (content === null) return failed(fault("request.malformed", "the body is not UTF-8"));
  const { id, kind } = hook;
  const record = {
    severityNumber: INFO,
    ...(kind === null ? {} : { eventName: kind }),
    body: { stringValue: content },
    attributes: [text("hook.source", source.name), text("hook.message_id", id)],
  };
  const resource = { attributes: [text("service.name", source.name)] };
  return ok(utf8(JSON.stringify({ resourceLogs: [{ resource, scopeLogs: [{ logRecords: [record] }] }] })));
}
