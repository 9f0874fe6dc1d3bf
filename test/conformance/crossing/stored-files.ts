// The files of a stopped gateway, each with whose it is. The runtime names an object's file by its id, which is worked out
// here from the object's name as the runtime does, and a bucket's blobs by keys of its own, which its index tells.

import { createHash, createHmac } from "node:crypto";
import { basename, join, relative, sep } from "node:path";
import { filesUnder } from "../../support/node/find-in-files.ts";
import { readTables } from "../../support/node/read-sqlite.ts";
import type { Resident } from "./all-cells.ts";

type Kind =
  | "directory"
  | "database"
  | "bucket_index"
  | "blob"
  | "tenant_object"
  | "work_object"
  | "shard"
  | "other";

interface Known {
  readonly kind: Kind;
  /** Whose cell, silo, object or blob it is; none for the directory and what is not ours to know. */
  readonly owners: readonly Resident[];
}

export interface StoredFile extends Known {
  readonly path: string;
  /** Relative to the state folder. */
  readonly name: string;
}

const ID_BYTES = 16;

/** The id of an object as workerd makes it from a name: an HMAC under the namespace's key, and one of that to check it. */
function objectId(namespace: string, name: string): string {
  const key = createHash("sha256").update(namespace).digest();
  const sign = (data: string | Buffer): Buffer =>
    createHmac("sha256", key).update(data).digest().subarray(0, ID_BYTES);
  const half = sign(name);
  return Buffer.concat([half, sign(half)]).toString("hex");
}

const D1 = "miniflare-D1DatabaseObject";
const R2 = "miniflare-R2BucketObject";
const TENANT = "traceo-gateway-TenantObject";
const WORK = "traceo-gateway-WorkObject";
const SHARD = "traceo-gateway-ShardObject";
const MOST_SHARDS = 64;

const placeOf = ({ isolation, slug, jurisdiction }: Resident): string =>
  isolation === "silo" ? `silo-${slug}` : `cell-${jurisdiction}`;
const databaseOf = (resident: Resident): string =>
  resident.isolation === "silo" || resident.pool === 0
    ? `local-${placeOf(resident)}`
    : `local-${placeOf(resident)}-${resident.pool}`;
const bucketOf = (resident: Resident): string => `traceo-${placeOf(resident)}`;

type Add = (
  kind: Kind,
  place: { readonly namespace: string; readonly name: string },
  owner: Resident,
) => void;

function addResident(add: Add, resident: Resident): void {
  const name = `${resident.jurisdiction}:${resident.id}`;
  add("database", { namespace: D1, name: databaseOf(resident) }, resident);
  add("bucket_index", { namespace: R2, name: bucketOf(resident) }, resident);
  add("tenant_object", { namespace: TENANT, name }, resident);
  add("work_object", { namespace: WORK, name }, resident);
  for (let shard = 0; shard < MOST_SHARDS; shard++)
    add("shard", { namespace: SHARD, name: `${name}/${shard}` }, resident);
}

/** By folder and object id. */
function knownObjects(residents: readonly Resident[]): Map<string, Known> {
  const known = new Map<string, Known>();
  known.set(`${D1}/${objectId(D1, "local-directory")}`, { kind: "directory", owners: [] });
  const add: Add = (kind, { namespace, name }, owner) => {
    const at = `${namespace}/${objectId(namespace, name)}`;
    known.set(at, { kind, owners: [...(known.get(at)?.owners ?? []), owner] });
  };
  for (const resident of residents) addResident(add, resident);
  return known;
}

/** Which tenant each blob of a bucket is of, by its key. */
async function knownBlobs(stateDir: string, residents: readonly Resident[]): Promise<Map<string, Known>> {
  const known = new Map<string, Known>();
  for (const bucket of new Set(residents.map(bucketOf))) {
    const index = await readTables(join(stateDir, "r2", R2, `${objectId(R2, bucket)}.sqlite`));
    for (const { key, blob_id: blob } of index.get("_mf_objects") ?? []) {
      const [, id] = String(key).split("/");
      const owners = residents.filter((resident) => resident.id === id && bucketOf(resident) === bucket);
      known.set(`${bucket}/blobs/${String(blob)}`, { kind: "blob", owners });
    }
  }
  return known;
}

/** What is of an object or a blob that no tenant should have is of nobody, and may hold nothing of anybody. */
export async function storedFiles(stateDir: string, residents: readonly Resident[]): Promise<StoredFile[]> {
  const known = new Map([...knownObjects(residents), ...(await knownBlobs(stateDir, residents))]);
  return (await filesUnder(stateDir)).map((path) => {
    const name = relative(stateDir, path);
    const [, ...rest] = name.split(sep);
    const folder = rest.slice(0, -1).join("/");
    const id = basename(path).replace(/\.sqlite(?:-wal|-shm)?$/, "");
    return { path, name, ...(known.get(`${folder}/${id}`) ?? { kind: "other", owners: [] }) };
  });
}
