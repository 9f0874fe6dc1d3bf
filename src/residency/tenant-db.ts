// A handle of a cell's database that is made for one tenant. SQLite has no security by row, so the handle is it: it binds
// the tenant's id as every statement's first parameter, and runs no statement that does not use it as the tenant's.

/** The parameters after the tenant's id. */
export interface TenantStatement {
  readonly sql: string;
  readonly params: readonly unknown[];
}

export interface TenantDb {
  readonly tenantId: string;
  all<Row>(statement: TenantStatement): Promise<Row[]>;
  /** How many rows it wrote or deleted. */
  run(statement: TenantStatement): Promise<number>;
  /** All or nothing: one transaction. */
  batch(statements: readonly TenantStatement[]): Promise<void>;
}

/** Ends the condition on the tenant: `tenant_id = ? IS NOT NULL` or `tenant_id = ? = 0` would be about everybody. */
const NO_MORE = "(?= AND | ORDER BY | GROUP BY | LIMIT | RETURNING |$)";
const ASKS_AS_TENANT = new RegExp(`^(?:SELECT [^?]*|DELETE) FROM \\w+ WHERE tenant_id = \\?1?${NO_MORE}`);
const CHANGES_AS_TENANT = new RegExp(`^UPDATE \\w+ SET .* WHERE tenant_id = \\?1${NO_MORE}`);
/** One row, of that tenant. */
const INSERTS_AS_TENANT =
  /^INSERT INTO \w+ \(tenant_id, (?:(?!\btenant_id\b)[^()])*\) VALUES \(\?1?,[^()]*\)(?: ON CONFLICT | RETURNING |$)/;
/** Alternatives, joins, unions and subqueries; comments and quoted names, in which words can hide; giving rows away. */
const NOT_FOLLOWED = [
  /;|\b(?:UNION|EXCEPT|INTERSECT|JOIN|OR|WITH)\b/i,
  /.\bSELECT\b|\bFROM\b.*\bFROM\b|\bSET\b.*\bFROM\b/i,
  /--|\/\*|["`[\]]/,
  /\bSET\b(?:(?!\bWHERE\b).)*\btenant_id\b/i,
];

/**
 * Is the first parameter the tenant that the statement is about? An UPDATE, whose new values come first, says `?1`.
 * LIMIT: a check of shape that refuses what it cannot follow; it does not parse SQL.
 */
export function namesTenantFirst(sql: string): boolean {
  // What is quoted says nothing of the statement's shape.
  const bare = sql
    .replaceAll(/'(?:[^']|'')*'/g, "''")
    .replaceAll(/\s+/g, " ")
    .trim();
  if (NOT_FOLLOWED.some((shape) => shape.test(bare))) return false;
  return INSERTS_AS_TENANT.test(bare) || ASKS_AS_TENANT.test(bare) || CHANGES_AS_TENANT.test(bare);
}
