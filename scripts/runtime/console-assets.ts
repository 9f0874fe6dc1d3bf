// What the console's pages are made of beside the Worker: the style sheet with the dark colours of pictures, the mark, the
// scripts without their types, and the document of `custom` charts with the chart library. Nothing is bundled: each script is
// a file as it was written.

import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { stripTypeScriptTypes } from "node:module";
import { join, parse } from "node:path";
import { FRAME_FILE, frameDocument, isHashed } from "../../src/console/frame-document.ts";
import { pictureRules } from "../../src/console/picture-rules.ts";

const SOURCE = "src/console";
/** The package's own bundle for pages, a plain script: all of its charts, for options that may name any of them. */
const LIBRARY = "node_modules/echarts/dist/echarts.min.js";

export async function writeConsoleAssets(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true });
  const sheet = await readFile(join(SOURCE, "console.css"), "utf8");
  await writeFile(join(dir, "console.css"), `${sheet}\n${pictureRules()}`);
  for (const file of ["mark.svg", "framed-chart.css"])
    await writeFile(join(dir, file), await readFile(join(SOURCE, file)));
  for (const file of await readdir(join(SOURCE, "islands"))) {
    if (!file.endsWith(".ts")) continue;
    const script = await readFile(join(SOURCE, "islands", file), "utf8");
    await writeFile(join(dir, `${parse(file).name}.js`), asScript(script));
  }
  await writeFile(join(dir, FRAME_FILE), frameDocument(await writeLibrary(dir)));
}

/** Its name has its digest, so pages may keep it for ever; those of other versions go. */
async function writeLibrary(dir: string): Promise<string> {
  const bytes = await readFile(LIBRARY);
  const digest = createHash("sha256").update(bytes).digest("hex").slice(0, 16);
  const name = `echarts-${digest}.js`;
  const there = (await readdir(dir)).filter(isHashed);
  for (const old of there) if (old !== name) await rm(join(dir, old), { force: true });
  if (there.includes(name)) return name;
  // Aside first: whoever finds it by its name finds all of it.
  const aside = join(dir, `${name}.${randomUUID()}`);
  await writeFile(aside, bytes);
  await rename(aside, join(dir, name));
  return name;
}

/** Without types, and with its imports by the names that are served. */
const asScript = (source: string): string =>
  withoutTypes(source).replaceAll(/(\bfrom "\.\/[a-z-]+)\.ts"/g, '$1.js"');

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
