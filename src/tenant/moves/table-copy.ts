// Whole tables of an object's SQLite in pages, for handing them to another object: every column as it is stored, so that
// a table that is added later goes along without a line here.
// LIMIT: an RPC takes 32 MiB; a page ends at the row with which it passes 4 MB.

export interface TablePage {
  readonly table: string;
  readonly columns: readonly string[];
  readonly rows: readonly SqlStorageValue[][];
  /** Of the last row; the next page begins after it. Null when the table ends with this page. */
  readonly lastRowid: number | null;
  /** What the other side has of the table from an earlier attempt is dropped. */
  readonly isFirst: boolean;
}

const PAGE_BYTES = 4_000_000;
const PAGE_ROWS = 2_000;

/** The tables of an object but those named, and the bookkeeping of the runtime, of SQLite and of migrations. */
export function listTables(sql: SqlStorage, except: readonly string[]): string[] {
  const found = sql.exec<{ name: string }>(
    "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name",
  );
  return found
    .toArray()
    .map((row) => row.name)
    .filter((name) => !/^(?:_|sqlite_)/.test(name) && !except.includes(name));
}

export function dumpPage(sql: SqlStorage, table: string, afterRowid: number): TablePage {
  const cursor = sql.exec(
    `SELECT rowid, * FROM "${table}" WHERE rowid > ? ORDER BY rowid LIMIT ?`,
    afterRowid,
    PAGE_ROWS,
  );
  const [, ...columns] = cursor.columnNames;
  const rows: SqlStorageValue[][] = [];
  let bytes = 0;
  let lastRowid: number | null = null;
  for (const [rowid, ...values] of cursor.raw<SqlStorageValue[]>()) {
    rows.push(values);
    lastRowid = Number(rowid);
    bytes += values.reduce<number>((sum, value) => sum + sizeOf(value), 0);
    if (bytes > PAGE_BYTES) break;
  }
  const isLast = rows.length < PAGE_ROWS && bytes <= PAGE_BYTES;
  return { table, columns, rows, lastRowid: isLast ? null : lastRowid, isFirst: afterRowid === 0 };
}

function sizeOf(value: SqlStorageValue): number {
  if (typeof value === "string") return value.length;
  return value instanceof ArrayBuffer ? value.byteLength : 8;
}

/** In the caller's transaction. Throws for a table that is not there: the two objects run different releases. */
export function loadPage(sql: SqlStorage, page: TablePage): void {
  const { table, columns, rows } = page;
  if (!/^\w+$/.test(table) || !columns.every((column) => /^\w+$/.test(column)))
    throw new Error("a page of no table of ours");
  if (page.isFirst) sql.exec(`DELETE FROM "${table}"`);
  const names = columns.map((column) => `"${column}"`).join(", ");
  const places = columns.map(() => "?").join(", ");
  for (const row of rows) sql.exec(`INSERT INTO "${table}" (${names}) VALUES (${places})`, ...row);
}

export function emptyTables(sql: SqlStorage, except: readonly string[]): void {
  for (const table of listTables(sql, except)) sql.exec(`DELETE FROM "${table}"`);
}
