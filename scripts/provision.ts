// `npm run provision -- --env production [--jurisdiction eu] [--print]`: makes the real databases, buckets and queues,
// each in its jurisdiction, writes the databases' ids into wrangler.toml and applies the remote migrations. Repeating it
// makes nothing twice. `--print` prints the commands instead, for an empty account, and needs no login.

import { parseArgs } from "node:util";
import { carryOut } from "./provision/carry-out.ts";
import { EMPTY_ACCOUNT, onlyOf, planCreations, planMigrations, type Command } from "./provision/plan.ts";
import { readResources, WRANGLER_TOML } from "./provision/read-environment.ts";
import type { Resource } from "./provision/resources.ts";
import { runScript } from "./runtime/say-failure.ts";

const SECRETS = ["OPERATOR_TOKEN_SHA256", "CHECKPOINT_KEY", "CELL_MASTER_KEY"];

/** Mail is from `traceo@` the deployment's own domain, which the platform wants to know of first. */
const byHand = (env: string): Command[] => [
  ...SECRETS.map((name) => ["secret", "put", name, "--env", env]),
  ["email", "sending", "enable", "BASE_DOMAIN"],
];

function printPlan(resources: readonly Resource[], env: string): void {
  const print = (commands: readonly Command[]): void => {
    for (const command of commands) console.log(`npx wrangler ${command.join(" ")}`);
  };
  print(planCreations(resources, EMPTY_ACCOUNT));
  console.log(`# then the databases' ids go into wrangler.toml, in place of \`provision-…\``);
  print(planMigrations(resources, env));
  console.log("# once, by hand:");
  print(byHand(env));
}

async function provisionAll(resources: readonly Resource[], env: string): Promise<void> {
  await carryOut(resources, { env, path: WRANGLER_TOML });
  console.log("done. Secrets and mail are set up by hand, once:");
  for (const command of byHand(env)) console.log(`  npx wrangler ${command.join(" ")}`);
}

async function provision(): Promise<void> {
  const options = {
    env: { type: "string" },
    jurisdiction: { type: "string" },
    print: { type: "boolean" },
  } as const;
  const { values } = parseArgs({ options });
  const { env, jurisdiction } = values;
  if (env === undefined)
    throw new Error("say which environment: npm run provision -- --env production [--print]");
  const resources = onlyOf(readResources(env), jurisdiction);
  if (resources.length === 0) throw new Error(`\`${jurisdiction}\` is no jurisdiction of \`[env.${env}]\``);
  if (values.print === true) printPlan(resources, env);
  else await provisionAll(resources, env);
}

await runScript("provision", provision);
