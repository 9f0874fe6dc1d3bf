// Where each jurisdiction's data lives and what holds it there: a row each, in the words of the design.
// Cloudflare locks Durable Objects, D1, R2 and Queues to `eu` and, since 2026, to `us`; it has no jurisdiction for
// India, Japan or China. INVARIANT: nothing we print claims more than the row's guarantee.

import type { Jurisdiction } from "../directory/index.ts";

/** What holds a cell's data in place: the platform's own jurisdiction, an operator's cell in the country, or a hint. */
export type Guarantee = "platform" | "operator" | "best_effort";

export interface JurisdictionRow {
  readonly name: string;
  /** The platform's name for the lock, or null where it has none. */
  readonly platformJurisdiction: "eu" | "us" | null;
  readonly guarantee: Guarantee;
  /** A placement hint where there is no lock. */
  readonly locationHint: DurableObjectLocationHint;
  readonly regulations: readonly string[];
}

export const JURISDICTION_ROWS = {
  eu: {
    name: "European Union",
    platformJurisdiction: "eu",
    guarantee: "platform",
    locationHint: "weur",
    regulations: ["GDPR"],
  },
  us: {
    name: "United States",
    platformJurisdiction: "us",
    guarantee: "platform",
    locationHint: "enam",
    regulations: ["CCPA"],
  },
  in: {
    name: "India",
    platformJurisdiction: null,
    guarantee: "best_effort",
    locationHint: "apac",
    regulations: ["DPDP"],
  },
  jp: {
    name: "Japan",
    platformJurisdiction: null,
    guarantee: "best_effort",
    locationHint: "apac",
    regulations: ["APPI"],
  },
  cn: {
    name: "China",
    platformJurisdiction: null,
    guarantee: "best_effort",
    locationHint: "apac",
    regulations: ["PIPL", "CSL", "DSL"],
  },
} as const satisfies Record<Jurisdiction, JurisdictionRow>;
