// An import of a bill as it is kept and told.

import { z } from "zod";
import { FOCUS_VERSIONS } from "./columns.ts";
import { CONFORMANCE_LEVELS } from "./finding.ts";

const BILL_FORMATS = ["csv", "parquet"] as const;

const IMPORT_STATES = [
  "running",
  "done",
  /** The same content was taken before: `same_as` says by which import. */
  "repeated",
  /** Rows were refused, and the whole bill with them. */
  "refused",
  "failed",
  /** Every billing period of it was taken from a later import. */
  "superseded",
] as const;

const findingSchema = z.object({
  row: z.int(),
  column: z.string().nullable(),
  rule: z.string(),
  level: z.enum(CONFORMANCE_LEVELS),
  message: z.string(),
});

export const billImportSchema = z.object({
  id: z.string(),
  source: z.string(),
  state: z.enum(IMPORT_STATES),
  format: z.enum(BILL_FORMATS),
  conformance: z.enum(CONFORMANCE_LEVELS),
  on_bad_row: z.enum(["reject", "skip"]),
  started_at: z.string(),
  ended_at: z.string().nullable(),
  /** Of the upload; null while its size is not known. */
  percent: z.number().nullable(),
  bytes: z.int(),
  version: z.enum(FOCUS_VERSIONS).nullable(),
  rows: z.int(),
  refused: z.int(),
  periods: z.array(z.object({ period: z.string(), rows: z.int() })),
  findings: z.object({
    total: z.int(),
    counts: z.record(z.string(), z.int()),
    listed: z.array(findingSchema),
  }),
  same_as: z.string().nullable(),
  /** Why it failed. */
  why: z.string().nullable(),
});

export type BillImport = z.infer<typeof billImportSchema>;

/** Which data it is: uploads of one source replace each other, billing period by billing period. */
export const sourceSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/)
  .default("default");
