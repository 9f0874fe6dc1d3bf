// Looks for canaries in all that a gateway has stored and printed, and says which stand where they must not. Everything is
// read as it is, unpacked, and decoded: SQLite rows, batches by the product's own decoder, Parquet by another reader.

import { readFile } from "node:fs/promises";
import { zstdDecompressSync } from "node:zlib";
import { parquetReadObjects } from "hyparquet";
import { decodeBatch } from "../../../src/telemetry/index.ts";
import { rowsOf } from "../../support/ingest.ts";
import { contentsOf } from "../../support/node/find-in-files.ts";
import { isSqlite, readTables } from "../../support/node/read-sqlite.ts";
import { CANARY, type Canary } from "./canaries.ts";
import type { StoredFile } from "./stored-files.ts";

export interface Sighting {
  readonly canary: Canary;
  readonly file: StoredFile;
}

export interface Search {
  readonly sightings: readonly Sighting[];
  /** How many of the files were Parquet. */
  readonly blocks: number;
}

const toText = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) => (typeof inner === "bigint" ? String(inner) : inner));

const PARQUET = "PAR1";

/** Every row of a Parquet file, in the words of a reader that is not ours. What does not end as one is read as bytes only. */
async function readBlock(path: string): Promise<string | null> {
  const bytes = await readFile(path);
  const ends = [bytes.subarray(0, PARQUET.length), bytes.subarray(-PARQUET.length)];
  if (!ends.every((end) => end.toString("latin1") === PARQUET)) return null;
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
  const rows = await parquetReadObjects({ file, compressors: { ZSTD: (page) => zstdDecompressSync(page) } });
  return toText(rows);
}

/** Every row that waits in a shard's store; what is sealed cannot be decoded, and is not. */
async function readBatches(path: string): Promise<string[]> {
  if (!isSqlite(await readFile(path))) return [];
  const batches = (await readTables(path)).get("batches") ?? [];
  const open = batches.filter(({ key_version: version }) => version === 0n);
  return open.map(({ payload, seq }) => {
    const table = decodeBatch(payload as Uint8Array, seq as bigint);
    if (!table.ok) throw new Error(`batch ${String(seq)} of ${path} does not decode`);
    return toText(rowsOf(table.value));
  });
}

const LONG_TOKEN = /[A-Za-z0-9_+/-]{24,}/g;

/** Tokens and cursors hold text as base64. */
const unarmoured = (text: string): string =>
  Array.from(text.matchAll(LONG_TOKEN), ([token]) => Buffer.from(token, "base64url").toString("latin1")).join(
    "\n",
  );

/** What is looked for, made ready once: thousands of texts are asked for thousands of canaries. */
interface Index {
  readonly byText: ReadonlyMap<string, Canary[]>;
  /** Those that are more than a canary's mark, such as names with a mark inside. */
  readonly longer: readonly string[];
}

const indices = new WeakMap<readonly Canary[], Index>();

function indexOf(all: readonly Canary[]): Index {
  const known = indices.get(all);
  if (known !== undefined) return known;
  const byText = Map.groupBy(all, (canary) => canary.text);
  const longer = [...byText.keys()].filter((own) => own.replace(CANARY, "") !== "");
  const index = { byText, longer };
  indices.set(all, index);
  return index;
}

/** Those of the canaries that stand in the text, also when it is UTF-16. */
export function canariesIn(text: string, all: readonly Canary[]): Canary[] {
  const { byText, longer } = indexOf(all);
  const read = [text, text.replaceAll("\0", ""), unarmoured(text)];
  const found = new Set<string>(read.flatMap((one) => one.match(CANARY) ?? []));
  for (const own of longer) if (read.some((one) => one.includes(own))) found.add(own);
  return [...found].flatMap((one) => byText.get(one) ?? []);
}

export async function findCanaries(files: readonly StoredFile[], all: readonly Canary[]): Promise<Search> {
  const sightings: Sighting[] = [];
  let blocks = 0;
  for (const file of files) {
    const raw = (await contentsOf(file.path)).map((bytes) => bytes.toString("latin1"));
    const block = await readBlock(file.path);
    const batches = file.kind === "shard" ? await readBatches(file.path) : [];
    blocks += block === null ? 0 : 1;
    const found = [...raw, ...batches, ...(block === null ? [] : [block])].flatMap((text) =>
      canariesIn(text, all),
    );
    for (const canary of new Set(found)) sightings.push({ canary, file });
  }
  return { sightings, blocks };
}

/** What usage is told apart by: it stands in the usage rows of a cell's database, which say whose they are. */
const OF_USAGE = /^(?:otlp\.\w+ service|usage\.correct \w+)$/;

/** May it stand there? In stores of its own tenant alone; shared ones hold ids, and the directory names; a silo is sealed. */
function mayStand({ canary, file }: Sighting): boolean {
  if (canary.kind === "secret") return false;
  if (file.kind === "directory") return canary.kind === "name";
  if (file.kind === "database")
    return OF_USAGE.test(canary.place) && file.owners.some(({ id }) => id === canary.owner);
  const isOwn = file.owners.length === 1 && file.owners[0]?.id === canary.owner;
  if (file.kind === "blob") return isOwn && file.owners[0]?.isolation === "pool";
  return isOwn && (file.kind === "tenant_object" || file.kind === "shard");
}

/** What crossed, in words. */
export function crossingsOf(sightings: readonly Sighting[], nameOf: (id: string) => string): string[] {
  return sightings
    .filter((sighting) => !mayStand(sighting))
    .map(({ canary, file }) => {
      const owners = file.owners.map(({ name }) => name).join(", ");
      return `${canary.place} of ${nameOf(canary.owner)} in ${file.kind} of ${owners || "nobody"}: ${file.name}`;
    });
}
