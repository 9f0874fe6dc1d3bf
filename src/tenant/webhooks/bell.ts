// Wakes a run that waits for receivers: something new may be due while there is room for it.

export interface Bell {
  ring(): void;
  /** When it rings, or at once if it has since it was last asked. One run asks, again and again: only its latest asking counts. */
  rung(): Promise<void>;
}

export function createBell(): Bell {
  let hasRung = false;
  let wake = (): void => undefined;
  return {
    ring: () => {
      hasRung = true;
      wake();
    },
    rung: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      wake = resolve;
      if (hasRung) resolve();
      hasRung = false;
      return promise;
    },
  };
}
