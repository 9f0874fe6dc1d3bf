// Placement: which store a tenant gets, that it refuses rather than guess, and that its handles reach one tenant only.

import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { JURISDICTIONS } from "../../src/directory/index.ts";
import { createPlacement, type Placed } from "../../src/residency/store/placement.ts";
import { migrateDatabases } from "../support/databases.ts";

const LOCAL = { MODE: "local", CELL: "global" } as const;
const local = createPlacement(env, LOCAL);
const id = (name: string) => `ten_${name.padStart(20, "0")}` as const;

function placed(changes: Partial<Placed> = {}) {
  return {
    id: id("a"),
    slug: "acme",
    jurisdiction: "eu",
    isolation: "pool",
    pool: 0,
    siloKeys: [],
    ...changes,
  } as const;
}

describe("an object", () => {
  it("is another one in each jurisdiction, though its name is the same", () => {
    const ids = JURISDICTIONS.map((jurisdiction) => String(local.tenantStub(placed({ jurisdiction })).id));
    expect(new Set(ids).size).toBe(JURISDICTIONS.length);
  });

  it.each(["eu", "us"] as const)(
    "in `%s` is refused in production where the platform has no jurisdictions",
    (jurisdiction) => {
      const production = createPlacement(env, { MODE: "production", CELL: "global" });
      expect(() => production.tenantStub(placed({ jurisdiction }))).toThrow(/jurisdiction/i);
      expect(() => production.workStub(placed({ jurisdiction }))).toThrow(/jurisdiction/i);
      expect(() => production.shardStub(placed({ jurisdiction }), 0)).toThrow(/jurisdiction/i);
    },
  );

  it("is refused in production where bindings have no such thing as jurisdictions", () => {
    const old = { getByName: () => null, idFromName: () => null };
    const production = createPlacement({ ...env, TENANT: old } as never, {
      MODE: "production",
      CELL: "global",
    });
    expect(() => production.tenantStub(placed())).toThrow("jurisdiction is not a function");
  });

  it("of another jurisdiction is refused in an operator's cell, and its own has the cell's name", () => {
    const cell = createPlacement(env, { MODE: "production", CELL: "in" });
    expect(() => cell.tenantStub(placed())).toThrow("the cell of `in` serves no tenant of `eu`");
    expect(cell.hasCell(placed())).toBe(false);
    expect(
      cell
        .tenantStub(placed({ jurisdiction: "in" }))
        .id.equals(local.tenantStub(placed({ jurisdiction: "in" })).id),
    ).toBe(true);
  });

  it("is not made, nor is any store opened, for a tenant of an operator's cell", () => {
    const cells = { OPERATOR_CELLS: { in: { url: "https://in.cell.example" } } };
    const edge = createPlacement(env, { MODE: "local", CELL: "global", ...cells });
    const indian = placed({ jurisdiction: "in" });
    const here = env.TENANT.idFromName(`in:${indian.id}`);
    const openings = [
      () => edge.tenantStub(indian),
      () => edge.workStub(indian),
      () => edge.shardStub(indian, 0),
      () => edge.assertHome(here, indian, "tenant"),
      () => edge.database(indian),
      () => edge.bucket({ ...indian, siloKeys: [] }),
      () => edge.queue("in"),
      () => edge.poolDatabases("in"),
    ];
    for (const open of openings) expect(open).toThrow("the global deployment serves no tenant of `in`");
    expect([edge.hasCell(indian), edge.serves("in")]).toEqual([false, false]);
    expect([edge.hasCell(placed()), edge.serves("jp")]).toEqual([true, true]);
  });

  it("is at home only where the record says: by jurisdiction, tenant and shard", () => {
    const here = env.TENANT.idFromName(`eu:${id("a")}`);
    expect(() => local.assertHome(here, placed(), "tenant")).not.toThrow();
    for (const changes of [{ jurisdiction: "us" }, { id: id("b") }] as const)
      expect(() => local.assertHome(here, placed(changes), "tenant")).toThrow("not the one");
    const shard = env.SHARD.idFromName(`eu:${id("a")}/2`);
    expect(() => local.assertHome(shard, placed(), { shard: 2 })).not.toThrow();
    expect(() => local.assertHome(shard, placed(), { shard: 1 })).toThrow("not the one");
    const worker = env.WORK.idFromName(`eu:${id("a")}`);
    expect(() => local.assertHome(worker, placed(), "work")).not.toThrow();
    expect(() => local.assertHome(worker, placed({ id: id("b") }), "work")).toThrow("not the one");
  });

  it("is not at home where the platform says another jurisdiction than the record", () => {
    const cell = createPlacement(env, { MODE: "production", CELL: "in" });
    // Local ids have no jurisdiction: as the platform would make it.
    const elsewhere = { jurisdiction: "eu", equals: () => true };
    expect(() => cell.assertHome(elsewhere, placed({ jurisdiction: "in" }), "tenant")).toThrow(
      "the object is in `eu`",
    );
  });
});

describe("a database", () => {
  it("is one of the cell's pool, by the number in the record", async () => {
    await migrateDatabases();
    expect([local.poolCount("eu"), local.poolCount("us")]).toEqual([2, 1]);
    const insert =
      "INSERT INTO blocks (tenant_id, signal, day, block_id, shard, level, min_time_ms, max_time_ms, rows, size_bytes, seq_from, seq_to, names, object_key) VALUES (?, 'logs', '2026-01-01', ?, 0, 0, 0, 1, 1, 1, 1, 2, x'00', 'k')";
    await local.database(placed({ pool: 1 })).run({ sql: insert, params: ["second"] });
    const count = "SELECT count(*) AS n FROM blocks WHERE tenant_id = ?";
    const counts = await Promise.all(
      [0, 1].map((pool) => local.database(placed({ pool })).all({ sql: count, params: [] })),
    );
    expect(counts).toEqual([[{ n: 0 }], [{ n: 1 }]]);
    const other = local.database(placed({ id: id("b"), pool: 1 }));
    expect(await other.all({ sql: count, params: [] })).toEqual([{ n: 0 }]);
    expect(await other.run({ sql: "DELETE FROM blocks WHERE tenant_id = ?", params: [] })).toBe(0);
    expect(
      await local
        .database(placed({ pool: 1 }))
        .run({ sql: "DELETE FROM blocks WHERE tenant_id = ?", params: [] }),
    ).toBe(1);
  });

  it("refuses a statement that does not name the tenant first, before the database is asked", async () => {
    const handle = local.database(placed());
    const statement = { sql: "SELECT tenant_id FROM blocks", params: [] };
    await expect(handle.all(statement)).rejects.toThrow("not for one tenant");
    await expect(handle.batch([statement])).rejects.toThrow("not for one tenant");
    await expect(handle.run(statement)).rejects.toThrow("not for one tenant");
  });

  it("that is not bound is refused: a pool without number 2, a silo without a slug's binding", () => {
    expect(local.hasCell(placed({ pool: 2 }))).toBe(false);
    expect(() => local.database(placed({ pool: 2 }))).toThrow("no binding `CELL_EU_DB_2`");
    expect(local.hasCell(placed({ isolation: "silo" }))).toBe(false);
    expect(() => local.bucket(placed({ isolation: "silo" }))).toThrow("no binding `SILO_ACME_BUCKET`");
  });

  it("is refused to a class of data that is not kept in one", () => {
    expect(() => local.database(placed(), "identity")).toThrow("`identity` is not kept in a database");
    expect(() => local.bucket(placed(), "credential")).toThrow("`credential` is not kept in a bucket");
  });
});

describe("a bucket", () => {
  const mine = local.bucket(placed());
  const others = local.bucket(placed({ id: id("b") }));
  const key = `tenants/${id("a")}/report.pdf`;

  it("gives a tenant what it put, and a range of it, and lists it to nobody else", async () => {
    const stored = await mine.put(key, "0123456789");
    expect(stored).toMatchObject({ key, sizeBytes: 10 });
    const part = await mine.get(key, { offset: 2, length: 3 });
    expect(new TextDecoder().decode(await part?.arrayBuffer())).toBe("234");
    expect(await mine.head(key)).toMatchObject({ sizeBytes: 10, sha256: null });
    expect((await mine.list()).keys).toEqual([key]);
    expect((await others.list()).keys).toEqual([]);
    await mine.delete([key]);
    expect(await mine.get(key)).toBeNull();
  });

  it("refuses a key that is not the tenant's, whatever is asked", async () => {
    for (const bad of [key, "x", `tenants/${id("b")}/../${id("a")}/report.pdf`, `tenants/${id("b")}`]) {
      await expect(others.get(bad)).rejects.toThrow("a key outside");
      await expect(others.head(bad)).rejects.toThrow("a key outside");
      await expect(others.put(bad, "x")).rejects.toThrow("a key outside");
      await expect(others.delete([`tenants/${id("b")}/fine`, bad])).rejects.toThrow("a key outside");
    }
    for (const prefix of ["", "tenants/", `tenants/${id("a")}/`])
      await expect(others.list({ prefix })).rejects.toThrow("a prefix outside");
  });

  it("lists by pages", async () => {
    const keys = [1, 2, 3].map((n) => `tenants/${id("b")}/page-${n}`);
    for (const each of keys) await others.put(each, "x");
    const first = await others.list({ limit: 2 });
    expect(first.keys).toEqual(keys.slice(0, 2));
    const rest = await others.list({ limit: 2, cursor: first.cursor ?? "" });
    expect([rest.keys, rest.cursor]).toEqual([keys.slice(2), null]);
  });
});
