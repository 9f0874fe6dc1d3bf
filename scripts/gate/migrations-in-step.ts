// Are the migrations in step with the schemas? For every scripts/drizzle/*.config.ts the existing migrations are
// copied aside and drizzle-kit generates on top of the copy: whatever appears is what the repository lacks.
// INVARIANT: the repository itself is only read.
import { existsSync } from "node:fs";
import { cp, glob, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import { ROOT, runCommand } from "./run-command.ts";
import type { CommandResult } from "./run-command.ts";

const DrizzleModule = z.object({ default: z.looseObject({ out: z.string() }) });
const ASIDE = ".wrangler/gate/migrations";

export async function migrationsInStep(): Promise<CommandResult> {
  const offences: string[] = [];
  for await (const config of glob("scripts/drizzle/*.config.ts", { cwd: ROOT })) {
    offences.push(...(await lackingIn(config)));
  }
  return { passed: offences.length === 0, output: offences.join("\n") };
}

async function lackingIn(configPath: string): Promise<string[]> {
  const module: unknown = await import(pathToFileURL(join(ROOT, configPath)).href);
  const config = DrizzleModule.parse(module).default;
  const out = join(ASIDE, basename(configPath, ".config.ts"));
  await rm(join(ROOT, out), { recursive: true, force: true });
  await mkdir(join(ROOT, out), { recursive: true });
  if (existsSync(join(ROOT, config.out)))
    await cp(join(ROOT, config.out), join(ROOT, out), { recursive: true });
  const before = await readdir(join(ROOT, out), { recursive: true });
  // drizzle-kit reads schema paths from the working directory, and takes no absolute `out`.
  const asideConfig = `${out}.json`;
  await writeFile(join(ROOT, asideConfig), JSON.stringify({ ...config, out: `./${out}` }));
  const ran = await runCommand(["drizzle-kit", "generate", "--config", asideConfig], { output: "keep" });
  if (!ran.passed) return [`${configPath}: drizzle-kit failed\n${ran.output}`];
  const after = await readdir(join(ROOT, out), { recursive: true });
  const added = after.filter((file) => !before.includes(file) && file.endsWith(".sql"));
  return Promise.all(added.map((file) => describe(configPath, join(out, file))));
}

async function describe(configPath: string, file: string): Promise<string> {
  const sql = await readFile(join(ROOT, file), "utf8");
  return `${configPath}: the schema has moved on; run drizzle-kit generate --config ${configPath}\n${sql}`;
}
