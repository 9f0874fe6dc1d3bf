// POST /v1/bills/imports: a bill of a cloud in FOCUS 1.0 to 1.2, CSV or Parquet, read as it comes in. What an import covers of
// a source, billing period by billing period, replaces what an earlier one said of it; the same content again changes nothing.

import { z } from "zod";
import { jsonReply, tenantOperation, type TenantCall } from "../../edge/index.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { billImportSchema, sourceSchema, type BillImport } from "../focus/bill-import.ts";
import { CONFORMANCE_LEVELS } from "../focus/finding.ts";
import { openUpload, UploadRefusal, type Upload } from "./bill-stream.ts";
import { receiveBill, type ReceivedBill } from "./receive-bill.ts";

const GIBIBYTE = 1_073_741_824;
const FORMATS: Readonly<Record<string, BillImport["format"]>> = {
  "text/csv": "csv",
  "application/vnd.apache.parquet": "parquet",
};
const MAX_BYTES = GIBIBYTE;
const MAX_DECODED_BYTES = 8 * GIBIBYTE;

const querySchema = z.strictObject({
  source: sourceSchema,
  /** Which broken rules refuse a row: what no sum can be made without, rules of a column, rules between columns. */
  conformance: z.enum(CONFORMANCE_LEVELS).default("column"),
  /** A refused row refuses the bill, or is left out of it. */
  on_bad_row: z.enum(["reject", "skip"]).default("reject"),
});

type Query = z.infer<typeof querySchema>;
type Session = TenantCall["session"];

const CREATED = 201;
const REFUSED = 422;

function formatOf({ headers }: Request): BillImport["format"] {
  const type = (headers.get("content-type") ?? "").split(";", 1)[0] ?? "";
  return FORMATS[type.trim().toLowerCase()] ?? "csv";
}

/** Of how many bytes; null for an upload that does not say. */
function sizeOf({ headers }: Request): number | null {
  const declared = Number(headers.get("content-length") ?? "0");
  return declared > 0 ? declared : null;
}

/** A step of the percentage is one entry in the audit log: ten of them are enough. */
const STEP_PERCENT = 10;

interface Telling {
  readonly session: Session;
  readonly id: string;
  readonly upload: Upload;
  readonly sizeBytes: number | null;
}

function tellProgress({ session, id, upload, sizeBytes }: Telling): (rows: number) => Promise<void> {
  let told = 0;
  return async (rows) => {
    if (sizeBytes === null) return;
    const percent = Math.min(99, Math.floor((upload.sent() / sizeBytes) * 100));
    if (percent < told + STEP_PERCENT) return;
    told = percent;
    const reported = await session.execute("bills.report_import", {
      id,
      bytes: upload.sent(),
      rows,
      percent,
    });
    // Who is refused here would be refused at the end.
    if (!reported.ok) throw new UploadRefusal(reported.fault);
  };
}

interface Finishing {
  readonly id: string;
  readonly bytes: number;
}

function finish(session: Session, received: ReceivedBill, { id, bytes }: Finishing) {
  const { outcome, hash, periods } = received;
  const { isTaken, version, rows, refused, findings, summary } = outcome;
  const finished = { id, hash, bytes, isTaken, version, rows, refused, findings, periods, summary };
  return session.execute("bills.finish_import", { ...finished, percent: 100 });
}

/** The import as it ended. An upload that could not be read is told as its fault, and kept as failed. */
async function runImport(call: TenantCall, upload: Upload, query: Query): Promise<Result<BillImport>> {
  const { session, request } = call;
  const format = formatOf(request);
  const started = await session.execute("bills.start_import", { ...query, format });
  if (!started.ok) return started;
  const { id } = billImportSchema.parse(started.value.reply);
  const progress = tellProgress({ session, id, upload, sizeBytes: sizeOf(request) });
  const rules = { conformance: query.conformance, onBadRow: query.on_bad_row };
  const receiving = { bucket: session.bucket, importId: id, rules, progress };
  const received = await receiveBill(upload, format, receiving).catch(async (error: unknown) => {
    await session.execute("bills.fail_import", { id, why: "the upload broke off" });
    throw error;
  });
  const ended = received.ok ? await finish(session, received.value, { id, bytes: upload.sent() }) : received;
  if (ended.ok) return ok(billImportSchema.parse(ended.value.reply));
  await session.execute("bills.fail_import", { id, why: ended.fault.detail ?? ended.fault.code });
  return ended;
}

export const importBill = tenantOperation({
  id: "bills.import",
  method: "POST",
  path: "/v1/bills/imports",
  tag: "Bills",
  summary: "Import a bill",
  description:
    "FOCUS 1.0 to 1.2 as CSV (RFC 4180, with a header) or Parquet, also with `Content-Encoding: gzip`, read as it comes. Row 1 is the header, row 2 the first charge; the first hundred findings are told with their row and FOCUS rule, all are counted by rule. A bill that is refused is answered with 422 and its import. While it runs, `GET /v1/bills/imports` tells its percentage.",
  action: "billing:manage",
  params: null,
  query: querySchema,
  body: { kind: "stream", contentTypes: Object.keys(FORMATS), maxBytes: MAX_BYTES },
  responses: {
    [CREATED]: { description: "Taken, or found to be taken before", schema: billImportSchema },
    [REFUSED]: { description: "Refused: the import says for which findings", schema: billImportSchema },
  },
  handle: async (typedCall) => {
    const call = typedCall as unknown as TenantCall;
    const { query, body } = typedCall;
    const bounds = { maxBytes: MAX_BYTES, maxDecodedBytes: MAX_DECODED_BYTES };
    const upload = openUpload(body, call.request.headers.get("content-encoding"), bounds);
    if (upload === null)
      return failed(fault("request.unsupported_encoding", "a bill is sent as it is, or gzipped"));
    const importing = runImport(call, upload, query);
    // Who hangs up ends the request: the import is ended all the same, or its source would be busy for an hour.
    call.waitUntil(importing.catch(() => null));
    const imported = await importing;
    if (!imported.ok) return imported;
    return ok(jsonReply(imported.value.state === "refused" ? REFUSED : CREATED, imported.value));
  },
});
