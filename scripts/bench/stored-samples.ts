// Tenants with one, ten and a hundred million samples in blocks, made once and kept: the next run finds them.
// The blocks are those of a flush or merge (buildBlocks), a slice of time each, and stand in the bucket and the catalog.

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buildBlocks, blockObjectKey } from "../../src/telemetry/index.ts";
import { openTenantBucket } from "../../src/residency/store/tenant-bucket.ts";
import { openTenantDb } from "../../src/residency/store/tenant-db.ts";
import { putBlock } from "../../src/telemetry/store/block-store.ts";
import { insertBlocks } from "../../src/telemetry/store/catalog.ts";
import type { BenchmarkTools } from "./benchmark.ts";
import { createTenant, startMeasuredGateway, type TenantAccess } from "./gateway-world.ts";
import { openLocalStores, type LocalStores } from "./local-stores.ts";
import { sampleSlice, SLICE_ROWS } from "./sample-slice.ts";

const SLICES_OF_DAY = 10;
const DAY_MS = 86_400_000;
export const SLICE_MS = DAY_MS / SLICES_OF_DAY;

export interface StoredTenant {
  readonly access: TenantAccess;
  readonly samples: number;
}

interface Stored {
  /** Rises when what is generated changes. */
  readonly version: number;
  /** The end of the newest slice: midnight UTC. */
  readonly endMs: number;
  readonly tenants: readonly StoredTenant[];
}

const VERSION = 1;
const MARK = "generated.json";

/** What is there already stays; sizes that are missing are added. */
export async function loadOrMakeSamples(tools: BenchmarkTools, sizes: readonly number[]): Promise<Stored> {
  const text = await readFile(join(tools.stateDir, MARK), "utf8").catch(() => null);
  const blank = { version: VERSION, endMs: Math.floor(Date.now() / DAY_MS) * DAY_MS, tenants: [] };
  const known = text === null ? blank : (JSON.parse(text) as Stored);
  if (known.version !== VERSION) throw new Error(`${tools.stateDir} was made by another version: delete it`);
  const missing = sizes.filter((size) => !known.tenants.some(({ samples }) => samples === size));
  return missing.length === 0 ? known : extend(tools, known, missing);
}

async function extend(tools: BenchmarkTools, known: Stored, missing: readonly number[]): Promise<Stored> {
  const stateDir = join(tools.stateDir, "gateway");
  const gateway = await startMeasuredGateway({ stateDir });
  const made: StoredTenant[] = [];
  for (const samples of missing) {
    const slug = `samples-${samples / 1_000_000}m`;
    made.push({
      access: await createTenant(gateway, { slug, jurisdiction: "eu", tier: "enterprise", pool: 0 }),
      samples,
    });
  }
  await gateway.stop();
  const stores = await openLocalStores(stateDir);
  for (const tenant of made) await fill(stores, { tenant, endMs: known.endMs, say: tools.say });
  await stores.close();
  const stored = { ...known, tenants: [...known.tenants, ...made] };
  await writeFile(join(tools.stateDir, MARK), JSON.stringify(stored, null, 2));
  return stored;
}

interface Filling {
  readonly tenant: StoredTenant;
  readonly endMs: number;
  readonly say: (line: string) => void;
}

async function fill({ database, bucket }: LocalStores, { tenant, endMs, say }: Filling): Promise<void> {
  const tenantId = tenant.access.id;
  const [tenantDb, tenantBucket] = [openTenantDb(database, tenantId), openTenantBucket(bucket, tenantId)];
  const slices = tenant.samples / SLICE_ROWS;
  for (let slice = 0; slice < slices; slice++) {
    const startMs = endMs - (slice + 1) * SLICE_MS;
    const seq = slices - slice;
    const identify = (day: string) => {
      const blockId = `0.${seq}.${seq + 1}.1`;
      return { blockId, objectKey: blockObjectKey(tenantId, { signal: "metrics", day, blockId }) };
    };
    const table = sampleSlice({ startMs, lengthMs: SLICE_MS, seq });
    const built = await buildBlocks("metrics", [table], { shard: 0, level: 1, identify });
    for (const block of built) await putBlock(tenantBucket, block.meta.objectKey, block.bytes);
    await insertBlocks(
      tenantDb,
      built.map((block) => block.meta),
    );
    const megabytes = built.reduce((sum, block) => sum + block.bytes.byteLength, 0) / 1_000_000;
    if ((slice + 1) % 10 === 0 || slice + 1 === slices) {
      say(
        `${tenant.access.slug}: ${slice + 1} of ${slices} million samples, ${megabytes.toFixed(1)} MB each`,
      );
    }
  }
}
