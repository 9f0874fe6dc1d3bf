// A thread for what may never come back: it notes in shared numbers where it is, and is ended when they stay the same.

import { Worker } from "node:worker_threads";

export interface Watched {
  /** Of the module that it runs. */
  readonly path: string;
  readonly seed: number;
  /** It is stuck when it is at the same place for as long. */
  readonly stuckAfterMs: number;
}

/** What its starter gives it. `progress`: two numbers that say where it is. */
export interface ThreadData {
  readonly progress: SharedArrayBuffer;
  readonly seed: number;
}

/** The first message of the thread. Rejects, with the place, when it is stuck. */
export async function runWatched<Message>({ path, seed, stuckAfterMs }: Watched): Promise<Message> {
  const progress = new SharedArrayBuffer(8);
  const workerData: ThreadData = { progress, seed };
  const thread = new Worker(path, { workerData });
  let watch: NodeJS.Timeout | undefined;
  try {
    return await new Promise<Message>((resolve, reject) => {
      let last = "";
      watch = setInterval(() => {
        const now = new Int32Array(progress).join(", ");
        if (now === last) reject(new Error(`stuck at ${now} (seed ${seed})`));
        last = now;
      }, stuckAfterMs);
      thread.once("message", resolve).once("error", reject);
      thread.once("exit", () => reject(new Error("the thread ended early")));
    });
  } finally {
    clearInterval(watch);
    await thread.terminate();
  }
}
