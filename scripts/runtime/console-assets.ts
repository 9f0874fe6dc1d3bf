// What the console's pages are made of beside the Worker: the style sheet with the dark colours of pictures, the mark, and
// the scripts without their types. Nothing is bundled: each script is a file as it was written.

import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { stripTypeScriptTypes } from "node:module";
import { join, parse } from "node:path";
import { pictureRules } from "../../src/console/picture-rules.ts";

const SOURCE = "src/console";

export async function writeConsoleAssets(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true });
  const sheet = await readFile(join(SOURCE, "console.css"), "utf8");
  await writeFile(join(dir, "console.css"), `${sheet}\n${pictureRules()}`);
  await writeFile(join(dir, "mark.svg"), await readFile(join(SOURCE, "mark.svg")));
  for (const file of await readdir(join(SOURCE, "islands"))) {
    if (!file.endsWith(".ts")) continue;
    const script = await readFile(join(SOURCE, "islands", file), "utf8");
    await writeFile(join(dir, `${parse(file).name}.js`), withoutTypes(script));
  }
}

/** Node tells of each use that this may change one day; whoever starts the gateway has no use for that. */
function withoutTypes(script: string): string {
  const emitWarning = process.emitWarning.bind(process);
  process.emitWarning = () => undefined;
  try {
    return stripTypeScriptTypes(script);
  } finally {
    process.emitWarning = emitWarning;
  }
}
