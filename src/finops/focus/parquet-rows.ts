// The rows of a Parquet bill, a range at a time, as the cells that a CSV of it would have: decimals exactly as they are stored,
// instants in UTC, maps as JSON. Only what a range needs is read.
// INVARIANT: the library believes what a file says of itself, so nothing is handed to it that was not walked before, in
// `readDirectory` and `checkGroup`: a range costs at most `MOST_CELLS_AT_ONCE`, whatever the file says.
// LIMITS: plain or snappy; damage that leaves counts whole is another value, because checksums of pages are not read.

import {
  parquetRead,
  parquetSchema,
  type FileMetaData,
  type LogicalType,
  type RowGroup,
  type SchemaElement,
} from "hyparquet";
import { parseUtf8 } from "../../kernel/bytes.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { demand, wholeOf } from "./demand.ts";
import { guardFile, type GuardedFile, type RangedFile } from "./guarded-file.ts";
import { COMPRESSORS } from "./parquet-chunk.ts";
import { readDirectory } from "./parquet-directory.ts";
import { checkGroup } from "./parquet-group.ts";

export interface ParquetBill {
  readonly columns: readonly string[];
  readonly rows: number;
  /** Ranges in order; each is read when it is asked for. `billing.malformed` ends them. */
  ranges(): AsyncGenerator<Result<(string | null)[][]>>;
}

/** LIMITS: rows read at once, what a row group may inflate to, and what rows read at once may be as text. */
const ROWS_AT_ONCE = 10_000;
/** Row 1 is the header, as in a CSV. */
const FIRST_ROW = 2;
const MOST_GROUP_BYTES = 268_435_456;
const MOST_RANGE_CHARS = 134_217_728;

/** No decimal of any engine has more. */
const MOST_DECIMAL_BYTES = 32;
const MOST_SCALE = 76;

/** What is read as it is stored, whatever it is called: of these the library would build objects by counts inside of them. */
const READ_AS_STORED: ReadonlySet<LogicalType["type"]> = new Set(["GEOMETRY", "GEOGRAPHY", "VARIANT"]);

const TOO_LARGE = failed(
  fault(
    "billing.malformed",
    `a row group has more than ${MOST_GROUP_BYTES} bytes, or too many rows in one page: write smaller ones`,
  ),
);

type Decimals = ReadonlyMap<string, number>;

function isDecimalElement({ converted_type: converted, logical_type: logical }: SchemaElement): boolean {
  return converted === "DECIMAL" || logical?.type === "DECIMAL";
}

/** Columns of decimals with their scale; their elements read as what is stored, because a float would not keep them. */
function takeDecimals(metadata: FileMetaData): Decimals {
  const scales = new Map<string, number>();
  for (const element of metadata.schema) {
    if (!isDecimalElement(element)) continue;
    scales.set(element.name, wholeOf(element.scale ?? 0, MOST_SCALE));
    delete element.converted_type;
    delete element.logical_type;
  }
  return scales;
}

/** A text that is JSON is the cell as it is: a CSV would have it so. */
function takeBuilt(metadata: FileMetaData): void {
  for (const element of metadata.schema) {
    if (element.converted_type === "JSON") element.converted_type = "UTF8";
    if (element.logical_type && READ_AS_STORED.has(element.logical_type.type)) delete element.logical_type;
  }
}

/** Two's complement, the first byte the highest. */
function bigOf(bytes: Uint8Array): bigint {
  demand(bytes.length <= MOST_DECIMAL_BYTES, "a decimal that is none");
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
  /** By column: has it columns inside of it? */
  readonly nested: readonly boolean[];
}

/** A group's rows by their place in the group, as the only one of its file. */
interface Range {
  readonly group: RowGroup;
  readonly rowStart: number;
  readonly rowEnd: number;
}

type Rows = (string | null)[][];

function textsOf(rows: readonly unknown[][], { columns, decimals, nested }: Opened): Rows {
  const scales = columns.map((name) => decimals.get(name) ?? null);
  let chars = 0;
  return rows.map((row) =>
    row.map((value, at) => {
      // No null, but an index that is in no dictionary.
      demand(value !== undefined || nested[at] === true, "a value that is none");
      const scale = scales[at] ?? null;
      const text = scale === null ? cellText(value) : decimalText(value, scale);
      // Bytes that are no text were looked through too.
      chars += value instanceof Uint8Array ? value.length : (text?.length ?? 0);
      demand(chars <= MOST_RANGE_CHARS, "rows of more text than can be held");
      return text;
    }),
  );
}

async function readRange(opened: Opened, range: Range): Promise<Rows> {
  const { file, metadata, columns } = opened;
  let rows: unknown[][] = [];
  const { group, rowStart, rowEnd } = range;
  await parquetRead({
    file,
    metadata: { ...metadata, num_rows: group.num_rows, row_groups: [group] },
    columns: [...columns],
    rowStart,
    rowEnd,
    utf8: false,
    compressors: COMPRESSORS,
    onComplete: (read: unknown[][]): void => void (rows = read),
  });
  demand(rows.length === rowEnd - rowStart, "other rows than asked for");
  return textsOf(rows, opened);
}

/** Refused by the rows from `start` on that it would have read. */
async function tryRows<Value>(
  { file }: Opened,
  { start, rows }: { readonly start: number; readonly rows: number },
  read: () => Promise<Value>,
): Promise<Result<Value>> {
  try {
    return ok(await read());
  } catch (error) {
    if (file.isOfStore(error)) throw error;
  }
  const where = `rows ${start + FIRST_ROW} to ${start + rows + FIRST_ROW - 1}`;
  return failed(fault("billing.malformed", `${where} of the Parquet file cannot be read`));
}

async function* rangesOfGroup(opened: Opened, group: RowGroup, start: number): AsyncGenerator<Result<Rows>> {
  const rows = Number(group.num_rows);
  const bounds = { rowsAtOnce: ROWS_AT_ONCE, mostBytes: MOST_GROUP_BYTES };
  const checked = await tryRows(opened, { start, rows }, () => checkGroup(opened, group, bounds));
  if (!checked.ok || !checked.value) {
    yield checked.ok ? TOO_LARGE : checked;
    return;
  }
  for (let rowStart = 0; rowStart < rows; rowStart += ROWS_AT_ONCE) {
    const range = { group, rowStart, rowEnd: Math.min(rowStart + ROWS_AT_ONCE, rows) };
    const place = { start: start + rowStart, rows: range.rowEnd - rowStart };
    yield await tryRows(opened, place, () => readRange(opened, range));
  }
}

/** One row group after the other, each in ranges. */
async function* rangesOf(opened: Opened): AsyncGenerator<Result<Rows>> {
  let start = 0;
  for (const group of opened.metadata.row_groups) {
    if (Number(group.num_rows) === 0) continue;
    for await (const range of rangesOfGroup(opened, group, start)) {
      yield range;
      if (!range.ok) return;
    }
    start += Number(group.num_rows);
  }
}

/** The reader says what it misses of a file's frame; of what stands inside it only trips over it. */
function whyNot(error: unknown): string {
  const said = error instanceof Error ? error.message : "";
  return said.startsWith("parquet ") ? said : "its directory cannot be read";
}

async function openGuarded(file: GuardedFile): Promise<Opened> {
  const metadata = await readDirectory(file);
  const decimals = takeDecimals(metadata);
  takeBuilt(metadata);
  const { children } = parquetSchema(metadata);
  const columns = children.map(({ element }) => element.name);
  const nested = children.map(({ children: inner }) => inner.length > 0);
  return { file, metadata, columns, decimals, nested };
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
  if (isTooLarge) return TOO_LARGE;
  return ok({ columns, rows: Number(metadata.num_rows), ranges: () => rangesOf(opened) });
}
