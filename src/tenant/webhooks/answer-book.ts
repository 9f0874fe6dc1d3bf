// Answers are written down together: one that comes while others are under way waits a moment for them, and what has come by then
// is one transaction. The last that is under way waits for nobody.
// INVARIANT: `record` resolves when its answer is written, and rejects when it could not be: one that cannot be written keeps none
// of the others from it.

import type { Answered } from "./record-attempt.ts";

/** At a thousand answers a second this is some at once; a receiver's own delay is longer. */
const TOGETHER_MS = 3;

export interface AnswerBook {
  record(answered: Answered): Promise<void>;
}

export interface Writing {
  /** All of them, or none when it throws. */
  readonly write: (answers: readonly Answered[]) => void;
  readonly wait: (ms: number) => Promise<void>;
  /** Of which no answer is written yet. */
  readonly underWay: () => number;
}

interface Line {
  readonly answered: Answered;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export function openAnswerBook({ write, wait, underWay }: Writing): AnswerBook {
  let page: Line[] = [];
  const turn = (turned: Line[]): void => {
    // It was turned before, because the last had come.
    if (turned !== page) return;
    page = [];
    writeDown(write, turned);
  };
  return {
    record: (answered) => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const own = page;
      own.push({ answered, resolve, reject });
      if (own.length >= underWay()) turn(own);
      else if (own.length === 1) void wait(TOGETHER_MS).then(() => turn(own));
      return promise;
    },
  };
}

function writeDown(write: Writing["write"], lines: readonly Line[]): void {
  try {
    write(lines.map(({ answered }) => answered));
    for (const { resolve } of lines) resolve();
  } catch (error) {
    const [first, ...more] = lines;
    if (more.length === 0) first?.reject(error);
    else for (const line of lines) writeDown(write, [line]);
  }
}
