// Makes what is not there yet in the account, writes the databases' ids into wrangler.toml and migrates them.

import { readFile, writeFile } from "node:fs/promises";
import { loadAccount } from "./account.ts";
import { fillDatabaseIds } from "./database-ids.ts";
import { planCreations, planMigrations, type Command } from "./plan.ts";
import type { Resource } from "./resources.ts";
import { runWrangler } from "./run-wrangler.ts";

export interface Target {
  readonly env: string;
  /** Of wrangler.toml. */
  readonly path: string;
}

async function runAll(commands: readonly Command[], title: string): Promise<void> {
  for (const [index, command] of commands.entries()) {
    console.log(`${title} ${index + 1}/${commands.length}: wrangler ${command.join(" ")}`);
    await runWrangler(command);
  }
}

export async function carryOut(resources: readonly Resource[], { env, path }: Target): Promise<void> {
  const creations = planCreations(resources, await loadAccount(runWrangler, resources));
  console.log(`${resources.length - creations.length} of ${resources.length} resources are there already`);
  await runAll(creations, "creating");
  const account = await loadAccount(runWrangler, resources);
  const toml = await readFile(path, "utf8");
  await writeFile(path, fillDatabaseIds(toml, resources, account));
  await runAll(planMigrations(resources, env), "migrating");
}
