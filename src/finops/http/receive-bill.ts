// A bill from its upload to its files: CSV as it comes, Parquet by way of pieces in the bucket, because its directory stands
// at its end. Rows are judged, summed and stored by the thousand; what is held never grows with the bill.

import { hex } from "../../kernel/bytes.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { startSha256, type RunningHash } from "../../kernel/sha256.ts";
import type { TenantBucket } from "../../residency/index.ts";
import { openBill, type BillOutcome, type BillReader, type BillRules } from "../focus/bill-reader.ts";
import { createCsvReader } from "../focus/csv-reader.ts";
import { openParquetBill } from "../focus/parquet-rows.ts";
import type { BillImport } from "../focus/bill-import.ts";
import { dropBillFiles, openPartSink, type PartSink } from "../store/bill-files.ts";
import { stageUpload } from "../store/bill-staging.ts";
import { UploadRefusal, type Upload } from "./bill-stream.ts";

export interface Receiving {
  readonly bucket: TenantBucket;
  readonly importId: string;
  readonly rules: BillRules;
  /** Called with the rows so far; it decides how often it tells anybody. */
  readonly progress: (rows: number) => Promise<void>;
}

export interface ReceivedBill {
  readonly outcome: BillOutcome;
  readonly hash: string;
  readonly periods: BillImport["periods"];
}

interface Flow {
  readonly bill: BillReader;
  readonly take: (records: readonly (readonly (string | null)[])[]) => Promise<Result<null>>;
  readonly end: (hash: RunningHash) => Promise<Result<ReceivedBill>>;
}

function openFlow({ bucket, importId, rules, progress }: Receiving): Flow {
  const bill = openBill(rules);
  let sink: PartSink | null = null;
  let rows = 0;
  return {
    bill,
    async take(records) {
      const taken = bill.take(records);
      if (!taken.ok) return taken;
      const header = bill.header();
      if (header === null || taken.value.length === 0) return ok(null);
      sink ??= openPartSink(bucket, { importId, columns: header.names });
      await sink.add(taken.value);
      rows += taken.value.length;
      await progress(rows);
      return ok(null);
    },
    async end(hash) {
      const outcome = bill.outcome();
      if (!outcome.ok) return outcome;
      const periods = sink === null ? [] : await sink.end();
      return ok({ outcome: outcome.value, hash: hex(hash.digest()), periods });
    },
  };
}

async function receiveCsv({ pieces }: Upload, flow: Flow): Promise<Result<ReceivedBill>> {
  const [reader, hash] = [createCsvReader(), startSha256()];
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });
  for await (const piece of pieces) {
    hash.add(piece);
    const records = reader.push(decoder.decode(piece, { stream: true }));
    if (!records.ok) return records;
    const taken = await flow.take(records.value);
    if (!taken.ok) return taken;
  }
  decoder.decode();
  const last = reader.end();
  if (!last.ok) return last;
  const taken = await flow.take(last.value);
  return taken.ok ? flow.end(hash) : taken;
}

async function receiveParquet(
  upload: Upload,
  flow: Flow,
  { bucket, importId }: Receiving,
): Promise<Result<ReceivedBill>> {
  const hash = startSha256();
  const folder = `${importId}/upload`;
  const file = await stageUpload(bucket, folder, { pieces: upload.pieces, hash });
  const opened = await openParquetBill(file);
  if (!opened.ok) return opened;
  const header = await flow.take([opened.value.columns]);
  if (!header.ok) return header;
  for await (const rows of opened.value.ranges()) {
    if (!rows.ok) return rows;
    const taken = await flow.take(rows.value);
    if (!taken.ok) return taken;
  }
  await dropBillFiles(bucket, folder);
  return flow.end(hash);
}

/** What a stream throws: our own refusals, bytes that are no UTF-8, a gzip that ends early. */
function refusalOf(error: unknown): Result<never> {
  if (error instanceof UploadRefusal) return failed(error.fault);
  if (error instanceof TypeError)
    return failed(fault("billing.malformed", "the bytes are not what they are said to be"));
  throw error;
}

/** `billing.malformed`, `request.too_large`. */
export async function receiveBill(
  upload: Upload,
  format: BillImport["format"],
  receiving: Receiving,
): Promise<Result<ReceivedBill>> {
  const flow = openFlow(receiving);
  try {
    if (format === "csv") return await receiveCsv(upload, flow);
    return await receiveParquet(upload, flow, receiving);
  } catch (error) {
    return refusalOf(error);
  }
}
