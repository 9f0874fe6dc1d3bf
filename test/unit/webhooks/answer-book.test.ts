// Answers that come together are written together; the last that is under way waits for nobody.

import { expect, test } from "vitest";
import { openAnswerBook } from "../../../src/tenant/webhooks/answer-book.ts";
import type { Answered } from "../../../src/tenant/webhooks/record-attempt.ts";

const answered = (messageId: string) => ({ leased: { messageId } }) as unknown as Answered;

function open(underWay: number, failing: readonly string[] = []) {
  const written: string[][] = [];
  const waits: (() => void)[] = [];
  const book = openAnswerBook({
    write: (answers) => {
      const ids = answers.map(({ leased }) => leased.messageId);
      if (ids.some((id) => failing.includes(id))) throw new Error("the store fails");
      written.push(ids);
    },
    wait: () => new Promise((resolve) => void waits.push(() => resolve())),
    underWay: () => underWay,
  });
  const passMoment = async (): Promise<void> => {
    for (const end of waits.splice(0)) end();
    await Promise.resolve();
  };
  return { book, written, passMoment };
}

test("an answer waits a moment for others, and what has come by then is written at once", async () => {
  const { book, written, passMoment } = open(4);
  const told = ["a", "b"].map((id) => book.record(answered(id)));
  expect(written).toEqual([]);
  await passMoment();
  await Promise.all(told);
  const later = book.record(answered("c"));
  await passMoment();
  await later;
  expect(written).toEqual([["a", "b"], ["c"]]);
});

test("the last that is under way is written at once, with those that waited, and once", async () => {
  const { book, written, passMoment } = open(2);
  await Promise.all(["a", "b"].map((id) => book.record(answered(id))));
  await passMoment();
  expect(written).toEqual([["a", "b"]]);
});

test("one that cannot be written keeps none of the others from it", async () => {
  const { book, written } = open(3, ["b"]);
  const told = await Promise.allSettled(["a", "b", "c"].map((id) => book.record(answered(id))));
  expect(told.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(written).toEqual([["a"], ["c"]]);
});
