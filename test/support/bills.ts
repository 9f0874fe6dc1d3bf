// Bills to import: the rows of test/unit/finops/focus/rows.ts as CSV and Parquet, and uploads of them.

import { csvLine } from "../../src/finops/focus/csv-writer.ts";
import { encodeBillPart } from "../../src/finops/focus/parquet-part.ts";
import { cellsOf, COLUMNS, type Row } from "../unit/finops/focus/rows.ts";
import type { Answer } from "./client.ts";
import { sendTo, type World } from "./world.ts";

export const PARQUET = "application/vnd.apache.parquet";

export function csvOf(rows: readonly Row[]): string {
  return [COLUMNS, ...rows.map((row) => cellsOf(row))].map((cells) => csvLine(cells)).join("");
}

export function parquetOf(rows: readonly Row[]): Uint8Array {
  return encodeBillPart(
    COLUMNS,
    rows.map((row) => cellsOf(row)),
  );
}

export interface Uploaded {
  readonly body: BodyInit;
  readonly type?: string;
  readonly query?: string;
  readonly encoding?: string;
}

export function upload(
  world: World,
  { body, type = "text/csv", query = "", encoding }: Uploaded,
): Promise<Answer> {
  const headers = {
    "content-type": type,
    ...(encoding === undefined ? {} : { "content-encoding": encoding }),
  };
  return sendTo(world, `POST /v1/bills/imports${query}`, { body, headers });
}

export async function gzipped(text: string): Promise<Uint8Array> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
