// An upload kept in pieces in the tenant's bucket while it is read, as one file that can be read in ranges. What is left of it
// after a crash goes with its import.

import { concatBytes } from "../../kernel/bytes.ts";
import { createLru } from "../../kernel/lru.ts";
import type { RunningHash } from "../../kernel/sha256.ts";
import type { TenantBucket } from "../../residency/index.ts";
import type { RangedFile } from "../focus/guarded-file.ts";
import { billPrefix, putBillFile } from "./bill-files.ts";

const PIECE_BYTES = 4_194_304;
/** Neighbouring columns are read one after the other: some pieces are read again and again. */
const CACHED_BYTES = 4 * PIECE_BYTES;

const nameOf = (folder: string, piece: number): string => `${folder}/${String(piece).padStart(6, "0")}`;

export interface Arriving {
  readonly pieces: ReadableStream<Uint8Array>;
  readonly hash: RunningHash;
}

export async function stageUpload(
  bucket: TenantBucket,
  folder: string,
  { pieces, hash }: Arriving,
): Promise<RangedFile> {
  let [waiting, waitingBytes, written, byteLength]: [Uint8Array[], number, number, number] = [[], 0, 0, 0];
  const write = async (least: number): Promise<void> => {
    while (waitingBytes >= least && waitingBytes > 0) {
      const bytes = concatBytes(waiting);
      const piece = bytes.subarray(0, PIECE_BYTES);
      await putBillFile(bucket, nameOf(folder, written), piece);
      written += 1;
      waiting = [bytes.slice(piece.byteLength)];
      waitingBytes = bytes.byteLength - piece.byteLength;
    }
  };
  for await (const arrived of pieces) {
    hash.add(arrived);
    waiting.push(arrived);
    waitingBytes += arrived.byteLength;
    byteLength += arrived.byteLength;
    await write(PIECE_BYTES);
  }
  await write(1);
  return openStaged(bucket, folder, byteLength);
}

function openStaged(bucket: TenantBucket, folder: string, byteLength: number): RangedFile {
  const cache = createLru<Uint8Array>(CACHED_BYTES);
  const read = async (piece: number): Promise<Uint8Array> => {
    const name = nameOf(folder, piece);
    const known = cache.get(name);
    if (known !== undefined) return known;
    const object = await bucket.get(`${billPrefix(bucket.tenantId)}${name}`);
    if (object === null) throw new Error("a piece of the upload is gone");
    const bytes = new Uint8Array(await object.arrayBuffer());
    cache.set(name, bytes, bytes.byteLength);
    return bytes;
  };
  return {
    byteLength,
    async slice(start, end = byteLength) {
      const [first, last] = [
        Math.floor(start / PIECE_BYTES),
        Math.floor(Math.max(start, end - 1) / PIECE_BYTES),
      ];
      const parts: Uint8Array[] = [];
      for (let piece = first; piece <= last; piece++) {
        const offset = piece * PIECE_BYTES;
        parts.push((await read(piece)).subarray(Math.max(0, start - offset), Math.max(0, end - offset)));
      }
      return concatBytes(parts).buffer as ArrayBuffer;
    },
  };
}
