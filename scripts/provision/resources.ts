// What a deployment needs of the platform, read from wrangler.toml's own bindings and the jurisdictions' registry, so
// that nothing is listed twice. A cell's place is in its binding's name (CELL_EU_DB); a silo's is its bucket's
// jurisdiction; the directory is global.

import type { Jurisdiction } from "../../src/directory/index.ts";
import { JURISDICTION_ROWS } from "../../src/residency/index.ts";

/** The part of an environment in wrangler.toml that provisioning reads. */
export interface Environment {
  readonly d1_databases: readonly {
    readonly binding: string;
    readonly database_name?: string;
    readonly database_id?: string;
  }[];
  readonly r2_buckets: readonly {
    readonly binding: string;
    readonly bucket_name?: string;
    readonly jurisdiction?: string;
  }[];
  readonly queues: {
    readonly producers?: readonly { readonly binding: string; readonly queue: string }[];
    readonly consumers?: readonly { readonly queue: string; readonly dead_letter_queue?: string }[];
  };
}

export interface Resource {
  readonly kind: "d1" | "r2" | "queue";
  readonly name: string;
  /** The platform's lock, or null where it has none or needs none. */
  readonly jurisdiction: string | null;
  /** A placement hint where there is no lock. */
  readonly location: string | null;
  /** Our own jurisdiction; null for what is global or has no cell in its name. */
  readonly cell: Jurisdiction | null;
  /** For a database: the binding's name and the id that wrangler.toml has now. */
  readonly binding: string;
  readonly id: string | null;
}

type Place = Pick<Resource, "jurisdiction" | "location" | "cell">;

const NOWHERE: Place = { jurisdiction: null, location: null, cell: null };

function cellOf(binding: string): Jurisdiction | null {
  const word = /^CELL_([A-Z]{2})_/.exec(binding)?.[1]?.toLowerCase() ?? "";
  return Object.hasOwn(JURISDICTION_ROWS, word) ? (word as Jurisdiction) : null;
}

function placeOf(binding: string, lock: string | undefined): Place {
  const cell = cellOf(binding);
  if (cell === null) return { ...NOWHERE, jurisdiction: lock ?? null };
  const row = JURISDICTION_ROWS[cell];
  const { platformJurisdiction: jurisdiction } = row;
  return { cell, jurisdiction, location: jurisdiction === null ? row.locationHint : null };
}

/** The lock of a silo's database is that of the bucket beside it: wrangler.toml has no field for a database's own. */
function siloLock({ r2_buckets: buckets }: Environment, binding: string): string | undefined {
  return buckets.find((bucket) => bucket.binding === binding.replace(/_DB(?:_\d+)?$/, "_BUCKET"))
    ?.jurisdiction;
}

function queuesOf({ queues }: Environment): Resource[] {
  const { producers = [], consumers = [] } = queues;
  return producers.flatMap(({ binding, queue }) => {
    const dead = consumers.find((consumer) => consumer.queue === queue)?.dead_letter_queue;
    // A queue takes a jurisdiction but no location hint.
    const place = { ...placeOf(binding, undefined), location: null };
    const names = dead === undefined ? [queue] : [queue, dead];
    return names.map((name) => ({ kind: "queue" as const, name, ...place, binding, id: null }));
  });
}

export function resourcesOf(environment: Environment): Resource[] {
  const databases = environment.d1_databases.map(
    ({ binding, database_name: name = "", database_id: id = null }) => {
      const place = placeOf(binding, siloLock(environment, binding));
      return { kind: "d1" as const, name, ...place, binding, id };
    },
  );
  const buckets = environment.r2_buckets.map(({ binding, bucket_name: name = "", jurisdiction }) => {
    return { kind: "r2" as const, name, ...placeOf(binding, jurisdiction), binding, id: null };
  });
  return [...databases, ...buckets, ...queuesOf(environment)];
}
