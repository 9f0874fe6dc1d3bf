// `npm run silo`: what it writes into wrangler.toml, on a copy of it, and what it would do to an account.

import { copyFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EMPTY_ACCOUNT, planCreations } from "../../scripts/provision/plan.ts";
import { readResources } from "../../scripts/provision/read-environment.ts";
import { addSilo, siloResources } from "../../scripts/provision/silo-toml.ts";
import { runScript } from "../support/node/run-script.ts";

let dir: string;
let copy: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "traceo-silo-"));
  copy = join(dir, "wrangler.toml");
  await copyFile("wrangler.toml", copy);
});

afterAll(async () => rm(dir, { recursive: true, force: true }));

async function silo(...args: string[]): Promise<{ status: number | null; output: string }> {
  const script = runScript("silo", [...args, "--config", copy]);
  return { status: await script.ended, output: script.output() };
}

const bindingsIn = (env: string): string[] => readResources(env, copy).map(({ binding }) => binding);

describe("a silo", () => {
  it("is bound in the local environment once, however often it is asked for, and nothing else changes", async () => {
    const before = await readFile(copy, "utf8");
    const others = bindingsIn("local");
    const first = await silo("acme-shop");
    expect([first.status, first.output]).toEqual([
      0,
      expect.stringContaining("bound the silo of `acme-shop`"),
    ]);
    expect(first.output).toContain(
      'POST /operator/v1/tenants {"slug":"acme-shop","jurisdiction":"eu","isolation":"silo"}',
    );
    const bound = await readFile(copy, "utf8");
    expect(bindingsIn("local").toSorted()).toEqual(
      [...others, "SILO_ACME_SHOP_BUCKET", "SILO_ACME_SHOP_DB"].toSorted(),
    );
    const kept = bound.split("\n").filter((line) => !/acme-shop|ACME_SHOP/.test(line));
    expect(before.split("\n").filter((line) => !kept.includes(line))).toEqual([]);
    const again = await silo("acme-shop");
    expect([again.status, again.output]).toEqual([
      0,
      expect.stringContaining("`acme-shop` is bound already"),
    ]);
    expect(await readFile(copy, "utf8")).toBe(bound);
  });

  it("of production is planned in its jurisdiction by --print, which writes nothing", async () => {
    const before = await readFile(copy, "utf8");
    const eu = await silo("acme", "--env", "production", "--print");
    expect(eu.status).toBe(0);
    for (const line of [
      "npx wrangler d1 create traceo-silo-acme --jurisdiction eu\n",
      "npx wrangler r2 bucket create traceo-silo-acme --jurisdiction eu\n",
      "npx wrangler d1 migrations apply SILO_ACME_DB --remote --env production\n",
      'binding = "SILO_ACME_BUCKET"\nbucket_name = "traceo-silo-acme"\njurisdiction = "eu"\n',
      "npx wrangler secret put CELL_MASTER_KEY --env production\n",
      "next: npm run deploy; then create the tenant",
    ])
      expect(eu.output).toContain(line);
    const japan = await silo("acme", "--env", "production", "--print", "--jurisdiction", "jp");
    expect(japan.output).toContain("npx wrangler r2 bucket create traceo-silo-acme --location apac\n");
    expect(japan.output).not.toContain("jurisdiction = ");
    expect(await readFile(copy, "utf8")).toBe(before);
  });
});

describe("what is written", () => {
  it("for production reads back as what is to be made, where wrangler.toml can say it", async () => {
    const toml = await readFile("wrangler.toml", "utf8");
    const wanted = { slug: "acme", jurisdiction: "us", env: "production" } as const;
    const added = addSilo(toml, wanted, []);
    expect(addSilo(added, wanted, siloResources(wanted))).toBe(added);
    expect(added).toContain('database_id = "provision-silo-acme"');
    expect(planCreations(siloResources(wanted), EMPTY_ACCOUNT)).toEqual([
      ["d1", "create", "traceo-silo-acme", "--jurisdiction", "us"],
      ["r2", "bucket", "create", "traceo-silo-acme", "--jurisdiction", "us"],
    ]);
    expect(addSilo("name = 'x'\n", wanted, [])).toContain("[[env.production.d1_databases]]\n");
  });
});

describe("refuses in one line", () => {
  it.each([
    [[], /^silo: say which tenant: npm run silo/],
    [["a", "b"], /^silo: say which tenant/],
    [["Bad_Slug"], /^silo: `Bad_Slug` is no slug: 3 to 40 characters/],
    [["eu"], /^silo: `eu` is no slug: /],
    [["acme", "--jurisdiction", "xx"], /^silo: `xx` is no jurisdiction: one of eu, us, in, jp, cn\n$/],
    [["acme", "--env", "nope"], /^silo: .*No environment found/],
    [["acme", "--what"], /^silo: Unknown option '--what'/],
  ])("%j", async (args, reason) => {
    const before = await readFile(copy, "utf8");
    const { status, output } = await silo(...args);
    expect(status).toBe(1);
    expect(output).toMatch(reason);
    expect(output.trimEnd().split("\n")).toHaveLength(1);
    expect(await readFile(copy, "utf8")).toBe(before);
  });
});
