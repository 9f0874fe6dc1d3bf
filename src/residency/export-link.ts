// A link to one file of a tenant's export, good for a short while: whoever has it may fetch that file and nothing else. A
// compact JWS with the deployment's checkpoint key, so that it needs no other secret and no store.

import { canonicalJson } from "../kernel/canonical-json.ts";

export const LINK_TYPE = "traceo-export-link+jws";
export const LINK_LIFE_MS = 15 * 60_000;

export interface ExportLink {
  readonly tenant: string;
  readonly offboarding: string;
  /** Under the export's prefix. */
  readonly name: string;
  readonly expires_at: string;
}

/** As exports name their files; nothing that climbs. */
export function isExportName(name: string): boolean {
  const segments = name.split("/");
  return segments.length <= 4 && segments.every((segment) => /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(segment));
}

/** Null for a text that is no link. */
export function parseExportLink(text: string): ExportLink | null {
  const link = JSON.parse(text) as ExportLink;
  const { tenant, offboarding, name, expires_at } = link;
  const isWhole = canonicalJson({ tenant, offboarding, name, expires_at }) === text;
  return isWhole && isExportName(name) ? link : null;
}
