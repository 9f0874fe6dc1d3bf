// Statements of one tenant's handle about another's rows, made from the tables of the registry: every verb with every column,
// and every way of writing a statement that would say something of other tenants. None of them reaches such a row.

import { is } from "drizzle-orm";
import { getTableConfig, SQLiteTable } from "drizzle-orm/sqlite-core";
import * as finops from "../../../src/finops/store/cell-schema.ts";
import * as telemetry from "../../../src/telemetry/store/schema.ts";
import * as reporting from "../../../src/reporting/store/cell-schema.ts";
import type { TenantDb, TenantStatement } from "../../../src/residency/index.ts";

type Row = Readonly<Record<string, unknown>>;

export interface RegisteredTable {
  readonly name: string;
  readonly columns: readonly string[];
  /** The columns of each key and unique index. */
  readonly keys: readonly (readonly string[])[];
}

/** Of all that is kept in a cell's databases. */
const SCHEMAS: readonly object[] = [telemetry, finops, reporting];

/** By name. */
export function registeredTables(): Map<string, RegisteredTable> {
  const values = SCHEMAS.flatMap((schema) => Object.values(schema) as unknown[]);
  const tables = values
    .filter((value) => is(value, SQLiteTable))
    .map((table) => {
      const { name, columns, primaryKeys, indexes } = getTableConfig(table);
      const single = columns
        .filter((column) => column.primary || column.isUnique)
        .map((column) => [column.name]);
      const composed = primaryKeys.map((key) => key.columns.map((column) => column.name));
      const unique = indexes
        .filter(({ config }) => config.unique)
        .map(({ config }) => config.columns.map((column) => ("name" in column ? column.name : "?")));
      return [
        name,
        { name, columns: columns.map((column) => column.name), keys: [...single, ...composed, ...unique] },
      ] as const;
    });
  return new Map(tables);
}

/** What is tried for the other tenant's id: as it is, and as something that might be taken for it or for all. */
const idsLike = (id: string): string[] => [
  id,
  id.toUpperCase(),
  `${id} `,
  `${id}%`,
  "%",
  "",
  `${id}' OR '1'='1`,
  `${id}\0`,
];

/** About a column, with a value: of shapes that a handle runs. */
function about(
  table: string,
  column: string,
): readonly (readonly [sql: string, params: (value: unknown) => unknown[]])[] {
  const one = (value: unknown): unknown[] => [value];
  return [
    [`SELECT * FROM ${table} WHERE tenant_id = ? AND ${column} = ?`, one],
    [`SELECT * FROM ${table} WHERE tenant_id = ? AND ${column} IN (?)`, one],
    [`SELECT * FROM ${table} WHERE tenant_id = ? AND ${column} >= ? ORDER BY ${column} LIMIT 1000`, one],
    [`SELECT * FROM ${table} WHERE tenant_id = ? AND NOT ${column} <> ?`, one],
    [`DELETE FROM ${table} WHERE tenant_id = ? AND ${column} = ?`, one],
    [`UPDATE ${table} SET ${column} = ?2 WHERE tenant_id = ?1 AND ${column} = ?2`, one],
    [`UPDATE ${table} SET ${column} = ?2 WHERE tenant_id = ?1`, one],
  ];
}

/** Of everybody, or of another: refused before the database is asked, or empty. */
const escapes = (table: string, column: string, id: string): string[] => [
  `SELECT * FROM ${table}`,
  `SELECT * FROM ${table} WHERE ${column} = ?`,
  `SELECT * FROM ${table} WHERE tenant_id = '${id}' AND ? <> ''`,
  `SELECT * FROM ${table} WHERE tenant_id <> ?`,
  `SELECT * FROM ${table} WHERE tenant_id = ? OR ${column} = ?`,
  `SELECT * FROM ${table} WHERE tenant_id = ? or 1 = 1`,
  `SELECT * FROM ${table} WHERE tenant_id = ? IS NOT NULL`,
  `SELECT * FROM ${table} WHERE tenant_id = ? NOTNULL`,
  `SELECT * FROM ${table} WHERE tenant_id = ? = 0`,
  `SELECT * FROM ${table} WHERE tenant_id = ? IN (0, 1)`,
  `SELECT * FROM ${table} WHERE tenant_id = ? BETWEEN 0 AND 1`,
  `SELECT * FROM ${table} WHERE tenant_id = ? LIKE '%'`,
  `SELECT * FROM ${table} WHERE tenant_id = ?2`,
  `SELECT * FROM ${table} WHERE NOT tenant_id = ?`,
  `SELECT * FROM ${table} AS t WHERE t.tenant_id > ?`,
  `SELECT * FROM ${table} WHERE tenant_id = ? UNION ALL SELECT * FROM ${table}`,
  `SELECT * FROM ${table} AS a JOIN ${table} AS b WHERE tenant_id = ?`,
  `SELECT *, (SELECT max(${column}) FROM ${table}) FROM ${table} WHERE tenant_id = ?`,
  `SELECT 'FROM ${table} WHERE tenant_id = ? ', * FROM ${table} WHERE ? <> ''`,
  `SELECT "FROM ${table} WHERE tenant_id = ? ", * FROM ${table} WHERE ? <> ''`,
  `SELECT * FROM ${table} -- WHERE tenant_id = ?`,
  `SELECT * FROM ${table} /* FROM ${table} WHERE tenant_id = ? */ WHERE ? <> ''`,
  `WITH t AS (SELECT * FROM ${table}) SELECT * FROM t WHERE ? <> ''`,
  `DELETE FROM ${table}`,
  `DELETE FROM ${table} WHERE ${column} = ?`,
  `DELETE FROM ${table} WHERE tenant_id = ? IS NOT NULL`,
  `DELETE FROM ${table} WHERE tenant_id = ? OR 1`,
  `DELETE FROM ${table} WHERE tenant_id = ?; DELETE FROM ${table}`,
  `UPDATE ${table} SET ${column} = ?2`,
  `UPDATE ${table} SET ${column} = ?2 WHERE tenant_id <> ?1`,
  `UPDATE ${table} SET ${column} = ?2 WHERE tenant_id = ?1 IS NOT NULL`,
  `UPDATE ${table} SET tenant_id = ?2 WHERE tenant_id = ?1`,
  `UPDATE ${table} SET tenant_id = '${id}' WHERE tenant_id = ?1`,
  `UPDATE ${table} SET ${column} = (SELECT ${column} FROM ${table} WHERE tenant_id = '${id}') WHERE tenant_id = ?1`,
  `INSERT INTO ${table} (tenant_id, ${column}) SELECT ?, ${column} FROM ${table}`,
  `INSERT INTO ${table} (tenant_id, ${column}) VALUES (?, (SELECT ${column} FROM ${table}))`,
  `REPLACE INTO ${table} (tenant_id, ${column}) VALUES (?, ?)`,
  `DROP TABLE ${table}`,
];

const marks = (count: number): string => Array.from({ length: count }, () => "?").join(", ");

/** Rows like the other's, in the attacker's name and, behind it, in the other's. */
function insertions({ name, columns, keys }: RegisteredTable, row: Row): TenantStatement[] {
  const others = columns.filter((column) => column !== "tenant_id");
  const values = others.map((column) => row[column]);
  const into = `INSERT INTO ${name} (tenant_id, ${others.join(", ")}) VALUES (${marks(columns.length)})`;
  const [key = []] = keys;
  const set = others.map((column) => `${column} = excluded.${column}`).join(", ");
  const again = [row["tenant_id"], ...values];
  return [
    { sql: into, params: values },
    { sql: `${into} ON CONFLICT (${key.join(", ")}) DO UPDATE SET ${set}`, params: values },
    { sql: `${into}, (${marks(columns.length)})`, params: [...values, ...again] },
    {
      sql: `${into} ON CONFLICT (${key.join(", ")}) DO UPDATE SET tenant_id = ?`,
      params: [...values, row["tenant_id"]],
    },
    { sql: into.replace("INSERT INTO", "INSERT OR REPLACE INTO"), params: values },
    { sql: into.replace("VALUES (?", "VALUES (?2"), params: again },
  ];
}

export function statementsOn(table: RegisteredTable, row: Row): TenantStatement[] {
  const id = String(row["tenant_id"]);
  const perColumn = table.columns.flatMap((column): TenantStatement[] => {
    const values = [row[column], ...idsLike(id)];
    const fitting = about(table.name, column).flatMap(([sql, params]) =>
      values.map((value) => ({ sql, params: params(value) })),
    );
    const escaping = escapes(table.name, column, id).map((sql) => {
      // The handle binds the first; a statement that counts for more is given the other tenant's id for the rest.
      const more = Math.max((sql.match(/\?/g) ?? []).length - 1, sql.includes("?2") ? 1 : 0);
      return { sql, params: Array.from({ length: more }, () => id) };
    });
    return [...fitting, ...escaping];
  });
  return [...perColumn, ...insertions(table, row)];
}

/** What came back; null where it was refused. */
export async function tryStatement(handle: TenantDb, statement: TenantStatement): Promise<unknown> {
  const isRead = statement.sql.startsWith("SELECT");
  const attempt = isRead ? handle.all(statement) : handle.run(statement);
  return attempt.catch(() => null);
}
