// What is read of a receiver's answer: all of it as far as the limit, however it is cut into pieces, and no more.

import { expect, it } from "vitest";
import { fetchAnswer } from "../../../src/tenant/webhooks/fetch-answer.ts";

const LIMIT = 65_536;
const REQUEST = { method: "POST", url: "https://hooks.example.com/", headers: {}, body: "{}" } as const;

/** An answer of so many bytes, in pieces of that size. */
function answerOf(sizeBytes: number, pieceBytes: number): Response {
  const { readable, writable } = new IdentityTransformStream();
  const piped = async (): Promise<void> => {
    const writer = writable.getWriter();
    for (let at = 0; at < sizeBytes; at += pieceBytes)
      await writer.write(new Uint8Array(Math.min(pieceBytes, sizeBytes - at)).fill(97));
    await writer.close();
  };
  // Fails when the rest is not wanted.
  piped().catch(() => undefined);
  return new Response(readable);
}

it.each([
  [0, 1],
  [5, 2],
  [1_023, 100],
  [1_024, 1_024],
  [1_025, 1_000],
  [40_000, 4_096],
  [LIMIT, 10_000],
  [LIMIT + 1, 10_000],
  [300_000, 70_000],
])("of %i bytes in pieces of %i all are read, as far as the limit", async (sizeBytes, pieceBytes) => {
  const fetched = await fetchAnswer({
    fetch: async () => answerOf(sizeBytes, pieceBytes),
    request: REQUEST,
    timeoutMs: 5_000,
  });
  expect(fetched.answer).toMatchObject({ status: 200 });
  const body = fetched.received?.body ?? new Uint8Array();
  expect(body.byteLength).toBe(Math.min(sizeBytes, LIMIT));
  expect(body.every((byte) => byte === 97)).toBe(true);
});

it("an answer without a body, and none at all", async () => {
  const ask = async (fetch: () => Promise<Response>) =>
    fetchAnswer({ fetch, request: REQUEST, timeoutMs: 5_000 });
  const empty = await ask(async () => new Response(null, { status: 204 }));
  expect([empty.answer.status, empty.received?.body.byteLength]).toEqual([204, 0]);
  const none = await ask(async () => {
    throw new Error("the connection was closed");
  });
  expect(none).toEqual({ answer: { status: null, noAnswer: "connection_failed" }, received: null });
});
