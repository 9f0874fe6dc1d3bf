// The rows of a Parquet bill, a range at a time, as the cells that a CSV of it would have: decimals exactly as they are stored,
// instants in UTC, maps as JSON. Only what a range needs is read.

import {
  parquetMetadataAsync,
  parquetRead,
  parquetSchema,
  type FileMetaData,
  type SchemaElement,
} from "hyparquet";
import { parseUtf8 } from "../../kernel/bytes.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";

/** A file that is read in ranges. */
export interface RangedFile {
  readonly byteLength: number;
  slice(start: number, end?: number): Promise<ArrayBuffer>;
}

export interface ParquetBill {
  readonly columns: readonly string[];
  readonly rows: number;
  /** Ranges in order; each is read when it is asked for. */
  ranges(): AsyncGenerator<(string | null)[][]>;
}

/** LIMITS: rows read at once, and what a row group may inflate to. */
const ROWS_AT_ONCE = 10_000;
const MOST_GROUP_BYTES = 268_435_456;

type Decimals = ReadonlyMap<string, number>;

function isDecimalElement({ converted_type: converted, logical_type: logical }: SchemaElement): boolean {
  return converted === "DECIMAL" || logical?.type === "DECIMAL";
}

/** Columns of decimals with their scale; their elements read as what is stored, because a float would not keep them. */
function takeDecimals(metadata: FileMetaData): Decimals {
  const scales = new Map<string, number>();
  for (const element of metadata.schema) {
    if (!isDecimalElement(element)) continue;
    scales.set(element.name, element.scale ?? 0);
    delete element.converted_type;
    delete element.logical_type;
  }
  return scales;
}

/** Two's complement, the first byte the highest. */
function bigOf(bytes: Uint8Array): bigint {
  const units = bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  return BigInt.asIntN(bytes.length * 8, units);
}

function decimalText(value: unknown, scale: number): string | null {
  const isWhole = typeof value === "bigint" || typeof value === "number";
  if (!isWhole && !(value instanceof Uint8Array)) return null;
  const units = value instanceof Uint8Array ? bigOf(value) : BigInt(value);
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, "0");
  const sign = units < 0n ? "-" : "";
  return scale === 0 ? `${sign}${digits}` : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

interface Pair {
  readonly key: unknown;
  readonly value: unknown;
}

const isPair = (value: unknown): value is Pair =>
  typeof value === "object" && value !== null && "key" in value && "value" in value;

function jsonText(value: object): string {
  const plain =
    Array.isArray(value) && value.every(isPair)
      ? Object.fromEntries(value.map((pair) => [String(pair.key), pair.value]))
      : value;
  return JSON.stringify(plain, (_name, inner: unknown) =>
    typeof inner === "bigint" ? Number(inner) : inner,
  );
}

/** What a CSV would say: `1e-7` and `1e+21` are floats as JavaScript writes them. */
function cellText(value: unknown): string | null {
  if (value === null || value === undefined || value === "") return null;
  if (typeof value === "string") return value;
  if (typeof value === "number") return String(value).replace("e+", "e");
  if (value instanceof Date) return value.toISOString().replace(".000Z", "Z");
  if (value instanceof Uint8Array) return parseUtf8(value);
  if (typeof value === "object") return jsonText(value);
  return typeof value === "bigint" || typeof value === "boolean" ? String(value) : null;
}

interface Opened {
  readonly file: RangedFile;
  readonly metadata: FileMetaData;
  readonly columns: readonly string[];
  readonly decimals: Decimals;
}

async function readRange(
  { file, metadata, columns, decimals }: Opened,
  range: { readonly rowStart: number; readonly rowEnd: number },
): Promise<(string | null)[][]> {
  let rows: unknown[][] = [];
  const onComplete = (read: unknown[][]): void => void (rows = read);
  await parquetRead({ file, metadata, columns: [...columns], ...range, utf8: false, onComplete });
  const scales = columns.map((name) => decimals.get(name) ?? null);
  return rows.map((row) =>
    row.map((value, at) => {
      const scale = scales[at] ?? null;
      return scale === null ? cellText(value) : decimalText(value, scale);
    }),
  );
}

/** One row group after the other, each in ranges. */
async function* rangesOf(opened: Opened): AsyncGenerator<(string | null)[][]> {
  let start = 0;
  for (const group of opened.metadata.row_groups) {
    const end = start + Number(group.num_rows);
    for (let rowStart = start; rowStart < end; rowStart += ROWS_AT_ONCE)
      yield await readRange(opened, { rowStart, rowEnd: Math.min(rowStart + ROWS_AT_ONCE, end) });
    start = end;
  }
}

/** `billing.malformed` for what is no Parquet file, or one whose row groups are too large to be read here. */
export async function openParquetBill(file: RangedFile): Promise<Result<ParquetBill>> {
  let metadata: FileMetaData;
  try {
    metadata = await parquetMetadataAsync(file);
  } catch (error) {
    return failed(
      fault("billing.malformed", `no Parquet file: ${error instanceof Error ? error.message : "unreadable"}`),
    );
  }
  const isTooLarge = metadata.row_groups.some(
    ({ total_byte_size: bytes }) => Number(bytes) > MOST_GROUP_BYTES,
  );
  if (isTooLarge)
    return failed(
      fault("billing.malformed", `a row group is larger than ${MOST_GROUP_BYTES} bytes: write smaller ones`),
    );
  const decimals = takeDecimals(metadata);
  const columns = parquetSchema(metadata).children.map(({ element }) => element.name);
  const opened = { file, metadata, columns, decimals };
  return ok({ columns, rows: Number(metadata.num_rows), ranges: () => rangesOf(opened) });
}
