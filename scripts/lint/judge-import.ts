// May one file of the repository import another? Rings first, then doors, then the order of the domains.
// The answer is null or the offence in one sentence. Paths are relative to the repository, with forward slashes.
import { DOMAINS, placeOf, RING_DEPTH } from "./places.ts";
import type { Place, Ring } from "./places.ts";

export interface ImportEdge {
  readonly from: string;
  readonly to: string;
  /** `import type`: erased before anything runs. */
  readonly isTypeOnly?: boolean;
}

/** Rings that may name a room's inner files although they stand outside the room. */
const STORE_READERS: ReadonlySet<Ring> = new Set(["tenant", "edge", "manifest", "app", "worker"]);
const RIM: ReadonlySet<Ring> = new Set(["manifest", "app", "worker"]);
const OPERATIONS: ReadonlySet<Ring> = new Set(["http", "jobs", "console"]);
const OBJECT_FILE = /^src\/tenant\/[a-z0-9-]+-object\.ts$/;

export function judgeImport(edge: ImportEdge): string | null {
  const from = placeOf(edge.from);
  if (from === null) return null;
  const outside = judgeLeavingSource(edge.to, from);
  if (outside !== undefined) return outside;
  const to = placeOf(edge.to);
  if (to === null)
    return `\`${edge.to}\` is in no ring: put it into a domain, kernel, tenant, edge or console`;
  if (to.ring === "kernel") return null;
  if (to.ring === "config") return judgeConfig(edge, from);
  return judgeDepth(from, to) ?? judgeRoom(edge, from, to);
}

/** Undefined when the target is a source file. Migrations are SQL that stores and objects carry along. */
function judgeLeavingSource(to: string, from: Place): string | null | undefined {
  if (to.startsWith("src/")) return undefined;
  const carriesSql = RING_DEPTH[from.ring] >= RING_DEPTH.store;
  if (to.startsWith("migrations/") && carriesSql) return null;
  return `source does not import \`${to}\`: only src, and migrations from a store or further out`;
}

/** The object files read it too: the runtime makes them, with `env` and nothing else. */
function judgeConfig(edge: ImportEdge, from: Place): string | null {
  if (RIM.has(from.ring) || from.ring === "config" || OBJECT_FILE.test(edge.from)) return null;
  if (edge.isTypeOnly === true && from.ring !== "kernel") return null;
  return "`src/config.ts` is read by app, worker, manifest and the object files; elsewhere take a value or its type";
}

function judgeDepth(from: Place, to: Place): string | null {
  const inward = RING_DEPTH[to.ring] - RING_DEPTH[from.ring];
  if (inward < 0 || (inward === 0 && from.ring === to.ring)) return null;
  const door = from.isDoor ? " (a door exports pure things only)" : "";
  return `ring \`${from.ring}\` does not import ring \`${to.ring}\`: dependencies point inwards${door}`;
}

function judgeRoom(edge: ImportEdge, from: Place, to: Place): string | null {
  if (from.room === to.room) return null;
  if (to.ring === "tenant" && from.ring === "worker" && OBJECT_FILE.test(edge.to)) return null;
  if (to.ring === "store" && STORE_READERS.has(from.ring)) return null;
  if (RIM.has(from.ring) && (OPERATIONS.has(to.ring) || RIM.has(to.ring))) return null;
  if (!to.isDoor) return `\`${to.room}\` is entered by its door: import \`src/${to.room}/index.ts\``;
  return judgeOrder(from, to);
}

function judgeOrder(from: Place, to: Place): string | null {
  const fromIndex = DOMAINS.indexOf(from.room);
  const toIndex = DOMAINS.indexOf(to.room);
  if (fromIndex < 0 || toIndex < fromIndex) return null;
  return `domain \`${from.room}\` comes before \`${to.room}\` and may not import it`;
}
