// What drizzle cannot say of a table is added to what it generates, and stands in the migrations that are there.

import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { addWithoutRowid, WITHOUT_ROWID } from "../../scripts/drizzle/without-rowid.ts";

const table = (name: string): string => `CREATE TABLE \`${name}\` (\n\t\`id\` text PRIMARY KEY NOT NULL\n);`;

test("a listed table is made WITHOUT ROWID, also when it is rebuilt; others are left alone", () => {
  const sql = [table("blocks"), table("__new_blocks"), table("others")].join("\n--> statement-breakpoint\n");
  const [first, rebuilt, other] = addWithoutRowid(sql, ["blocks"]).split("\n--> statement-breakpoint\n");
  expect(first).toMatch(/\n\) WITHOUT ROWID;$/);
  expect(rebuilt).toMatch(/\n\) WITHOUT ROWID;$/);
  expect(other).toBe(table("others"));
  expect(addWithoutRowid(first ?? "", ["blocks"])).toBe(first);
});

test("the migrations of the repository need nothing added", () => {
  for (const [store, tables] of Object.entries(WITHOUT_ROWID)) {
    const files = readdirSync(`migrations/${store}`).filter((file) => file.endsWith(".sql"));
    const sql = files.map((file) => readFileSync(`migrations/${store}/${file}`, "utf8")).join("\n");
    expect(addWithoutRowid(sql, tables)).toBe(sql);
    for (const name of tables) expect(sql).toContain(`CREATE TABLE \`${name}\` (`);
  }
});
