// `npm run reset`: removes the data of the local gateway and its cells, and demo.json; builds stay. Asks nothing and says what is gone.
// Refuses while a gateway runs on that data. `--state` names another folder than .wrangler/state.

import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { CELL_PORTS, cellsDir } from "./runtime/cell.ts";
import { endOrphans } from "./runtime/orphan.ts";
import { runScript } from "./runtime/say-failure.ts";
import { isRunning } from "./runtime/state-lock.ts";

/** Whatever else stands in the folder, these are ours: a folder without them is not a gateway's. */
const MARKS = ["secrets.json", "do", "d1", "r2", "running.sock"];

async function reset(): Promise<void> {
  const { values } = parseArgs({ options: { state: { type: "string" } } });
  const stateDir = values.state ?? ".wrangler/state";
  if (await isRunning(stateDir))
    throw new Error(`a gateway is running on ${stateDir}: stop it first (Ctrl-C)`);
  if (existsSync(stateDir) && !MARKS.some((mark) => existsSync(join(stateDir, mark)))) {
    throw new Error(`${stateDir} holds no gateway's data: nothing was removed`);
  }
  const cells = Object.keys(CELL_PORTS).map((name) => join(cellsDir(stateDir), name));
  for (const cell of cells)
    if (await isRunning(cell)) throw new Error(`a cell is running on ${cell}: stop it first (Ctrl-C)`);
  for (const dir of [stateDir, ...cells]) await endOrphans(dir);
  const present = [stateDir, ...cells, join(dirname(stateDir), "demo.json")].filter((path) =>
    existsSync(path),
  );
  for (const path of present) await rm(path, { recursive: true, force: true });
  console.log(present.length === 0 ? "nothing to remove" : `removed ${present.join(" and ")}`);
}

await runScript("reset", reset);
