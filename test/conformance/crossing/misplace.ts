// Puts a canary by hand where it must not stand, once for each way of storing, each in a copy of a file: the search must find
// every one of them, or it proves nothing.

import { appendFile, copyFile, mkdir, readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { decodeOtlp, encodeChunks, INGEST_SIZES } from "../../../src/telemetry/index.ts";
import { logsRequest, nowNanos } from "../../support/node/otlp-requests.ts";
import type { Canary } from "./canaries.ts";
import type { StoredFile } from "./stored-files.ts";

interface Stored {
  readonly stateDir: string;
  readonly files: readonly StoredFile[];
  readonly all: readonly Canary[];
}

interface Misplaced {
  readonly what: string;
  readonly file: StoredFile;
  readonly canary: Canary;
}

/** A batch as the edge hands it to a shard, large enough to be compressed. */
function batchWith(text: string): Uint8Array {
  const records = Array.from({ length: 400 }, () => ({
    timeUnixNano: nowNanos(),
    body: { stringValue: text },
  }));
  const bytes = Buffer.from(JSON.stringify(logsRequest(records)));
  const nowMs = Date.now();
  const limits = { ...INGEST_SIZES, minTimeMs: 0, maxTimeMs: nowMs + 60_000, receivedMs: nowMs };
  const intake = decodeOtlp({ signal: "logs", encoding: "json", bytes }, limits);
  if (!intake.ok) throw new Error(intake.fault.code);
  const [chunk] = encodeChunks(intake.value.table);
  if (chunk === undefined) throw new Error("no batch");
  return chunk.bytes;
}

type Way = readonly [
  what: string,
  into: (file: StoredFile, canary: Canary) => boolean,
  put: (path: string, text: string) => Promise<void> | void,
];

function execute(path: string, sql: string, value: string | Uint8Array): void {
  const database = new DatabaseSync(path);
  database.prepare(sql).run(value);
  database.close();
}

const isOthers = ({ owners }: StoredFile, { owner }: Canary): boolean =>
  owners.length === 1 && owners[0]?.id !== owner;
const isBlob = (file: StoredFile, canary: Canary): boolean => file.kind === "blob" && isOthers(file, canary);
const isSqlite = (kind: StoredFile["kind"]) => (file: StoredFile) =>
  file.kind === kind && file.name.endsWith(".sqlite");

const BATCH =
  "INSERT INTO batches (seq, signal, rows, min_ms, max_ms, received_ms, key_id, epoch, request_hash, payload) VALUES (99999, 'logs', 1, 0, 1, 1, 'k', 1, 'h', ?)";

const WAYS: readonly Way[] = [
  ["as it is, in another's blob", isBlob, (path, text) => appendFile(path, text)],
  ["by zstd, in another's blob", isBlob, (path, text) => appendFile(path, zstdCompressSync(text.repeat(9)))],
  ["by gzip, in another's blob", isBlob, (path, text) => appendFile(path, gzipSync(text.repeat(9)))],
  ["as UTF-16, in another's blob", isBlob, (path, text) => appendFile(path, Buffer.from(text, "utf16le"))],
  [
    "in a batch of another's shard",
    (file, canary) => isSqlite("shard")(file) && isOthers(file, canary),
    (path, text) => execute(path, BATCH, batchWith(text)),
  ],
  [
    "in a row of another's object",
    (file, canary) => isSqlite("tenant_object")(file) && isOthers(file, canary),
    (path, text) => execute(path, "UPDATE object_state SET checkpoint = ?", text),
  ],
  [
    "in a row of a pool that it is in",
    (file, { owner }) => isSqlite("database")(file) && file.owners.some(({ id }) => id === owner),
    (path, text) => execute(path, "UPDATE blocks SET names = ?", Buffer.from(text)),
  ],
  [
    "in the directory",
    isSqlite("directory"),
    (path, text) => execute(path, "UPDATE tenants SET processing = ?", text),
  ],
  [
    "in a token in the directory",
    isSqlite("directory"),
    (path, text) =>
      execute(
        path,
        "UPDATE tenants SET processing = ?",
        Buffer.from(`{"n":"${text}"}`).toString("base64url"),
      ),
  ],
];

/** A copy of the file in a folder of its own, with its write-ahead log. */
async function copyOf(file: StoredFile, dir: string): Promise<StoredFile> {
  await mkdir(dir, { recursive: true });
  const from = dirname(file.path);
  const names = (await readdir(from)).filter((name) => name.startsWith(basename(file.path)));
  for (const name of names) await copyFile(join(from, name), join(dir, name));
  return { ...file, path: join(dir, basename(file.path)) };
}

export async function misplaceEach({ stateDir, files, all }: Stored): Promise<Misplaced[]> {
  const canary = all.find(({ kind, place }) => kind === "telemetry" && place === "otlp.logs body");
  if (canary === undefined) throw new Error("no telemetry was planted");
  return Promise.all(
    WAYS.map(async ([what, into, put], at) => {
      const file = files.find((one) => into(one, canary));
      if (file === undefined) throw new Error(`no file for a text ${what}`);
      const copy = await copyOf(file, join(`${stateDir}-misplaced`, String(at)));
      await put(copy.path, canary.text);
      return { what, file: copy, canary };
    }),
  );
}
