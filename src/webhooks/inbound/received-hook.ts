// A webhook as it came in, and what is known of it once its signature was right.

import { parseUtf8 } from "../../kernel/bytes.ts";

export interface ReceivedHook {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** As it was sent: what is signed is these bytes. */
  readonly body: Uint8Array;
}

export interface VerifiedHook {
  /** The sender's own id of the message: the same when it sends the message again. */
  readonly id: string;
  /** The sender's word for what happened; null when it has none. */
  readonly kind: string | null;
}

/** LIMIT: an id is a part of a key, a kind is a label. */
const MOST_ID_CHARS = 256;
const MOST_KIND_CHARS = 128;

/** JSON, or null when the body is none. */
export function jsonOf(body: Uint8Array): unknown {
  const text = parseUtf8(body);
  if (text === null) return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/** A text at the top of a JSON object. */
export function textIn(value: unknown, name: string): string | null {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return null;
  const found: unknown = Reflect.get(value, name);
  return typeof found === "string" && found !== "" ? found : null;
}

/** Null for an id that cannot be kept: such a hook is refused. */
export function verifiedHook(
  id: string | null | undefined,
  kind: string | null | undefined,
): VerifiedHook | null {
  if (id === null || id === undefined || id === "" || id.length > MOST_ID_CHARS) return null;
  return { id, kind: kind?.slice(0, MOST_KIND_CHARS) ?? null };
}
