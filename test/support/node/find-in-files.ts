// Which of some texts stand anywhere in the files of a folder: as they are, in rows of SQLite files (the write-ahead log
// included), and inside whatever is compressed there by gzip or zstd.

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { createGunzip, createZstdDecompress } from "node:zlib";
import { isSqlite, readTables } from "./read-sqlite.ts";

const GZIP = { magic: Buffer.from([0x1f, 0x8b, 0x08]), open: () => createGunzip() };
const ZSTD = { magic: Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), open: () => createZstdDecompress() };

export async function filesUnder(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** The texts that were found, and where each was first. */
export async function findInFiles(dir: string, texts: readonly string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const file of await filesUnder(dir)) {
    for (const bytes of await contentsOf(file)) {
      for (const text of textsIn(bytes, texts)) if (!found.has(text)) found.set(text, file);
    }
  }
  return found;
}

export function textsIn(bytes: Buffer, texts: readonly string[]): string[] {
  return texts.filter((text) => bytes.includes(text) || bytes.includes(Buffer.from(text, "utf16le")));
}

/** The file's bytes, the values of its rows when it is a database, and all that is packed in either. */
export async function contentsOf(file: string): Promise<Buffer[]> {
  const raw = await readFile(file).catch(() => Buffer.alloc(0));
  const values = isSqlite(raw) ? await rowValues(file) : [];
  const plain = [raw, ...values];
  const unpacked = await Promise.all(plain.flatMap((bytes) => [unpack(bytes, GZIP), unpack(bytes, ZSTD)]));
  return [...plain, ...unpacked.flat()];
}

async function rowValues(file: string): Promise<Buffer[]> {
  const rows = [...(await readTables(file)).values()].flat();
  return rows.flatMap((row) => Object.values(row)).flatMap(toBytes);
}

const MIN_BYTES = 8;

function toBytes(value: unknown): Buffer[] {
  const isBytes = value instanceof Uint8Array;
  if (!isBytes && typeof value !== "string") return [];
  const bytes = isBytes ? Buffer.from(value) : Buffer.from(value);
  return bytes.length < MIN_BYTES ? [] : [bytes];
}

type Packing = typeof GZIP | typeof ZSTD;

/** What comes out of every place that looks like the start of a packed stream, up to where it breaks off. */
async function unpack(bytes: Buffer, { magic, open }: Packing): Promise<Buffer[]> {
  const starts: number[] = [];
  for (let at = bytes.indexOf(magic); at >= 0; at = bytes.indexOf(magic, at + 1)) starts.push(at);
  return Promise.all(starts.map((at) => inflate(open(), bytes.subarray(at))));
}

function inflate(stream: ReturnType<Packing["open"]>, bytes: Buffer): Promise<Buffer> {
  const parts: Buffer[] = [];
  return new Promise((resolve) => {
    const done = (): void => resolve(Buffer.concat(parts));
    stream.on("data", (part: Buffer) => void parts.push(part));
    stream.once("end", done).once("error", done);
    stream.end(bytes);
  });
}
