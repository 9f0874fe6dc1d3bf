// Builds the Worker unless the bundle is newer than all that it is made of: the test files of a run share one build.

import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { BUILD_DIR, buildWorker } from "../../../scripts/runtime/build.ts";

const SOURCES = ["src", "migrations", "wrangler.toml", "package-lock.json"];

async function newestMs(path: string): Promise<number> {
  const found = await stat(path);
  if (!found.isDirectory()) return found.mtimeMs;
  const names = await readdir(path, { recursive: true });
  const times = await Promise.all(names.map(async (name) => (await stat(join(path, name))).mtimeMs));
  return Math.max(found.mtimeMs, ...times);
}

export async function buildWhenStale(): Promise<void> {
  const built = await stat(join(BUILD_DIR, "worker.js")).catch(() => null);
  const changedMs = Math.max(...(await Promise.all(SOURCES.map(newestMs))));
  if (built === null || built.mtimeMs <= changedMs) await buildWorker();
}
