// A directory of a million tenants: rows written straight into the local database's file while no gateway has it open.
// They are rows only; their tenants have no objects and are asked for by name, never for their state.

import { randomBytes } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { JURISDICTIONS } from "../../src/directory/index.ts";
import { newId } from "../../src/kernel/ids.ts";

const D1_FILES = "d1/miniflare-D1DatabaseObject";
const BATCH = 50_000;
const FIRST_MS = Date.UTC(2026, 0, 1);
/** Some have a domain of their own, as enterprises do. */
const DOMAIN_EVERY = 10;

export function listedSlug(at: number): string {
  return `listed-${at}`;
}

export function fillDirectory(file: string, wanted: number, say: (line: string) => void): void {
  const database = new DatabaseSync(file);
  try {
    listTenants(database, wanted, say);
  } finally {
    database.close();
  }
}

/** Fills up to `wanted` rows; what is there already stays. */
export function listTenants(database: DatabaseSync, wanted: number, say: (line: string) => void): void {
  const [row] = database.prepare("SELECT count(*) AS listed FROM tenants WHERE slug LIKE 'listed-%'").all();
  for (let at = Number(row?.["listed"] ?? 0); at < wanted; at += BATCH) {
    const until = Math.min(wanted, at + BATCH);
    insertBatch(database, at, until);
    say(`directory: ${until.toLocaleString("en")} of ${wanted.toLocaleString("en")} tenants`);
  }
}

function insertBatch(database: DatabaseSync, first: number, until: number): void {
  const tenant = database.prepare(
    "INSERT INTO tenants (id, slug, jurisdiction, isolation, tier, status, created_at, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
  );
  const domain = database.prepare("INSERT INTO domains (domain, tenant_id) VALUES (?, ?)");
  database.exec("BEGIN");
  for (let at = first; at < until; at++) {
    const createdAt = FIRST_MS + at;
    const id = newId("tenant", createdAt, (sizeBytes) => randomBytes(sizeBytes));
    const jurisdiction = JURISDICTIONS[at % JURISDICTIONS.length] ?? "eu";
    tenant.run(id, listedSlug(at), jurisdiction, "pool", "standard", "active", createdAt, 1);
    if (at % DOMAIN_EVERY === 0) domain.run(`${listedSlug(at)}.example`, id);
  }
  database.exec("COMMIT");
}

/** The one database of the state folder that has a table of tenants. */
export function findDirectoryFile(stateDir: string): string {
  const dir = join(stateDir, D1_FILES);
  const files = existsSync(dir) ? readdirSync(dir).filter((name) => name.endsWith(".sqlite")) : [];
  const found = files.map((name) => join(dir, name)).find(hasTenants);
  if (found === undefined) throw new Error(`no directory database in ${dir}`);
  return found;
}

function hasTenants(file: string): boolean {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const tables = database.prepare(
      "SELECT count(*) AS found FROM sqlite_master WHERE name IN ('tenants', 'creations')",
    );
    return tables.get()?.["found"] === 2;
  } finally {
    database.close();
  }
}
