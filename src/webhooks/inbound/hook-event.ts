// What a verified hook becomes where its source makes events of them.

import type { Json } from "../../kernel/canonical-json.ts";
import { parseUtf8 } from "../../kernel/bytes.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { isEventSized, MOST_EVENT_BYTES, newEvent, type NewEvent } from "../event.ts";
import { parsePointer, valueAt } from "../json-path.ts";
import type { HookSource } from "./hook-source.ts";
import { jsonOf, type VerifiedHook } from "./received-hook.ts";

const MOST_KEY_CHARS = 256;

/** `request.too_large` for a body that no event carries, `request.malformed` for one that is no text. */
export function hookEvent(source: HookSource, hook: VerifiedHook, body: Uint8Array): Result<NewEvent> {
  if (body.byteLength > MOST_EVENT_BYTES) return tooLarge();
  const text = parseUtf8(body);
  if (text === null) return failed(fault("request.malformed", "the body is not UTF-8"));
  const payload = (jsonOf(body) ?? text) as Json;
  const data = { source: source.name, message_id: hook.id, kind: hook.kind, payload };
  // As JSON it may be larger than it came: a text is escaped.
  return isEventSized(data) ? ok(newEvent("hook.received", data, keyOf(source, payload))) : tooLarge();
}

function tooLarge(): Result<never> {
  return failed(fault("request.too_large", `an event carries at most ${MOST_EVENT_BYTES} bytes of JSON`));
}

/** Where the payload does not say what it is about, all of the source's events are about the source. */
function keyOf({ name, key }: HookSource, payload: Json): string {
  const steps = key === undefined ? null : parsePointer(key);
  const value = steps === null ? undefined : valueAt(payload, steps);
  const isName = typeof value === "string" || typeof value === "number";
  return isName ? `${name}:${String(value)}`.slice(0, MOST_KEY_CHARS) : name;
}
