// Waiting for work that goes on by itself, for so long and no longer.

/** Waits for the work, but no longer. A timer that outlived the work would keep the object in memory, and billed. */
export async function doneWithin(timeoutMs: number, work: Promise<void>): Promise<void> {
  const timer = new AbortController();
  const timeout = scheduler.wait(timeoutMs, { signal: timer.signal }).catch(() => {});
  await Promise.race([work, timeout]);
  timer.abort();
}
