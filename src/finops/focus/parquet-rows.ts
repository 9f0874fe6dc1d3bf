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
import { guardFile, type GuardedFile, type RangedFile } from "./guarded-file.ts";

export interface ParquetBill {
  readonly columns: readonly string[];
  readonly rows: number;
  /** Ranges in order; each is read when it is asked for. `billing.malformed` ends them. */
  ranges(): AsyncGenerator<Result<(string | null)[][]>>;
}

/** LIMITS: rows read at once, and what a row group may inflate to. */
const ROWS_AT_ONCE = 10_000;
/** Row 1 is the header, as in a CSV. */
const FIRST_ROW = 2;
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
  readonly file: GuardedFile;
  readonly metadata: FileMetaData;
  readonly columns: readonly string[];
  readonly decimals: Decimals;
}

async function readRange(
  { file, metadata, columns, decimals }: Opened,
  range: Range,
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

interface Range {
  readonly rowStart: number;
  readonly rowEnd: number;
}

async function tryRange(opened: Opened, range: Range): Promise<Result<(string | null)[][]>> {
  const where = `rows ${range.rowStart + FIRST_ROW} to ${range.rowEnd + FIRST_ROW - 1}`;
  try {
    const rows = await readRange(opened, range);
    if (rows.length === range.rowEnd - range.rowStart) return ok(rows);
  } catch (error) {
    if (opened.file.isOfStore(error)) throw error;
  }
  return failed(fault("billing.malformed", `${where} of the Parquet file cannot be read`));
}

/** One row group after the other, each in ranges. */
async function* rangesOf(opened: Opened): AsyncGenerator<Result<(string | null)[][]>> {
  let start = 0;
  for (const group of opened.metadata.row_groups) {
    const end = start + Number(group.num_rows);
    for (let rowStart = start; rowStart < end; rowStart += ROWS_AT_ONCE) {
      const range = await tryRange(opened, { rowStart, rowEnd: Math.min(rowStart + ROWS_AT_ONCE, end) });
      yield range;
      if (!range.ok) return;
    }
    start = end;
  }
}

/** The reader says what it misses of a file's frame; of what stands inside it only trips over it. */
function whyNot(error: unknown): string {
  const said = error instanceof Error ? error.message : "";
  return said.startsWith("parquet ") ? said : "its directory cannot be read";
}

async function openGuarded(file: GuardedFile): Promise<Opened> {
  const metadata = await parquetMetadataAsync(file);
  const decimals = takeDecimals(metadata);
  const columns = parquetSchema(metadata).children.map(({ element }) => element.name);
  return { file, metadata, columns, decimals };
}

/** `billing.malformed` for what is no Parquet file, or one whose row groups are too large to be read here. */
export async function openParquetBill(ranged: RangedFile): Promise<Result<ParquetBill>> {
  const file = guardFile(ranged);
  let opened: Opened;
  try {
    opened = await openGuarded(file);
  } catch (error) {
    if (file.isOfStore(error)) throw error;
    return failed(fault("billing.malformed", `no Parquet file: ${whyNot(error)}`));
  }
  const { metadata, columns } = opened;
  const isTooLarge = metadata.row_groups.some(
    ({ total_byte_size: bytes }) => Number(bytes) > MOST_GROUP_BYTES,
  );
  if (isTooLarge)
    return failed(
      fault("billing.malformed", `a row group is larger than ${MOST_GROUP_BYTES} bytes: write smaller ones`),
    );
  return ok({ columns, rows: Number(metadata.num_rows), ranges: () => rangesOf(opened) });
}
