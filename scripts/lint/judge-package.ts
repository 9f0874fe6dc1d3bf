// May a source file import a package? A table of packages with the rings that may hold them; what is not in the
// table is free. The platform, the router and the database stay at the rim so that the middle runs anywhere.
import { placeOf } from "./places.ts";
import type { Ring } from "./places.ts";

export interface PackageImport {
  readonly from: string;
  readonly source: string;
  /** The names taken from the package; `*` for the whole of it. */
  readonly names: readonly string[];
}

interface PackageRow {
  readonly source: RegExp;
  /** Only these names are restricted; without it, the whole package. */
  readonly names?: readonly string[];
  readonly rings: readonly Ring[];
  /** Basenames that may import it whatever their ring. */
  readonly files?: readonly string[];
  readonly reason: string;
}

const PACKAGES: readonly PackageRow[] = [
  {
    source: /^hono(\/|$)|^@hono\//,
    rings: ["edge", "http", "console", "manifest", "app", "worker"],
    reason: "the router belongs to edge, http, console and the rim",
  },
  {
    source: /^cloudflare:workers$/,
    names: ["env", "*"],
    rings: [],
    reason: "`env` comes in as an argument: nothing imports it",
  },
  {
    source: /^cloudflare:/,
    rings: ["tenant", "worker"],
    reason: "the platform's classes belong to tenant and worker",
  },
  {
    source: /^drizzle-orm(\/|$)/,
    rings: ["store", "tenant"],
    files: ["schema.ts"],
    reason: "the database belongs to store, tenant and files named schema.ts",
  },
  {
    source: /^(node:)?crypto$/,
    names: ["randomBytes", "randomFill", "randomInt", "randomUUID", "getRandomValues", "webcrypto"],
    rings: ["tenant", "edge", "http", "jobs", "console", "app", "worker"],
    reason: "randomness comes in as an argument",
  },
  {
    source: /^(vitest|wrangler|miniflare|knip|oxlint)(\/|$)/,
    rings: [],
    reason: "a development tool is no part of the product",
  },
];

export function judgePackage(taken: PackageImport): string | null {
  const place = placeOf(taken.from);
  if (place === null) return null;
  const file = taken.from.slice(taken.from.lastIndexOf("/") + 1);
  for (const row of PACKAGES) {
    if (!row.source.test(taken.source) || !takesRestricted(row, taken.names)) continue;
    if (row.rings.includes(place.ring) || row.files?.includes(file) === true) continue;
    return `\`${taken.source}\` does not belong in ring \`${place.ring}\`: ${row.reason}`;
  }
  return null;
}

function takesRestricted(row: PackageRow, names: readonly string[]): boolean {
  return row.names === undefined || names.some((name) => row.names?.includes(name));
}
