// What was seen of a tenant's stores at one time: where each says it is, and how much is in it.
// INVARIANT: `reported` is what can be read at run time or what provisioning asked for, and says which of the two it is;
// nothing here is concluded from our own configuration without saying so.

import type { Jurisdiction, Residency } from "../../directory/index.ts";
import type { StoreKind } from "../data-stores.ts";
import { guaranteeOf, type Deployment } from "../guarantee.ts";
import type { Guarantee, Source } from "../jurisdiction-row.ts";
import { JURISDICTION_ROWS } from "../jurisdictions.ts";

export interface Reported {
  /** The platform's name for the lock; null where nobody names one. */
  readonly jurisdiction: string | null;
  readonly by: "platform" | "provisioning" | "nobody";
  /** Where the platform says that it answered from, when it does. */
  readonly region: string | null;
  readonly says: string;
}

/** Rows of a table, or objects under a prefix. */
export interface HeldSet {
  readonly name: string;
  readonly count: number;
  /** Null where the store does not tell. */
  readonly bytes: number | null;
  /** Of the oldest and the newest of it, where it has a time. */
  readonly first: string | null;
  readonly last: string | null;
}

export interface StoreObservation {
  readonly kind: StoreKind;
  /** An object's id, a binding's name. */
  readonly name: string;
  readonly reported: Reported;
  /** The whole store's, for an object; null for a store that others share. */
  readonly store_bytes: number | null;
  readonly sets: readonly HeldSet[];
  /** False when there was more than one observation counts. */
  readonly is_complete: boolean;
}

export interface Observation {
  readonly mode: Deployment["MODE"];
  readonly cell: Deployment["CELL"];
  readonly jurisdiction: Jurisdiction;
  readonly isolation: "pool" | "silo";
  readonly residency: Residency;
  readonly guarantee: Guarantee;
  readonly guarantee_source: Source;
  readonly stores: readonly StoreObservation[];
}

type Observed = Pick<Observation, "jurisdiction" | "isolation" | "residency" | "stores">;

export function describeObservation(observed: Observed, { MODE, CELL }: Deployment): Observation {
  const { guarantee, source } = guaranteeOf(observed.jurisdiction, { MODE, CELL });
  return { ...observed, mode: MODE, cell: CELL, guarantee, guarantee_source: source };
}

/** Of an object by its own id: the one store whose place the platform tells at run time. */
export function reportOfObject(told: string | undefined, deployment: Deployment): Reported {
  if (told !== undefined)
    return { jurisdiction: told, by: "platform", region: null, says: "the object's own id names it" };
  return { jurisdiction: null, by: "nobody", region: null, says: WITHOUT_LOCK[settingOf(deployment)] };
}

/** Of a database or bucket: what was asked for when it was made, and the region that answered. */
export function reportOfBinding(
  jurisdiction: Jurisdiction,
  region: string | null,
  deployment: Deployment,
): Reported {
  const setting = settingOf(deployment);
  const asked = setting === "platform" ? JURISDICTION_ROWS[jurisdiction].platformJurisdiction : null;
  if (asked === null) return { jurisdiction: null, by: "nobody", region, says: WITHOUT_LOCK[setting] };
  const says = "asked for when it was provisioned; the platform does not tell it at run time";
  return { jurisdiction: asked, by: "provisioning", region, says };
}

type Setting = "local" | "operator_cell" | "platform";

function settingOf({ MODE, CELL }: Deployment): Setting {
  if (CELL !== "global") return "operator_cell";
  return MODE === "local" ? "local" : "platform";
}

const WITHOUT_LOCK: Readonly<Record<Setting, string>> = {
  local: "local mode: the runtime reports no jurisdiction, it is all on this machine",
  operator_cell:
    "an operator's cell: the runtime reports no jurisdiction, the operator vouches for the machines",
  platform: "the platform reports no jurisdiction: a location hint at most",
};
