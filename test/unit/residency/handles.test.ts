// The shapes by which a tenant's handles know their own statements, keys and pools.

import { describe, expect, it } from "vitest";
import { choosePool } from "../../../src/residency/index.ts";
import { isKeyOf, isPrefixOf } from "../../../src/residency/tenant-bucket.ts";
import { namesTenantFirst } from "../../../src/residency/tenant-db.ts";

describe("a statement", () => {
  it.each([
    "SELECT a, b FROM blocks WHERE tenant_id = ?",
    "SELECT a FROM blocks WHERE tenant_id = ? AND (signal, day) > (?, ?) ORDER BY day LIMIT ?",
    "DELETE FROM blocks WHERE tenant_id = ? AND day = ?",
    "INSERT INTO blocks (tenant_id, day) VALUES (?, ?) ON CONFLICT (tenant_id, day) DO UPDATE SET day = excluded.day",
    "UPDATE blocks SET rows = ?2 WHERE tenant_id = ?1 AND day = ?3",
  ])("is for one tenant: %s", (sql) => {
    expect(namesTenantFirst(sql)).toBe(true);
  });

  it.each([
    "SELECT a FROM blocks",
    "SELECT a FROM blocks WHERE day = ? AND tenant_id = ?",
    "SELECT a FROM blocks WHERE tenant_id = ?2",
    "SELECT a FROM blocks WHERE tenant_id = ?10",
    "SELECT a FROM blocks WHERE tenant_id != ?",
    "SELECT a FROM blocks WHERE tenant_id = ? OR tenant_id <> ''",
    "SELECT a FROM blocks WHERE tenant_id = ? OR 1 = 1",
    "SELECT a FROM blocks WHERE tenant_id = ? UNION SELECT a FROM blocks",
    "SELECT a FROM blocks WHERE tenant_id = ? AND day IN (SELECT day FROM blocks)",
    "SELECT a FROM blocks JOIN other USING (day) WHERE tenant_id = ?",
    "SELECT a FROM blocks WHERE tenant_id = ?; DELETE FROM blocks",
    "INSERT INTO blocks (day, tenant_id) VALUES (?, ?)",
    "INSERT INTO blocks (tenant_id, day) VALUES ('other', ?)",
    "INSERT INTO blocks (tenant_id, day) SELECT tenant_id, day FROM blocks WHERE tenant_id = ?",
    "UPDATE blocks SET tenant_id = ? WHERE tenant_id = ?",
    "UPDATE blocks SET rows = ? WHERE day = ?",
    "SELECT a FROM blocks WHERE tenant_id = ? IS NOT NULL",
    "SELECT a FROM blocks WHERE tenant_id = ? NOTNULL",
    "SELECT a FROM blocks WHERE tenant_id = ? = 0",
    "SELECT a FROM blocks WHERE tenant_id = ? IN (0, 1)",
    "SELECT a FROM blocks WHERE tenant_id = ? BETWEEN 0 AND 1",
    "SELECT a FROM blocks, blocks AS other WHERE tenant_id = ?",
    "SELECT a FROM blocks -- WHERE tenant_id = ?",
    "SELECT 'FROM blocks WHERE tenant_id = ?' FROM blocks WHERE day = ?",
    'SELECT "FROM blocks WHERE tenant_id = ?" FROM blocks WHERE day = ?',
    "INSERT INTO blocks (tenant_id, day) VALUES (?, ?), (?, ?)",
    "INSERT INTO blocks (tenant_id, day) VALUES (?, (SELECT day FROM blocks))",
    "INSERT INTO blocks (tenant_id, day, tenant_id) VALUES (?, ?, ?)",
    "INSERT INTO blocks (tenant_id, day) VALUES (?, ?) ON CONFLICT DO UPDATE SET tenant_id = ?",
    "INSERT OR REPLACE INTO blocks (tenant_id, day) VALUES (?, ?)",
    "UPDATE blocks SET tenant_id = ?2 WHERE tenant_id = ?1",
    "UPDATE blocks SET day = ?2, tenant_id = ?3 WHERE tenant_id = ?1",
    "UPDATE blocks SET names = (SELECT names FROM blocks) WHERE tenant_id = ?1",
    "UPDATE blocks SET rows = ?2 WHERE tenant_id = ?1 IS NOT NULL",
    "DROP TABLE blocks",
    "PRAGMA table_info(blocks)",
  ])("is not: %s", (sql) => {
    expect(namesTenantFirst(sql)).toBe(false);
  });
});

describe("a key", () => {
  it.each([
    "tenants/ten_a/x",
    "tenants/ten_a/telemetry/logs/2026-01-01/0.1.2.0.parquet",
    "tenants/ten_a/a..b",
  ])("is the tenant's: `%s`", (key) => {
    expect(isKeyOf("ten_a", key)).toBe(true);
  });

  it.each([
    "",
    "tenants/ten_a",
    "tenants/ten_a/",
    "tenants/ten_ab/x",
    "tenants/ten_b/x",
    "/tenants/ten_a/x",
    "Tenants/ten_a/x",
    "tenants/ten_a/../ten_b/x",
    "tenants/ten_a/./x",
    "tenants/ten_a//x",
    "tenants/ten_a/x/",
    "x/tenants/ten_a/x",
  ])("is not the tenant's: `%s`", (key) => {
    expect(isKeyOf("ten_a", key)).toBe(false);
  });

  it("of a tenant without a name, or with one that is a path, is nobody's", () => {
    expect([isKeyOf("", "tenants//x"), isKeyOf("ten_a/b", "tenants/ten_a/b/x")]).toEqual([false, false]);
  });

  it.each([
    ["tenants/ten_a/", true],
    ["tenants/ten_a/tele", true],
    ["tenants/ten_a", false],
    ["tenants/", false],
    ["", false],
    ["tenants/ten_b/", false],
    ["tenants/ten_a/../", false],
  ])("may begin with `%s`: %s", (prefix, isOwn) => {
    expect(isPrefixOf("ten_a", prefix)).toBe(isOwn);
  });
});

describe("a pool", () => {
  it("is the same for the same tenant, and the only one when there is one", () => {
    expect(choosePool("ten_a", 3)).toBe(choosePool("ten_a", 3));
    expect([choosePool("ten_a", 1), choosePool("ten_a", 0)]).toEqual([0, 0]);
  });

  it("gets about as many tenants as every other", () => {
    const counts = [0, 0, 0];
    for (let at = 0; at < 3_000; at++) {
      const pool = choosePool(`ten_${at}`, 3);
      counts[pool] = (counts[pool] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(120);
  });
});
