// Writes the ids of real databases into wrangler.toml in place of its placeholders, and touches nothing else of it.

import type { Account } from "./plan.ts";
import type { Resource } from "./resources.ts";

const PLACEHOLDER = /^provision-/;

export function fillDatabaseIds(toml: string, resources: readonly Resource[], account: Account): string {
  let filled = toml;
  for (const { kind, name, id } of resources) {
    const real = account.d1.get(name);
    if (kind !== "d1" || id === null || real === undefined || !PLACEHOLDER.test(id)) continue;
    filled = filled.replace(`database_id = "${id}"`, `database_id = "${real}"`);
  }
  return filled;
}

/** The bindings whose database was not provisioned yet. */
export function unprovisioned(resources: readonly Resource[]): string[] {
  return resources.filter(({ id }) => id !== null && PLACEHOLDER.test(id)).map(({ binding }) => binding);
}
