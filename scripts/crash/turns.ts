// One after another: who has a turn gives it back, and may do so more than once.

export type TakeTurn = () => Promise<() => void>;

export function createTurns(): TakeTurn {
  let last: Promise<void> = Promise.resolve();
  return async () => {
    const before = last;
    const turn = Promise.withResolvers<void>();
    last = turn.promise;
    await before;
    return () => turn.resolve();
  };
}
