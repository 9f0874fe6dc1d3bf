// A silo's bindings in wrangler.toml: a database and a bucket of its own, after the others of their kind. Pure: text in, text
// out, and nothing else of the file is touched; what is there already is not added again.

import type { Jurisdiction } from "../../src/directory/index.ts";
import { JURISDICTION_ROWS, siloBinding } from "../../src/residency/index.ts";
import type { Resource } from "./resources.ts";

export interface NewSilo {
  readonly slug: string;
  readonly jurisdiction: Jurisdiction;
  readonly env: string;
}

type Kind = "d1" | "r2";

const bindingOf = (slug: string, kind: Kind): string =>
  `${siloBinding(slug)}_${kind === "d1" ? "DB" : "BUCKET"}`;

/** What a silo needs of the platform, in its jurisdiction, whatever wrangler.toml can say of that. */
export function siloResources({ slug, jurisdiction, env }: NewSilo): Resource[] {
  const { platformJurisdiction, locationHint } = JURISDICTION_ROWS[jurisdiction];
  const location = platformJurisdiction === null ? locationHint : null;
  const place = { jurisdiction: platformJurisdiction, location, cell: jurisdiction };
  const name = `traceo-silo-${slug}`;
  const id = `${env === "local" ? "local" : "provision"}-silo-${slug}`;
  return [
    { kind: "d1", name, ...place, binding: bindingOf(slug, "d1"), id },
    { kind: "r2", name, ...place, binding: bindingOf(slug, "r2"), id: null },
  ];
}

function linesOf({ kind, binding, name, id, jurisdiction }: Resource, env: string): string[] {
  if (kind === "d1")
    return [
      `[[env.${env}.d1_databases]]`,
      `binding = "${binding}"`,
      `database_name = "${name}"`,
      `database_id = "${id ?? ""}"`,
      `migrations_dir = "migrations/cell"`,
    ];
  // workerd's buckets have no jurisdictions.
  const lock = jurisdiction === null || env === "local" ? [] : [`jurisdiction = "${jurisdiction}"`];
  return [`[[env.${env}.r2_buckets]]`, `binding = "${binding}"`, `bucket_name = "${name}"`, ...lock];
}

/** The first line after the last table of a kind; the end of the file when it has none. */
function placeAfter(lines: readonly string[], header: string): number {
  const last = lines.lastIndexOf(header);
  if (last === -1) return lines.length;
  const end = lines.findIndex((line, at) => at > last && (line.trim() === "" || line.startsWith("[")));
  return end === -1 ? lines.length : end;
}

export function addSilo(toml: string, silo: NewSilo, present: readonly Resource[]): string {
  const bound = new Set(present.map(({ binding }) => binding));
  let lines = toml.trimEnd().split("\n");
  for (const resource of siloResources(silo)) {
    if (bound.has(resource.binding)) continue;
    const [header = "", ...rest] = linesOf(resource, silo.env);
    const at = placeAfter(lines, header);
    lines = lines.toSpliced(at, 0, "", header, ...rest);
  }
  return `${lines.join("\n")}\n`;
}

/** Where the silo is already, when that is not where it is asked for; null when it is, or when nothing says. */
export function otherPlace(
  { slug, jurisdiction, env }: NewSilo,
  present: readonly Resource[],
): string | null {
  const bucket = present.find(({ binding }) => binding === bindingOf(slug, "r2"));
  if (bucket === undefined || env === "local") return null;
  const { platformJurisdiction } = JURISDICTION_ROWS[jurisdiction];
  return bucket.jurisdiction === platformJurisdiction ? null : (bucket.jurisdiction ?? "no jurisdiction");
}
