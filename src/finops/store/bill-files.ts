// The rows of bills in the tenant's bucket: Parquet files of some thousand rows, by import and billing period, so that a period
// that a later import replaces can go by itself.
// INVARIANT: a name is written once; what no standing import names is garbage, and a drop of it can be repeated.

import { sha256 } from "../../kernel/sha256.ts";
import type { TenantBucket } from "../../residency/index.ts";
import type { Cells } from "../focus/check-row.ts";
import { encodeBillPart } from "../focus/parquet-part.ts";

export const billPrefix = (tenantId: string): string => `tenants/${tenantId}/bills/`;

const AT_ONCE = 1_000;

/** Of an import, or of one of its periods; `upload` is what came in, while it is read. */
export async function dropBillFiles(bucket: TenantBucket, folder: string): Promise<void> {
  const prefix = `${billPrefix(bucket.tenantId)}${folder}/`;
  for (;;) {
    const { keys } = await bucket.list({ prefix, limit: AT_ONCE });
    if (keys.length === 0) return;
    await bucket.delete(keys);
  }
}

export async function putBillFile(bucket: TenantBucket, name: string, bytes: Uint8Array): Promise<void> {
  await bucket.put(`${billPrefix(bucket.tenantId)}${name}`, bytes, {
    sha256: sha256(bytes),
    httpMetadata: { contentType: "application/vnd.apache.parquet" },
  });
}

export interface PartSink {
  add(rows: readonly Cells[]): Promise<void>;
  /** What is left is written; rows by period. */
  end(): Promise<{ readonly period: string; readonly rows: number }[]>;
}

/** LIMIT: rows of one file, and rows that wait in all: some 15 MB while they are texts. */
const PART_ROWS = 4_000;
const MOST_WAITING = 8_000;

interface Waiting {
  rows: Cells[];
  written: number;
  parts: number;
}

const number = (part: number): string => String(part).padStart(6, "0");

export interface PartsOf {
  readonly importId: string;
  readonly columns: readonly string[];
}

export function openPartSink(bucket: TenantBucket, { importId, columns }: PartsOf): PartSink {
  const periodAt = columns.indexOf("BillingPeriodStart");
  const periods = new Map<string, Waiting>();
  let waiting = 0;
  const write = async (period: string, of: Waiting): Promise<void> => {
    if (of.rows.length === 0) return;
    const bytes = encodeBillPart(columns, of.rows);
    of.parts += 1;
    of.written += of.rows.length;
    waiting -= of.rows.length;
    of.rows = [];
    await putBillFile(bucket, `${importId}/${period}/${number(of.parts)}.parquet`, bytes);
  };
  const fullest = (): [string, Waiting] | undefined =>
    [...periods].reduce<[string, Waiting] | undefined>(
      (most, one) => (most === undefined || one[1].rows.length > most[1].rows.length ? one : most),
      undefined,
    );
  return {
    async add(rows) {
      for (const cells of rows) {
        const period = (cells[periodAt] ?? "").slice(0, 10);
        const of = periods.get(period) ?? { rows: [], written: 0, parts: 0 };
        periods.set(period, of);
        of.rows.push(cells);
        waiting += 1;
        if (of.rows.length >= PART_ROWS) await write(period, of);
        const next = waiting >= MOST_WAITING ? fullest() : undefined;
        if (next !== undefined) await write(...next);
      }
    },
    async end() {
      for (const [period, of] of periods) await write(period, of);
      return [...periods].map(([period, { written }]) => ({ period, rows: written }));
    },
  };
}
