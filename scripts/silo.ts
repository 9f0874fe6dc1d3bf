// `npm run silo -- <slug> [--jurisdiction eu] [--env local|production] [--print]`: what a silo needs before it can be a
// tenant's: a database and a bucket of its own in the jurisdiction, bound in wrangler.toml, migrated. Repeating it makes
// nothing twice. `--print` says what it would do, for an empty account, and needs no login.

import { readFile, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { JURISDICTIONS, tenantSchema, type Jurisdiction } from "../src/directory/index.ts";
import { carryOut } from "./provision/carry-out.ts";
import { EMPTY_ACCOUNT, planCreations, planMigrations } from "./provision/plan.ts";
import { readResources, WRANGLER_TOML } from "./provision/read-environment.ts";
import { runWrangler } from "./provision/run-wrangler.ts";
import { addSilo, otherPlace, siloResources, type NewSilo } from "./provision/silo-toml.ts";
import { runScript } from "./runtime/say-failure.ts";

const USAGE = "npm run silo -- <slug> [--jurisdiction eu] [--env local|production] [--print]";
const TYPES = "types src/worker-env.d.ts --env local --include-runtime=false --strict-vars=false".split(" ");

interface Wanted extends NewSilo {
  readonly path: string;
  readonly isPrinted: boolean;
}

function parseWanted(args: readonly string[]): Wanted {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      jurisdiction: { type: "string", default: "eu" },
      env: { type: "string", default: "local" },
      print: { type: "boolean", default: false },
      config: { type: "string", default: WRANGLER_TOML },
    },
  });
  const [slug, ...others] = positionals;
  if (slug === undefined || others.length > 0) throw new Error(`say which tenant: ${USAGE}`);
  const parsed = tenantSchema.shape.slug.safeParse(slug);
  if (!parsed.success) throw new Error(`\`${slug}\` is no slug: ${parsed.error.issues[0]?.message ?? ""}`);
  const { jurisdiction, env, print: isPrinted, config: path } = values;
  if (!JURISDICTIONS.includes(jurisdiction as Jurisdiction))
    throw new Error(`\`${jurisdiction}\` is no jurisdiction: one of ${JURISDICTIONS.join(", ")}`);
  return { slug, jurisdiction: jurisdiction as Jurisdiction, env, isPrinted, path };
}

function printPlan(wanted: Wanted, added: readonly string[]): void {
  const { env, path } = wanted;
  if (added.length === 0) console.log(`# ${path} has its bindings already`);
  else console.log(`# into ${path}:\n${added.join("\n").trim()}`);
  if (env === "local") return;
  const resources = siloResources(wanted);
  const commands = [...planCreations(resources, EMPTY_ACCOUNT), ...planMigrations(resources, env)];
  for (const command of commands) console.log(`npx wrangler ${command.join(" ")}`);
}

function sayNext({ slug, jurisdiction, env }: Wanted): void {
  const body = JSON.stringify({ slug, jurisdiction, isolation: "silo" });
  const deploy = env === "local" ? "npm start (it applies the migrations)" : "npm run deploy";
  const secret = "once per deployment, if not done: npx wrangler secret put CELL_MASTER_KEY";
  console.log(`next: ${deploy}; then create the tenant: POST /operator/v1/tenants ${body}`);
  console.log(
    `or move it here: POST /operator/v1/tenants/{tenant_id}/moves {"to":{"isolation":"silo"},"reason":"…"}`,
  );
  if (env !== "local") console.log(`${secret} --env ${env}`);
}

/** The lines that are new. */
function newLines(before: string, after: string): string[] {
  const [old, now] = [before.trimEnd().split("\n"), after.trimEnd().split("\n")];
  let at = 0;
  return now.filter((line) => {
    if (line !== old[at]) return true;
    at += 1;
    return false;
  });
}

async function silo(): Promise<void> {
  const wanted = parseWanted(process.argv.slice(2));
  const { slug, env, path, isPrinted } = wanted;
  const present = readResources(env, path);
  const elsewhere = otherPlace(wanted, present);
  if (elsewhere !== null) throw new Error(`the silo of \`${slug}\` is in \`${elsewhere}\` already`);
  const before = await readFile(path, "utf8");
  const after = addSilo(before, wanted, present);
  const added = newLines(before, after);
  if (isPrinted) printPlan(wanted, added);
  else {
    if (added.length > 0) await writeFile(path, after);
    console.log(
      added.length > 0
        ? `bound the silo of \`${slug}\` in [env.${env}] of ${path}`
        : `\`${slug}\` is bound already`,
    );
    if (env !== "local") await carryOut(siloResources(wanted), { env, path });
    else if (added.length > 0 && path === WRANGLER_TOML) await runWrangler(TYPES);
  }
  sayNext(wanted);
}

await runScript("silo", silo);
