// One digest of everything that a build is made of: the same digest means that building again would change nothing.

import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

const FOLDERS = ["src", "migrations"];
const FILES = [
  "wrangler.toml",
  "package-lock.json",
  "tsconfig.json",
  "scripts/runtime/build.ts",
  "scripts/runtime/console-assets.ts",
];

async function sourceFiles(): Promise<string[]> {
  const lists = FOLDERS.map(async (folder) => {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  });
  return [...FILES, ...(await Promise.all(lists)).flat()].sort();
}

export async function sourceFingerprint(): Promise<string> {
  const hash = createHash("sha256");
  const files = await sourceFiles();
  const contents = await Promise.all(files.map((file) => readFile(file)));
  for (const [index, file] of files.entries()) {
    const content = contents[index] as Buffer;
    hash.update(`${file}\n${content.byteLength}\n`).update(content);
  }
  return hash.digest("hex");
}
