// A thread that reads damaged Parquet bills, one after the other: each bit flipped, then mutations by a seed. It notes which it is
// at where its starter sees it, because a reader that does not come back says nothing any more.

import { parentPort, workerData } from "node:worker_threads";
import type { RangedFile } from "../../../src/finops/focus/guarded-file.ts";
import { openParquetBill } from "../../../src/finops/focus/parquet-rows.ts";
import { seededRandom } from "../../support/ingest.ts";
import type { ThreadData } from "../../support/node/watched-thread.ts";
import { mutate } from "./mutate.ts";
import { wholeFiles, type WholeFile } from "./parquet-files.ts";

/** Of each file, after its bits. */
const MUTATIONS = 1_500;

export interface Flipped {
  readonly read: number;
  readonly refused: number;
  /** Cases that were neither. */
  readonly wrong: readonly string[];
}

function fileOf(bytes: Uint8Array): RangedFile {
  const { buffer } = bytes.slice();
  return { byteLength: buffer.byteLength, slice: async (start, end) => buffer.slice(start, end) };
}

/** `billing.malformed` when it is refused, else how many rows it gave. */
async function readBill(bytes: Uint8Array): Promise<string | number> {
  const bill = await openParquetBill(fileOf(bytes));
  if (!bill.ok) return bill.fault.code;
  let rows = 0;
  for await (const range of bill.value.ranges()) {
    if (!range.ok) return range.fault.code;
    rows += range.value.length;
  }
  return rows === bill.value.rows ? rows : `${rows} of ${bill.value.rows} rows`;
}

function flip(bytes: Uint8Array, at: number): Uint8Array {
  const flipped = bytes.slice();
  flipped[at >> 3] = (flipped[at >> 3] ?? 0) ^ (1 << (at & 7));
  return flipped;
}

function* casesOf({ bytes }: WholeFile, seed: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length * 8; at++) yield flip(bytes, at);
  const random = seededRandom(seed);
  for (let left = MUTATIONS; left > 0; left--) yield mutate(bytes, random);
}

async function run({ progress: shared, seed }: ThreadData): Promise<Flipped> {
  const progress = new Int32Array(shared);
  const wrong: string[] = [];
  let [read, refused] = [0, 0];
  for (const [index, file] of wholeFiles().entries()) {
    progress[0] = index;
    progress[1] = 0;
    if ((await readBill(file.bytes)) !== file.rows) wrong.push(`${file.name} itself`);
    for (const damaged of casesOf(file, seed)) {
      const outcome = await readBill(damaged).catch(String);
      if (typeof outcome === "number") read += 1;
      else if (outcome === "billing.malformed") refused += 1;
      else wrong.push(`${file.name}, case ${progress[1]}: ${outcome}`);
      progress[1] = (progress[1] ?? 0) + 1;
    }
  }
  return { read, refused, wrong };
}

parentPort?.postMessage(await run(workerData as ThreadData), []);
