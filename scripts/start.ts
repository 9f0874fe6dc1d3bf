// `npm start`: builds what changed, starts the gateway on the embedded runtime, sets up the demonstration tenants and
// serves until Ctrl-C. `--port` or PORT choose the port (8787), `--state` the data folder (.wrangler/state).
// demo.json is written beside the data folder. A second start keeps data and keys. `--cell in` has India's tenants in a
// cell of their own (scripts/cell.ts): the one that runs, or one that is started along.

import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { greeting } from "./demo/greeting.ts";
import { setUpDemo } from "./demo/set-up-demo.ts";
import { checkPort, parsePort } from "./runtime/free-port.ts";
import { parseCellName, type CellName } from "./runtime/cell.ts";
import { bringUpCells } from "./runtime/cells.ts";
import { startGateway } from "./runtime/gateway.ts";
import { endOrphans, noteRuntime } from "./runtime/orphan.ts";
import { runScript } from "./runtime/say-failure.ts";
import { serveUntilSignal } from "./runtime/serve-until-signal.ts";
import { lockState } from "./runtime/state-lock.ts";

interface Wanted {
  readonly port: number;
  readonly stateDir: string;
  readonly cells: readonly CellName[];
}

function readArguments(): Wanted {
  const options = {
    port: { type: "string" },
    state: { type: "string" },
    cell: { type: "string", multiple: true },
  } as const;
  const { values } = parseArgs({ options });
  const port = parsePort(values.port ?? process.env["PORT"] ?? "8787");
  const cells = (values.cell ?? []).map(parseCellName);
  return { port, stateDir: values.state ?? ".wrangler/state", cells };
}

async function start(): Promise<void> {
  const { port, stateDir, cells: wanted } = readArguments();
  await lockState(stateDir);
  await endOrphans(stateDir);
  await checkPort(port);
  const cells = await bringUpCells(stateDir, wanted);
  const gateway = await startGateway({ port, stateDir, vars: cells.vars });
  noteRuntime(stateDir);
  const serving = serveUntilSignal([gateway, ...cells.started]);
  const demoPath = join(dirname(stateDir), "demo.json");
  const place = {
    port: Number(gateway.url.port),
    operatorToken: gateway.secrets.operatorToken,
    stateDir,
    demoPath,
  };
  const demo = await setUpDemo({ ...place, nowMs: Date.now(), screen: process.stdout }).catch(
    (error: unknown) => {
      if (serving.isStopping) return null;
      throw error;
    },
  );
  if (demo !== null) process.stdout.write(greeting(demo, demoPath, cells.all));
}

await runScript("start", start);
