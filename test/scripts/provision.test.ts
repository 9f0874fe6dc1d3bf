// What provisioning would do to a Cloudflare account: the plan is pure, so it is read and not carried out.

import { expect, test } from "vitest";
import { bucketNames, loadAccount, queueNames } from "../../scripts/provision/account.ts";
import { fillDatabaseIds, unprovisioned } from "../../scripts/provision/database-ids.ts";
import {
  EMPTY_ACCOUNT,
  onlyOf,
  planCreations,
  planMigrations,
  type Account,
} from "../../scripts/provision/plan.ts";
import { readResources } from "../../scripts/provision/read-environment.ts";
import { resourcesOf } from "../../scripts/provision/resources.ts";
import { runScript } from "../support/node/run-script.ts";

const SMALL = resourcesOf({
  d1_databases: [
    { binding: "DIRECTORY", database_name: "dir", database_id: "provision-directory" },
    { binding: "CELL_EU_DB", database_name: "eu", database_id: "provision-cell-eu" },
    { binding: "CELL_JP_DB", database_name: "jp", database_id: "real" },
    { binding: "SILO_ACME_DB", database_name: "silo", database_id: "provision-silo-acme" },
  ],
  r2_buckets: [
    { binding: "CELL_JP_BUCKET", bucket_name: "jp" },
    { binding: "SILO_ACME_BUCKET", bucket_name: "silo", jurisdiction: "us" },
  ],
  queues: {
    producers: [{ binding: "CELL_EU_QUEUE", queue: "work-eu" }],
    consumers: [{ queue: "work-eu", dead_letter_queue: "dead-eu" }, { queue: "dead-eu" }],
  },
});

test("each resource is made where its jurisdiction says: locked where there is a lock, hinted where there is none", () => {
  expect(planCreations(SMALL, EMPTY_ACCOUNT).map((command) => command.join(" "))).toEqual([
    "d1 create dir",
    "d1 create eu --jurisdiction eu",
    "d1 create jp --location apac",
    "d1 create silo --jurisdiction us",
    "r2 bucket create jp --location apac",
    "r2 bucket create silo --jurisdiction us",
    "queues create work-eu --jurisdiction eu",
    "queues create dead-eu --jurisdiction eu",
  ]);
});

test("what is there already is not made again", () => {
  const account: Account = {
    d1: new Map(SMALL.filter(({ kind }) => kind === "d1").map(({ name }) => [name, `id-${name}`])),
    r2: new Set(["jp", "silo"]),
    queue: new Set(["work-eu"]),
  };
  expect(planCreations(SMALL, account)).toEqual([["queues", "create", "dead-eu", "--jurisdiction", "eu"]]);
  expect(planCreations(SMALL, { ...account, queue: new Set(["work-eu", "dead-eu"]) })).toEqual([]);
});

test("every database of the production environment is migrated, and one jurisdiction can be had alone", () => {
  const production = readResources("production");
  expect(planMigrations(production, "production")).toHaveLength(
    production.filter(({ kind }) => kind === "d1").length,
  );
  expect(
    planCreations(onlyOf(production, "eu"), EMPTY_ACCOUNT).map(([kind, , name]) => `${kind} ${name}`),
  ).toEqual([
    "d1 traceo-cell-eu",
    "d1 traceo-cell-eu-1",
    "r2 create",
    "queues traceo-work-eu",
    "queues traceo-dead-eu",
  ]);
  expect(onlyOf(production, "xx")).toEqual([]);
});

test("a locked bucket of wrangler.toml names the jurisdiction that it is made in", () => {
  const buckets = readResources("production").filter(({ kind }) => kind === "r2");
  const locked = buckets
    .filter(({ jurisdiction }) => jurisdiction !== null)
    .map(({ name, jurisdiction }) => [name, jurisdiction]);
  expect(locked).toEqual([
    ["traceo-cell-eu", "eu"],
    ["traceo-cell-us", "us"],
  ]);
});

test("ids take the placeholders' place, and an id that is real stays", () => {
  const toml = ["provision-directory", "provision-cell-eu", "real"]
    .map((id) => `database_id = "${id}"`)
    .join("\n");
  const account = {
    ...EMPTY_ACCOUNT,
    d1: new Map([
      ["dir", "d-1"],
      ["jp", "other"],
    ]),
  };
  expect(fillDatabaseIds(toml, SMALL, account).split("\n")).toEqual([
    'database_id = "d-1"',
    'database_id = "provision-cell-eu"',
    'database_id = "real"',
  ]);
  expect(unprovisioned(SMALL)).toEqual(["DIRECTORY", "CELL_EU_DB", "SILO_ACME_DB"]);
});

test("wrangler's lists are read: buckets per jurisdiction, queues page by page", async () => {
  expect(
    bucketNames("Listing buckets...\nname:           a-b\ncreation_date:  2026\n\nname:           c\n"),
  ).toEqual(["a-b", "c"]);
  const table = (name: string): string =>
    `┌──┬──┐\n│ id │ name │ jurisdiction │\n├──┼──┤\n│ 1 │ ${name} │ eu │\n└──┴──┘\n`;
  expect(queueNames(table("work"))).toEqual(["work"]);
  const asked: string[] = [];
  const account = await loadAccount(async (command) => {
    asked.push(command.join(" "));
    if (command[0] === "d1") return JSON.stringify([{ uuid: "u", name: "dir", version: "x" }]);
    if (command[0] === "r2") return `name: bucket-${command.at(-1)}`;
    return ["", table("one"), table("two"), ""][Number(command.at(-1))] ?? "";
  }, SMALL);
  expect([...account.d1, ...account.r2, ...account.queue]).toEqual([
    ["dir", "u"],
    "bucket-list",
    "bucket-us",
    "one",
    "two",
  ]);
  expect(asked).toContain("queues list --page 3");
});

test("--print prints every command and does nothing; a real deployment is refused while placeholders are left", async () => {
  const printed = runScript("provision", ["--env", "production", "--print"]);
  expect(await printed.ended).toBe(0);
  expect(printed.output()).toContain("npx wrangler d1 create traceo-cell-eu --jurisdiction eu\n");
  expect(printed.output()).toContain(
    "npx wrangler d1 migrations apply DIRECTORY --remote --env production\n",
  );
  expect(printed.output()).toContain("npx wrangler secret put CHECKPOINT_KEY --env production\n");
  const deployed = runScript("deploy");
  expect(await deployed.ended).toBe(1);
  expect(deployed.output()).toMatch(/^deploy: not provisioned yet: DIRECTORY, .*npm run provision.*\n$/);
  const unknown = runScript("provision", ["--env", "nope", "--print"]);
  expect(await unknown.ended).toBe(1);
  expect(unknown.output()).toMatch(/^provision: wrangler\.toml: No environment found .*\n$/);
});
