// A query's answer in the form that the caller accepts: JSON, or a line of JSON per item. INVARIANT: no more bytes leave
// than the tenant's limit on a result. JSON that is larger is refused; lines stop with one that says why, in place of the
// last line that a whole answer ends with.

import { limitsOf } from "../../directory/index.ts";
import { bytesReply, jsonReply, streamOf, type Reply, type TenantCall } from "../../edge/index.ts";
import { utf8 } from "../../kernel/bytes.ts";
import { fault, type Fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";

const NDJSON = "application/x-ndjson";
/** UTF-8 takes at most this many bytes for one UTF-16 unit. */
const MOST_BYTES_OF_UNIT = 3;

type ReplyCall = Pick<TenantCall, "request" | "session">;

function wantsLines(request: Request): boolean {
  return (request.headers.get("accept") ?? "").includes(NDJSON);
}

function resultBytes({ session }: ReplyCall): number {
  const { tenant, limits } = session.bundle;
  return limitsOf(tenant.tier, limits).resultBytes;
}

function tooLarge(value: number, asked: number): Fault {
  const detail = `the result has ${asked} bytes or more, the limit is ${value}: ask for less, or in pages`;
  return { ...fault("query.result_too_large", detail), limit: { name: "result_bytes", value, asked } };
}

/** The reply as one JSON document, or line by line. `query.result_too_large`. */
export function queryReply(call: ReplyCall, whole: unknown, lines: () => Iterable<unknown>): Result<Reply> {
  if (!wantsLines(call.request)) return boundedReply(call, jsonReply(200, whole));
  return ok(bytesReply(NDJSON, streamOf(encodeLines(lines(), resultBytes(call)))));
}

/** A reply whose body is text, if the tenant's limit on results allows it. `query.result_too_large`. */
export function boundedReply(call: ReplyCall, reply: Reply): Result<Reply> {
  const most = resultBytes(call);
  const body = reply.body as string;
  const bytes = body.length * MOST_BYTES_OF_UNIT <= most ? 0 : utf8(body).byteLength;
  return bytes > most ? failed(tooLarge(most, bytes)) : ok(reply);
}

/** Lines are made as fast as they are taken. */
async function* encodeLines(lines: Iterable<unknown>, most: number): AsyncGenerator<Uint8Array> {
  let sent = 0;
  for (const line of lines) {
    const bytes = utf8(`${JSON.stringify(line)}\n`);
    sent += bytes.byteLength;
    if (sent > most) {
      yield utf8(`${JSON.stringify({ problem: tooLarge(most, sent) })}\n`);
      return;
    }
    yield bytes;
  }
}

/** A reply whose items are in one of its lists: as it is, or item by item with the rest as the last line. */
export function listReply<K extends string>(
  call: ReplyCall,
  key: K,
  reply: Readonly<Record<K, readonly unknown[]>>,
): Result<Reply> {
  const { [key]: items, ...rest } = reply;
  return queryReply(call, reply, () => [...items, rest]);
}
