// Just enough of HTTP/1.1 to know where one answer ends and what its status was: by Content-Length, by chunks, or
// without a body. Texts are latin1, so that a character is a byte. Bodies are thrown away.

import type { Socket } from "node:net";

const HEAD_END = "\r\n\r\n";
const LAST_CHUNK = "\r\n0\r\n\r\n";

/** How many bytes the first answer takes, or null when it is not all there. */
export function measureAnswer(text: string): { readonly status: number; readonly sizeBytes: number } | null {
  const headEnd = text.indexOf(HEAD_END);
  if (headEnd < 0) return null;
  const head = text.slice(0, headEnd).toLowerCase();
  const status = Number(head.slice(9, 12));
  const bodyAt = headEnd + HEAD_END.length;
  const length = /\r\ncontent-length: *(\d+)/.exec(head)?.[1];
  if (length !== undefined) {
    const sizeBytes = bodyAt + Number(length);
    return text.length >= sizeBytes ? { status, sizeBytes } : null;
  }
  if (!head.includes("transfer-encoding: chunked")) return { status, sizeBytes: bodyAt };
  // An empty body is the last chunk alone, whose leading line break is then the head's.
  const last = text.indexOf(LAST_CHUNK, headEnd + 2);
  return last < 0 ? null : { status, sizeBytes: last + LAST_CHUNK.length };
}

export function readAnswers(socket: Socket, onAnswer: (status: number) => void): void {
  let text = "";
  socket.setEncoding("latin1");
  socket.on("data", (chunk: string) => {
    text += chunk;
    const answer = measureAnswer(text);
    if (answer === null) return;
    text = text.slice(answer.sizeBytes);
    onAnswer(answer.status);
  });
}
