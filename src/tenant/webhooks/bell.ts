// Wakes a run that waits for receivers: something new may be due while there is room for it, or room for what is due.

export interface Bell {
  ring(): void;
  /**
   * When it rings from now on. Asked before a run looks at what is due: what rang before that is in what it sees. One run asks, again
   * and again: only its latest asking counts.
   */
  rung(): Promise<void>;
}

export function createBell(): Bell {
  let wake = (): void => undefined;
  return {
    ring: () => wake(),
    rung: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      wake = resolve;
      return promise;
    },
  };
}
