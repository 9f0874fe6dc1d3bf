// Where a source file stands: its ring, and the room (domain or folder) it belongs to.
// INVARIANT: rings run inner to outer and a file imports only its own ring and inner ones. The order of DOMAINS is
// total: a domain imports the doors of those before it, so a cycle between domains cannot be written.

export const DOMAINS: readonly string[] = [
  "directory",
  "identity",
  "policy",
  "residency",
  "audit",
  "privacy",
  "telemetry",
  "finops",
  "compliance",
  "webhooks",
  "connectors",
  "reporting",
];

/** Depth of each ring; two rings of one depth do not see each other. */
export const RING_DEPTH = {
  kernel: 0,
  pure: 1,
  config: 2,
  store: 2,
  tenant: 3,
  edge: 4,
  http: 5,
  jobs: 5,
  console: 5,
  manifest: 6,
  app: 7,
  worker: 8,
} as const;

export type Ring = keyof typeof RING_DEPTH;

export interface Place {
  readonly ring: Ring;
  /** The domain or folder under `src`; for a file directly under `src`, its own name. */
  readonly room: string;
  /** `index.ts` of a room: the one file that other rooms import. */
  readonly isDoor: boolean;
}

const RIM_FILES: ReadonlyMap<string, Ring> = new Map([
  ["worker.ts", "worker"],
  ["app.ts", "app"],
  ["manifest.ts", "manifest"],
  ["config.ts", "config"],
]);
const FOLDER_RINGS: ReadonlyMap<string, Ring> = new Map([
  ["kernel", "kernel"],
  ["tenant", "tenant"],
  ["edge", "edge"],
  ["console", "console"],
]);
const DOMAIN_RIM: ReadonlyMap<string, Ring> = new Map([
  ["store", "store"],
  ["http", "http"],
  ["jobs", "jobs"],
]);

/** The ring of a path relative to the repository, or null for a file outside `src` or in no known room. */
export function placeOf(path: string): Place | null {
  const [top, room, ...rest] = path.split("/");
  if (top !== "src" || room === undefined) return null;
  if (rest.length === 0) return placeOfRimFile(room);
  const isDoor = rest.length === 1 && /^index\.tsx?$/.test(rest[0] ?? "");
  const ring = FOLDER_RINGS.get(room) ?? (DOMAINS.includes(room) ? domainRing(rest) : undefined);
  return ring === undefined ? null : { ring, room, isDoor };
}

function placeOfRimFile(file: string): Place | null {
  const ring = RIM_FILES.get(file);
  return ring === undefined ? null : { ring, room: file, isDoor: false };
}

function domainRing(rest: readonly string[]): Ring {
  return (rest.length > 1 ? DOMAIN_RIM.get(rest[0] ?? "") : undefined) ?? "pure";
}
