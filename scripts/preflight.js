// The first step of every script that a person starts, in JavaScript that an old Node can still read: are the packages
// there, and is this Node new enough to read TypeScript? `node scripts/preflight.js start` then runs scripts/start.ts.

import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const NEEDED = [22, 18];

function complaint() {
  if (!existsSync("node_modules/wrangler/package.json")) {
    return "the packages are not installed here: run `npm ci` first";
  }
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const isOld = major < NEEDED[0] || (major === NEEDED[0] && minor < NEEDED[1]);
  if (!isOld) return null;
  const way = "start it through npm (`npm start`), which takes the Node that `npm ci` installed";
  return `Node ${process.versions.node} is too old, ${NEEDED.join(".")} or later is needed: ${way}`;
}

const [name = "start"] = process.argv.splice(2, 1);
process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const reason = complaint();
if (reason === null) await import(`./${name}.ts`);
else {
  process.stderr.write(`${name}: ${reason}\n`);
  process.exitCode = 1;
}
