// The master keys of a deployment, which wrap the data keys of its silos: `2:<base64url>,1:<base64url>`, 256 bits each.
// The highest version wraps; the others only unwrap, until every silo was wrapped anew.

import { parseBase64url } from "../kernel/bytes.ts";

/** The secret bytes by version. */
export type MasterKeys = ReadonlyMap<number, Uint8Array>;

const KEY_BYTES = 32;
const ENTRY = /^([1-9][0-9]{0,5}):([A-Za-z0-9_-]{43})$/;

/** Null when the text is not one or more keys of different versions. */
export function parseMasterKeys(text: string): MasterKeys | null {
  const keys = new Map<number, Uint8Array>();
  for (const entry of text.split(",")) {
    const [, version = "", key = ""] = ENTRY.exec(entry.trim()) ?? [];
    const bytes = parseBase64url(key);
    if (bytes?.length !== KEY_BYTES || keys.has(Number(version))) return null;
    keys.set(Number(version), bytes);
  }
  return keys;
}

/** Null without any: then this deployment opens no silo. */
export function currentMaster(keys: MasterKeys): number | null {
  return keys.size === 0 ? null : Math.max(...keys.keys());
}
