// `npm run migrations -- directory|cell|tenant|shard --name what_changes`: the next migration of a store, made by
// drizzle-kit from the schema. Applied migrations are never changed; a change is a new file.

import { spawnSync } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { addWithoutRowid, WITHOUT_ROWID } from "./drizzle/without-rowid.ts";
import { runScript } from "./runtime/say-failure.ts";

const STORES = ["directory", "cell", "tenant", "shard"];
const DRIZZLE_KIT = "node_modules/drizzle-kit/bin.cjs";

async function sqlFiles(dir: string): Promise<string[]> {
  return (await readdir(dir)).filter((file) => file.endsWith(".sql"));
}

async function migrations(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { name: { type: "string" } },
    allowPositionals: true,
  });
  const [store = ""] = positionals;
  if (!STORES.includes(store) || values.name === undefined || !/^[a-z0-9_]+$/.test(values.name)) {
    throw new Error(`usage: npm run migrations -- ${STORES.join("|")} --name what_changes`);
  }
  const dir = join("migrations", store);
  const before = await sqlFiles(dir);
  const config = `scripts/drizzle/${store}.config.ts`;
  const words = [DRIZZLE_KIT, "generate", "--config", config, "--name", values.name];
  const { status } = spawnSync(process.execPath, words, { stdio: "inherit" });
  if (status !== 0) throw new Error("drizzle-kit failed; its own words are above");
  for (const file of (await sqlFiles(dir)).filter((name) => !before.includes(name))) {
    const path = join(dir, file);
    await writeFile(path, addWithoutRowid(await readFile(path, "utf8"), WITHOUT_ROWID[store] ?? []));
  }
}

await runScript("migrations", migrations);
