// `npm start`: builds what changed, starts the gateway on the embedded runtime, sets up the demonstration tenants and
// serves until Ctrl-C. `--port` or PORT choose the port (8787), `--state` the data folder (.wrangler/state).
// demo.json is written beside the data folder. A second start keeps data and keys.

import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { greeting } from "./demo/greeting.ts";
import { setUpDemo } from "./demo/set-up-demo.ts";
import { checkPort } from "./runtime/free-port.ts";
import { startGateway, type Gateway } from "./runtime/gateway.ts";
import { endOrphans, noteRuntime } from "./runtime/orphan.ts";
import { reasonOf, runScript } from "./runtime/say-failure.ts";
import { lockState } from "./runtime/state-lock.ts";

const TICK_MS = 60_000;

interface Wanted {
  readonly port: number;
  readonly stateDir: string;
}

function readArguments(): Wanted {
  const options = { port: { type: "string" }, state: { type: "string" } } as const;
  const { values } = parseArgs({ options });
  const text = values.port ?? process.env["PORT"] ?? "8787";
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new Error(`\`${text}\` is no port: give a number up to 65535`);
  return { port, stateDir: values.state ?? ".wrangler/state" };
}

/** The local runtime does not fire the cron trigger by itself. */
function tickEveryMinute(gateway: Gateway): NodeJS.Timeout {
  return setInterval(() => {
    gateway.tick().catch((error: unknown) => console.error(`start: a cron run failed: ${reasonOf(error)}`));
  }, TICK_MS);
}

interface Serving {
  readonly gateway: Gateway;
  isStopping: boolean;
}

/** The runtime's own handlers end the process where it stands; ours take their place and end what is under way first. */
function stopOnSignal(serving: Serving): void {
  const ticking = tickEveryMinute(serving.gateway);
  const stop = (): void => {
    if (serving.isStopping) return;
    serving.isStopping = true;
    clearInterval(ticking);
    process.stdout.write("\nstopping\n");
    void serving.gateway.stop().then(() => process.exit(0));
  };
  for (const signal of ["SIGINT", "SIGTERM"]) process.removeAllListeners(signal).on(signal, stop);
}

async function start(): Promise<void> {
  const { port, stateDir } = readArguments();
  await lockState(stateDir);
  await endOrphans(stateDir);
  await checkPort(port);
  const gateway = await startGateway({ port, stateDir });
  noteRuntime(stateDir);
  const serving: Serving = { gateway, isStopping: false };
  stopOnSignal(serving);
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
  if (demo !== null) process.stdout.write(greeting(demo, demoPath));
}

await runScript("start", start);
