// `npm run deploy -- [--dry-run] [wrangler's flags]`: copies the reference page's assets and deploys production.
// A real deployment is refused while wrangler.toml still has placeholders for databases.

import { unprovisioned } from "./provision/database-ids.ts";
import { readResources } from "./provision/read-environment.ts";
import { showWrangler } from "./provision/run-wrangler.ts";
import { buildAssets } from "./runtime/build.ts";
import { runScript } from "./runtime/say-failure.ts";

const ENVIRONMENT = "production";

async function deploy(): Promise<void> {
  const flags = process.argv.slice(2);
  const missing = unprovisioned(readResources(ENVIRONMENT));
  if (!flags.includes("--dry-run") && missing.length > 0) {
    throw new Error(
      `not provisioned yet: ${missing.join(", ")}; run \`npm run provision -- --env ${ENVIRONMENT}\` first`,
    );
  }
  await buildAssets();
  process.exitCode = await showWrangler(["deploy", "--env", ENVIRONMENT, ...flags]);
}

await runScript("deploy", deploy);
