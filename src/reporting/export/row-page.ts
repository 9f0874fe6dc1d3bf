// A page of an export's rows: of one table, and where the next page begins, in this table or in the next. INVARIANT: the rows of
// an export that is ready never change, so that all pages together are each row once; one that was made again has other cursors.

import { z } from "zod";
import { encodeCursor, parseCursor } from "../../kernel/cursor.ts";
import { fault } from "../../kernel/fault.ts";
import { pageSchema } from "../../kernel/page.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import type { FieldValue } from "../frame.ts";
import type { PlannedTable, StoredExport } from "./export-record.ts";
import type { ExportColumn } from "./export-table.ts";

/** A row of a table, by its number and by its byte in the file. */
export interface RowPlace {
  readonly table: number;
  readonly row: number;
  readonly byte: number;
}

const SHAPE = ["string", "number", "number", "number", "number"] as const;

const stampOf = ({ id, finishedAtMs }: StoredExport): [string, number] => [id, finishedAtMs ?? 0];

export const cursorOf = (stored: StoredExport, { table, row, byte }: RowPlace): string =>
  encodeCursor([...stampOf(stored), table, row, byte]);

/** `request.cursor_invalid`, also for one of another export and from before this one was made again. */
export function placeOf(stored: StoredExport, cursor: string): Result<RowPlace> {
  const parsed = parseCursor(cursor, SHAPE);
  if (!parsed.ok) return parsed;
  const [id, at, table, row, byte] = parsed.value as [string, number, number, number, number];
  const [ownId, ownAt] = stampOf(stored);
  if (id !== ownId) return refused("the cursor is of another export");
  if (at !== ownAt) return refused("the export was made again since: begin with the first page");
  const start = stored.progress.tables[table]?.start;
  const isInside = start !== undefined && [row, byte].every(Number.isSafeInteger) && row >= 0;
  if (!isInside || row >= start.rows || byte < start.byte || byte >= stored.progress.fileBytes)
    return refused("take the cursor from the reply before");
  return ok({ table, row, byte });
}

const refused = (detail: string) => failed(fault("request.cursor_invalid", detail));

/** The first row of that table, or of all; null where there is none. */
export function firstPlace(tables: readonly PlannedTable[], from = 0): RowPlace | null {
  const table = tables.findIndex(({ start }, at) => at >= from && (start?.rows ?? 0) > 0);
  return table < 0 ? null : { table, row: 0, byte: tables[table]?.start?.byte ?? 0 };
}

/** Null after the last. */
export function placeAfter(tables: readonly PlannedTable[], next: RowPlace): RowPlace | null {
  const isInside = next.row < (tables[next.table]?.start?.rows ?? 0);
  return isInside ? next : firstPlace(tables, next.table + 1);
}

const valueSchema = z.union([z.string(), z.number(), z.null()]);

export const rowPageSchema = pageSchema(z.record(z.string(), valueSchema))
  .extend({
    /** That the rows are of; null for an export that found nothing. */
    table: z
      .object({
        name: z.string(),
        columns: z.array(
          z.object({
            name: z.string(),
            type: z.enum(["time", "number", "text"]),
            unit: z.string().optional(),
          }),
        ),
        rows: z.int().describe("Of the table, on all of its pages"),
        has_more: z.boolean().describe("Its query has more rows than its `limit` let it give"),
      })
      .nullable(),
    row_filter_applied: z.boolean(),
  })
  .meta({
    examples: [
      {
        data: [
          { time: "2026-11-03T09:00:00.000Z", service: "checkout", latency: 128.5 },
          { time: "2026-11-03T09:01:00.000Z", service: "checkout", latency: null },
        ],
        next_cursor: "WyJleHBfMDFreDVnNnZ0M2ViNnE4cjJtOWQiLDE3OTM2OTY0MDAwMDAsMCwyLDE3Ml0",
        table: {
          name: "A",
          columns: [
            { name: "time", type: "time" },
            { name: "service", type: "text" },
            { name: "latency", type: "number", unit: "ms" },
          ],
          rows: 86_400,
          has_more: false,
        },
        row_filter_applied: false,
      },
    ],
  });

/** A row by the names of its columns: every one of them, null for no value. */
export const namedRow = (
  columns: readonly ExportColumn[],
  row: readonly FieldValue[],
): Record<string, FieldValue> => Object.fromEntries(columns.map(({ name }, at) => [name, row[at] ?? null]));
