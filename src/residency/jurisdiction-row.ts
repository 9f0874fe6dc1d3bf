// The shape of a jurisdiction's row: what the law of a place asks, said as data. Code takes a resolved row and never
// switches on a jurisdiction's name.

import type { DataClass } from "../policy/index.ts";

/** What holds a cell's data in place: the platform's own jurisdiction, an operator's cell in the country, or a hint. */
export type Guarantee = "platform" | "operator" | "best_effort";

/** Where a claim of ours can be looked up, and when it was. */
export interface Source {
  readonly says: string;
  readonly url: string;
  /** When it was read: a day. */
  readonly on: string;
}

export interface Regulation {
  readonly name: string;
  readonly meaning: string;
}

/** A place on the ground. */
export interface CellSite {
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly region: string;
}

/** What a transfer can be based on. */
export type BasisKind = "scc" | "sub_processor" | "consent";

export interface JurisdictionRow {
  readonly name: string;
  readonly regulations: readonly Regulation[];
  readonly primary: CellSite;
  /** Where the law keeps data at home it is in the same country. */
  readonly backup: CellSite;
  /** ISO 3166-1 alpha-2 of every country that counts as in the region, for storing and for processing. */
  readonly countries: readonly string[];
  /** The platform's name for the lock, or null where it has none. */
  readonly platformJurisdiction: "eu" | "us" | null;
  /** A placement hint where there is no lock. */
  readonly locationHint: DurableObjectLocationHint;
  readonly guarantee: Guarantee;
  readonly guaranteeSource: Source;
  /** May a tenant's data be kept here without something that holds it here? */
  readonly lock: "required" | "preferred";
  readonly lockReason: string;
  /** Nothing but what is public goes there, whatever was signed. */
  readonly prohibited: readonly string[];
  /** Countries whose protection counts as equal: personal data goes there without another basis. */
  readonly adequate: readonly string[];
  /** Classes that may not leave in any form but aggregated, and only if listed below. */
  readonly neverLeaves: readonly DataClass[];
  /** Classes of which counts and sums may be worked out elsewhere. */
  readonly aggregatedElsewhere: readonly DataClass[];
  /** What a transfer needs, all of it, by the class's sensitivity: from 2 on, and from 4 on. */
  readonly needs: { readonly personal: readonly BasisKind[]; readonly special: readonly BasisKind[] };
}
