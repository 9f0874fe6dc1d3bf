// Programs of the machine that judge files: run on a file of a folder that goes away with the test file.

import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const MOST_BYTES = 64_000_000;

export interface Bench {
  readonly dir: string;
  /** The file's path. */
  put(name: string, bytes: Uint8Array): Promise<string>;
  /** What the program says; throws with its words where it ends with another status than 0. */
  ask(program: string, args: readonly string[]): Promise<string>;
  clear(): Promise<void>;
}

export async function openBench(): Promise<Bench> {
  const dir = await mkdtemp(join(tmpdir(), "traceo-files-"));
  return {
    dir,
    put: async (name, bytes) => {
      const path = join(dir, name);
      await writeFile(path, bytes);
      return path;
    },
    ask: async (program, args) => {
      // Of its own, so that a program of the desk that is open changes nothing.
      const env = { ...process.env, HOME: dir, LC_ALL: "C.UTF-8" };
      const { stdout } = await run(program, [...args], { env, maxBuffer: MOST_BYTES });
      return stdout;
    },
    clear: () => rm(dir, { recursive: true, force: true }),
  };
}
