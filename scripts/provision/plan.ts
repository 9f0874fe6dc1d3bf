// What is to be done: creations of what is not there yet, migrations of every database. Pure: the account's present
// state comes in, wrangler's commands come out, and repeating it plans nothing new but the migrations.

import type { Resource } from "./resources.ts";

/** Names that exist already, with the id where it is a database. */
export interface Account {
  readonly d1: ReadonlyMap<string, string>;
  readonly r2: ReadonlySet<string>;
  readonly queue: ReadonlySet<string>;
}

export const EMPTY_ACCOUNT: Account = { d1: new Map(), r2: new Set(), queue: new Set() };

/** wrangler's words after its own name. */
export type Command = readonly string[];

const CREATE: Readonly<Record<Resource["kind"], Command>> = {
  d1: ["d1", "create"],
  r2: ["r2", "bucket", "create"],
  queue: ["queues", "create"],
};

function createCommand({ kind, name, jurisdiction, location }: Resource): Command {
  const lock = jurisdiction === null ? [] : ["--jurisdiction", jurisdiction];
  const hint = jurisdiction !== null || location === null ? [] : ["--location", location];
  return [...CREATE[kind], name, ...lock, ...hint];
}

export function planCreations(resources: readonly Resource[], account: Account): Command[] {
  return resources.filter(({ kind, name }) => !account[kind].has(name)).map(createCommand);
}

export function planMigrations(resources: readonly Resource[], env: string): Command[] {
  const databases = resources.filter(({ kind }) => kind === "d1");
  return databases.map(({ binding }) => ["d1", "migrations", "apply", binding, "--remote", "--env", env]);
}

/** Only one jurisdiction's own: what is global was provisioned with the first. */
export function onlyOf(resources: readonly Resource[], jurisdiction: string | undefined): Resource[] {
  return resources.filter(({ cell }) => jurisdiction === undefined || cell === jurisdiction);
}
