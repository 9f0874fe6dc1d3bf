// The source of the module that stands before the gateway's Worker in the chaos test, with the addresses it needs in it.

import { readFile } from "node:fs/promises";
import { stripTypeScriptTypes } from "node:module";
import { join } from "node:path";

const SOURCE = join(import.meta.dirname, "workers/front.ts");

export async function frontOf(controlUrl: string, receiversUrl: string): Promise<string> {
  const source = stripTypeScriptTypes(await readFile(SOURCE, "utf8"));
  return source
    .replaceAll("../../../src/worker.ts", "./worker.js")
    .replace("CONTROL_URL", controlUrl)
    .replace("RECEIVERS_URL", receiversUrl);
}
