// What a tenant's bundle weighs in the edge's cache by its own estimate, beside what it takes of this process's heap.

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Tenant } from "../../src/directory/index.ts";
import type { KeyRecord } from "../../src/identity/index.ts";
import { newId } from "../../src/kernel/ids.ts";
import { bundleBytes, compileBundle, type Bundle, type CompiledBundle } from "../../src/policy/index.ts";
import { toRow, type Row } from "./report.ts";

const MADE_MS = Date.UTC(2026, 10, 1);
const HASH_CHARS = 64;
const KEYS = 3;

export function plainTenant(at: number): Tenant {
  return {
    id: newId("tenant", MADE_MS + at, (sizeBytes) => new Uint8Array(sizeBytes).fill(at % 32)),
    slug: `listed-${at}`,
    domains: [],
    jurisdiction: "eu",
    isolation: "pool",
    tier: "standard",
    status: "active",
    pool: 0,
    shards: 1,
    residency: { processing: "anywhere", lock: "preferred", exception: null },
    created_at: new Date(MADE_MS + at).toISOString(),
  };
}

function plainKey(tenant: number, at: number): KeyRecord {
  const id = newId("key", MADE_MS + tenant * 8 + at, (sizeBytes) => new Uint8Array(sizeBytes).fill(at));
  return {
    id,
    name: `key ${at} of ${tenant}`,
    roles: ["engineer"],
    scopes: ["metrics:write"],
    groups: [],
    attributes: { team: `team-${tenant}` },
    secretHash: `${tenant}.${at}.`.padEnd(HASH_CHARS, "0"),
    previousHash: null,
    previousUntilMs: null,
    createdAtMs: MADE_MS,
    createdBy: "operator",
    expiresAtMs: null,
    revokedAtMs: null,
    lastUsedAtMs: null,
  };
}

/** Of a tenant that keeps to the built-in roles, as its object would send it. */
function makeBundle(at: number): Bundle {
  const records = Array.from({ length: KEYS }, (_, key) => plainKey(at, key));
  return {
    epoch: 1,
    tenant: plainTenant(at),
    keys: Object.fromEntries(records.map((record) => [record.id, record])),
    access: {
      version: 1,
      users: [],
      policies: [],
      roles: [],
      grants: [],
      settings: { time_zone: "UTC", trusted_networks: [], requires_approval: false },
    },
    privacy: { version: 0, rules: {}, hashKey: `${at}`.padEnd(HASH_CHARS, "0") },
    siloKeys: [],
    limits: {},
    formerLayouts: [],
    fullLabels: [],
    stops: [],
    attribution: { team: [], environment: [], tags: [] },
  };
}

function collect(): void {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
}

/** Bundles come over RPC: each is a copy of its own, which shares no text with another. */
export function measureBundles(count: number): Row[] {
  const kept: CompiledBundle[] = [];
  collect();
  const before = process.memoryUsage().heapUsed;
  for (let at = 0; at < count; at++) {
    kept.push(compileBundle(JSON.parse(JSON.stringify(makeBundle(at))) as Bundle));
  }
  collect();
  const heap = (process.memoryUsage().heapUsed - before) / kept.length;
  const estimate = kept.reduce((sum, bundle) => sum + bundleBytes(bundle), 0) / kept.length;
  return [
    toRow({ name: `bundle of ${KEYS} keys: estimate`, value: estimate, unit: "bytes" }),
    toRow({ name: `bundle of ${KEYS} keys: heap`, value: heap, unit: "bytes" }),
    // The cache's bound holds only if what it counts is no less than what there is.
    toRow({ name: "bundle: heap / estimate", value: heap / estimate, unit: "ratio", target: "<= 1" }),
  ];
}
