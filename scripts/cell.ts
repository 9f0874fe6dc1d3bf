// `npm run cell -- in`: an operator's cell on this machine, with its own data (.wrangler/cells/in), until Ctrl-C. `--port`
// chooses the port, `--state` names the gateway's data folder (.wrangler/state), `--edge-keys FILE` holds the public keys
// (a JWK set) of a gateway elsewhere.

import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { CELL_PORTS, parseCellName, startCell, type CellPlace, type LocalCell } from "./runtime/cell.ts";
import { settingOf } from "./runtime/cells.ts";
import { checkPort, parsePort } from "./runtime/free-port.ts";
import { runScript } from "./runtime/say-failure.ts";
import { serveUntilSignal } from "./runtime/serve-until-signal.ts";

async function readArguments(): Promise<CellPlace> {
  const options = {
    port: { type: "string" },
    state: { type: "string" },
    "edge-keys": { type: "string" },
  } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const name = parseCellName(positionals[0] ?? "");
  const file = values["edge-keys"];
  return {
    name,
    port: parsePort(values.port ?? String(CELL_PORTS[name])),
    stateDir: values.state ?? ".wrangler/state",
    ...(file === undefined ? {} : { edgeKeys: await readFile(file, "utf8") }),
  };
}

function greeting(cell: LocalCell, { edgeKeys }: CellPlace): string {
  const setting = `OPERATOR_CELLS='${settingOf([cell])}'`;
  const here = `  npm start -- --cell ${cell.name}`;
  return [
    `\nThe cell \`${cell.name}\` on ${cell.url}, its data in ${cell.dir}\n`,
    ...(edgeKeys === undefined ? [`The gateway of this machine finds it:\n${here}\n`] : []),
    `A gateway elsewhere takes ${setting}, and CELL_SIGNING_KEY, whose public half this cell knows.\n`,
  ].join("\n");
}

async function run(): Promise<void> {
  const place = await readArguments();
  await checkPort(place.port);
  const { cell, gateway } = await startCell(place);
  serveUntilSignal([gateway]);
  process.stdout.write(greeting(cell, place));
}

await runScript("cell", run);
