// Builds and starts workers/bare.ts on the embedded runtime, the way the gateway is started.

import { execFile } from "node:child_process";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions } from "wrangler";

const CONFIG = "scripts/bench/workers/wrangler.toml";

export interface BareWorker {
  readonly url: URL;
  stop(): Promise<void>;
}

export async function startBareWorker(stateDir: string): Promise<BareWorker> {
  const outDir = resolve(stateDir, "build");
  await promisify(execFile)("wrangler", ["deploy", "--dry-run", "--config", CONFIG, "--outdir", outDir]);
  const { workerOptions } = unstable_getMiniflareWorkerOptions(CONFIG);
  const modules = [{ type: "ESModule" as const, path: join(outDir, "bare.js") }];
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      host: "127.0.0.1",
      port: 0,
      cf: false,
      log: new Log(LogLevel.WARN),
      resourcePersistencePath: resolve(stateDir, "state"),
      workers: [{ ...workerOptions, name: "bare", modules, modulesRoot: outDir }],
    }),
  );
  return { url: await miniflare.ready, stop: () => miniflare.dispose() };
}
