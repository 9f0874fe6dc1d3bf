// What the Cloudflare account holds already, as wrangler lists it.

import { stripVTControlCharacters } from "node:util";
import { z } from "zod";
import type { Account } from "./plan.ts";
import type { Resource } from "./resources.ts";

/** Runs wrangler and returns its standard output; throws in one line when it fails. */
export type Wrangler = (command: readonly string[]) => Promise<string>;

const databaseSchema = z.array(z.object({ uuid: z.string(), name: z.string() }));
const MAX_PAGES = 50;

async function loadDatabases(wrangler: Wrangler): Promise<Map<string, string>> {
  const listed = databaseSchema.parse(JSON.parse(await wrangler(["d1", "list", "--json"])));
  return new Map(listed.map(({ name, uuid }) => [name, uuid]));
}

/** `name:           traceo-cell-eu` of `wrangler r2 bucket list`. */
export function bucketNames(output: string): string[] {
  const lines = stripVTControlCharacters(output).split("\n");
  return lines.flatMap((line) => /^\s*name:\s+(\S+)\s*$/.exec(line)?.[1] ?? []);
}

/** The second column of the table that `wrangler queues list` draws. */
export function queueNames(output: string): string[] {
  const rows = stripVTControlCharacters(output)
    .split("\n")
    .filter((line) => line.startsWith("│"));
  const names = rows.map((row) => row.split("│")[2]?.trim() ?? "");
  return names.filter((name) => name !== "" && name !== "name");
}

/** A bucket is listed in its jurisdiction only. */
async function loadBuckets(wrangler: Wrangler, resources: readonly Resource[]): Promise<Set<string>> {
  const locks = new Set(
    resources.filter(({ kind }) => kind === "r2").map(({ jurisdiction }) => jurisdiction),
  );
  const found = new Set<string>();
  for (const lock of locks) {
    const flags = lock === null ? [] : ["--jurisdiction", lock];
    for (const name of bucketNames(await wrangler(["r2", "bucket", "list", ...flags]))) found.add(name);
  }
  return found;
}

async function loadQueues(wrangler: Wrangler): Promise<Set<string>> {
  const found = new Set<string>();
  for (let page = 1; page <= MAX_PAGES; page++) {
    const names = queueNames(await wrangler(["queues", "list", "--page", String(page)]));
    const isLast = names.every((name) => found.has(name));
    for (const name of names) found.add(name);
    if (isLast) break;
  }
  return found;
}

export async function loadAccount(wrangler: Wrangler, resources: readonly Resource[]): Promise<Account> {
  return {
    d1: await loadDatabases(wrangler),
    r2: await loadBuckets(wrangler, resources),
    queue: await loadQueues(wrangler),
  };
}
