// Starts the load process and hands it jobs, one after the other.

import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { LoadJob, LoadResult } from "./load-job.ts";

export interface Load {
  run(job: LoadJob): Promise<LoadResult>;
  stop(): void;
}

export function startLoad(): Load {
  const child = fork(join(import.meta.dirname, "load-process.ts"), { serialization: "advanced" });
  return {
    async run(job) {
      child.send(job);
      const [answer] = (await once(child, "message")) as [{ result?: LoadResult; error?: string }];
      if (answer.result === undefined) throw new Error(`the load process: ${answer.error ?? "no result"}`);
      return answer.result;
    },
    stop: () => void child.kill(),
  };
}
