// A query's answer in the form that the caller accepts: JSON, or a line of JSON per item.

import { bytesReply, jsonReply, streamOf, type Reply } from "../../edge/index.ts";
import { utf8 } from "../../kernel/bytes.ts";

const NDJSON = "application/x-ndjson";

export function wantsLines(request: Request): boolean {
  return (request.headers.get("accept") ?? "").includes(NDJSON);
}

/** Lines are made as fast as they are taken. */
export function linesReply(lines: Iterable<unknown>): Reply {
  return bytesReply(NDJSON, streamOf(encodeLines(lines)));
}

async function* encodeLines(lines: Iterable<unknown>): AsyncGenerator<Uint8Array> {
  for (const line of lines) yield utf8(`${JSON.stringify(line)}\n`);
}

/** A reply whose items are in one of its lists: as it is, or item by item with the rest as the last line. */
export function listReply<K extends string>(
  request: Request,
  key: K,
  reply: Readonly<Record<K, readonly unknown[]>>,
): Reply {
  if (!wantsLines(request)) return jsonReply(200, reply);
  const { [key]: items, ...rest } = reply;
  return linesReply([...items, rest]);
}
