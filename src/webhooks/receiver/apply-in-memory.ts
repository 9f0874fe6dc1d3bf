// Applies messages in the memory of one process: for tests and for work that may be done again after a restart.
// LIMIT: the notes end with the process, so after a restart a message that comes again is applied again.

import {
  ANY_ORDER,
  judgeMessage,
  type Apply,
  type Ordering,
  type Verdict,
  type WebhookMessage,
} from "./message.ts";

export interface MemoryHandling {
  readonly handle: (message: WebhookMessage) => void | Promise<void>;
  readonly ordering?: Ordering;
}

export function applyInMemory({ handle, ordering = ANY_ORDER }: MemoryHandling): Apply {
  const noted = new Set<string>();
  let position: number | null = null;
  const applyOne = async (message: WebhookMessage): Promise<Verdict> => {
    const verdict = judgeMessage(message, { isNoted: noted.has(message.id), position }, ordering);
    if (verdict !== "applied") return verdict;
    await handle(message);
    noted.add(message.id);
    position = message.sequence;
    return verdict;
  };
  // One after another: a repeat that comes while the handler is at work waits for what becomes of it.
  let last: Promise<unknown> = Promise.resolve();
  return (message) => {
    const applied = last.then(() => applyOne(message));
    last = applied.catch(() => undefined);
    return applied;
  };
}
