// Writes everything of a tenant into its own bucket, a slice at a time: blocks and bills as the Parquet files that they are,
// the audit log in parts that each verify by themselves, every other table of its object as NDJSON.
// INVARIANT: a slice can be done again: it writes the same bytes under the same name. Nothing changes meanwhile but the
// audit log, of which the export holds what was there when that step began.

import {
  encodeFrontier,
  EMPTY_FRONTIER,
  append,
  exportCheckpointLine,
  exportHeaderLine,
  frontierAt,
  leafHash,
  parseFrontier,
  rootOf,
  signCheckpoint,
  type CheckpointSigner,
} from "../../audit/index.ts";
import { openTree, readEntries } from "../../audit/store/log.ts";
import { billPrefix } from "../../finops/store/bill-files.ts";
import { base64, hex, parseHex, utf8 } from "../../kernel/bytes.ts";
import { canonicalJson, type Json } from "../../kernel/canonical-json.ts";
import { sha256 } from "../../kernel/sha256.ts";
import { loadAccess } from "../../policy/store/access.ts";
import type { TenantBucket, TenantDb } from "../../residency/index.ts";
import { FIRST_KEY, pageBlocks, totalBlocks, type BlockKey } from "../../telemetry/store/catalog-pages.ts";
import type { ObjectState, ObjectStore } from "../object-store.ts";
import { dumpPage, listTables } from "../moves/table-copy.ts";
import type { Exported, Progress } from "./offboarding.ts";

export interface ExportRim {
  readonly store: ObjectStore;
  readonly state: ObjectState;
  readonly database: TenantDb;
  readonly bucket: TenantBucket;
  readonly signer: CheckpointSigner;
  /** Every name of the export begins with it. */
  readonly prefix: string;
}

/** The step's progress after a slice; the next step's when the step is done, and the account when that was the last. */
export type Sliced = { readonly progress: Progress; readonly exported?: Exported };
type Step = (rim: ExportRim, progress: Progress) => Promise<Sliced>;

const BLOCKS_AT_ONCE = 10;
const BILLS_AT_ONCE = 10;
const ENTRIES_A_PART = 2_000;
const FILES_AT_ONCE = 1_000;

/** The object's own bookkeeping, what is exported elsewhere, and keys that would open something. */
const NOT_EXPORTED = [
  "object_state",
  "audit_entries",
  "audit_tiles",
  "effects",
  "due_work",
  "replies",
  "offboarding",
  "lease_horizon",
  "silo_keys",
] as const;
/** Hashes of secrets, and the key of the tenant's tokens: they open things and describe nothing. */
const WITHHELD: ReadonlySet<string> = new Set([
  "keys.secret_hash",
  "keys.previous_hash",
  "webhook_endpoints.secrets",
  "privacy_state.hash_key",
]);

const on = (progress: Progress, changes: Partial<Progress>): Sliced => ({
  progress: { ...progress, ...changes },
});

/** The same name and bytes after a crash: R2 checks them on the way in. */
async function put({ bucket, prefix }: ExportRim, name: string, bytes: Uint8Array): Promise<void> {
  await bucket.put(`${prefix}${name}`, bytes, { sha256: sha256(bytes) });
}

const telemetry: Step = async (rim, progress) => {
  const { blocks: total } = await totalBlocks(rim.database);
  const after = (progress.cursor ?? FIRST_KEY) as unknown as BlockKey;
  const page = await pageBlocks(rim.database, { after, upTo: null, limit: BLOCKS_AT_ONCE });
  let { missing } = progress;
  for (const { signal, day, blockId, objectKey } of page) {
    const object = await rim.bucket.get(objectKey);
    if (object === null) missing++;
    else
      await put(
        rim,
        `telemetry/${signal}/${day}/${blockId}.parquet`,
        new Uint8Array(await object.arrayBuffer()),
      );
  }
  const done = progress.done + page.length;
  const last = page.at(-1);
  if (last === undefined || page.length < BLOCKS_AT_ONCE)
    return on(progress, { step: "bills", cursor: null, done, total, missing });
  const { signal, day, blockId } = last;
  return on(progress, { cursor: { signal, day, blockId }, done, total, missing });
};

/** The rows of bills, as they are stored. */
const bills: Step = async (rim, progress) => {
  const { bucket } = rim;
  const prefix = billPrefix(bucket.tenantId);
  const page = await bucket.list({
    prefix,
    limit: BILLS_AT_ONCE,
    ...(typeof progress.cursor === "string" ? { cursor: progress.cursor } : {}),
  });
  for (const { key } of page.objects) {
    const object = await bucket.get(key);
    if (object !== null)
      await put(rim, `bills/${key.slice(prefix.length)}`, new Uint8Array(await object.arrayBuffer()));
  }
  return on(progress, page.cursor === null ? { step: "audit", cursor: null } : { cursor: page.cursor });
};

const audit: Step = async (rim, progress) => {
  const { frontier } = rim.state;
  const size = progress.cursor === null ? frontier.size : progress.audit_size;
  const from = progress.cursor === null ? 0 : Number(progress.cursor);
  const to = Math.min(from + ENTRIES_A_PART, size);
  await put(rim, `audit/${String(from).padStart(12, "0")}.ndjson`, await auditPart(rim, { from, to }));
  if (to >= size) return on(progress, { step: "settings", cursor: null, audit_size: size });
  return on(progress, { cursor: to, audit_size: size });
};

async function auditPart(rim: ExportRim, range: { from: number; to: number }): Promise<Uint8Array> {
  const { state, store, signer } = rim;
  const tree = openTree(store.db, state.frontier.size);
  const { id: tenant, jurisdiction } = state.tenant;
  const prefix = frontierAt(range.from, tree);
  const entries = readEntries(store.db, range);
  const root = rootOf(frontierAt(range.to, tree));
  // The time of the part's last entry: written again, it is the same part.
  const { at } = JSON.parse(entries.at(-1) ?? "") as { at: string };
  const head = { origin: signer.key.name, size: range.to, root, at, jurisdiction };
  const lines = [
    exportHeaderLine({ tenant, jurisdiction, key: signer.key, prefix }),
    ...entries,
    exportCheckpointLine(await signCheckpoint(head, signer)),
  ];
  return utf8(`${lines.join("\n")}\n`);
}

const settings: Step = async (rim, progress) => {
  const { sql } = rim.store.storage;
  const tables = listTables(sql, NOT_EXPORTED);
  const { table = tables[0] ?? "", after = 0, part = 0 } = (progress.cursor ?? {}) as unknown as TablePlace;
  if (progress.cursor === null) await writeDocuments(rim);
  const page = dumpPage(sql, table, after);
  const lines = page.rows.map((row) => canonicalJson(rowOf(table, page.columns, row)));
  if (lines.length > 0) await put(rim, `settings/${table}-${part}.ndjson`, utf8(`${lines.join("\n")}\n`));
  if (page.lastRowid !== null)
    return on(progress, { cursor: { table, after: page.lastRowid, part: part + 1 } });
  const next = tables[tables.indexOf(table) + 1];
  if (next === undefined) return on(progress, { step: "account", cursor: null });
  return on(progress, { cursor: { table: next, after: 0, part: 0 } });
};

interface TablePlace {
  readonly table?: string;
  readonly after?: number;
  readonly part?: number;
}

function rowOf(table: string, columns: readonly string[], row: readonly SqlStorageValue[]): Json {
  const cells = columns.map((column, index) => [column, cellOf(row[index] ?? null)] as const);
  return Object.fromEntries(cells.filter(([column]) => !WITHHELD.has(`${table}.${column}`)));
}

/** A column of JSON is told as what it is. */
function cellOf(value: SqlStorageValue): Json {
  if (value instanceof ArrayBuffer) return base64(new Uint8Array(value));
  if (typeof value !== "string" || !/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as Json;
  } catch {
    return value;
  }
}

async function writeDocuments(rim: ExportRim): Promise<void> {
  const text = (value: unknown): Uint8Array => utf8(`${JSON.stringify(value, null, 2)}\n`);
  await put(rim, "tenant.json", text(rim.state.tenant));
  await put(rim, "access.json", text(loadAccess(rim.store.db)));
}

/** The files as the bucket has them, in the order of their names: their digests are the bucket's. */
const account: Step = async (rim, progress) => {
  const cursor = (progress.cursor ?? {}) as unknown as Partial<Counted>;
  const { page: at, frontier = hex(encodeFrontier(EMPTY_FRONTIER)), files = 0, bytes = 0 } = cursor;
  const listed = await rim.bucket.list({
    prefix: rim.prefix,
    limit: FILES_AT_ONCE,
    ...(typeof at === "string" ? { cursor: at } : {}),
  });
  const counted = { files: files + listed.objects.length, bytes };
  let grown = parsed(frontier);
  for (const file of listed.objects) {
    counted.bytes += file.sizeBytes;
    const told = { bytes: file.sizeBytes, name: file.key.slice(rim.prefix.length), sha256: file.sha256 };
    grown = append(grown, leafHash(canonicalJson(told))).frontier;
  }
  if (listed.cursor !== null)
    return on(progress, {
      cursor: { ...counted, page: listed.cursor, frontier: hex(encodeFrontier(grown)) },
    });
  const { audit_size, missing } = progress;
  return { progress, exported: { ...counted, root: hex(rootOf(grown)), audit_size, missing } };
};

interface Counted {
  readonly page: string;
  readonly frontier: string;
  readonly files: number;
  readonly bytes: number;
}

function parsed(frontier: string) {
  const result = parseFrontier(parseHex(frontier) ?? new Uint8Array());
  if (!result.ok) throw new Error(`progress: ${result.fault.detail}`);
  return result.value;
}

export const FIRST_EXPORT_STEP = "export";

const STEPS: Readonly<Record<string, Step>> = {
  [FIRST_EXPORT_STEP]: telemetry,
  bills,
  audit,
  settings,
  account,
};

export async function exportSlice(rim: ExportRim, progress: Progress): Promise<Sliced> {
  const step = STEPS[progress.step];
  if (step === undefined) throw new Error(`no step ${progress.step} of an export`);
  return step(rim, progress);
}
