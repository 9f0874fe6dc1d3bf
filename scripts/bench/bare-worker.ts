// Builds and starts one of the bare Workers on the embedded runtime, the way the gateway is started.

import { execFile } from "node:child_process";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions } from "wrangler";

export interface BareWorker {
  readonly url: URL;
  stop(): Promise<void>;
}

export interface BareSettings {
  /** Of workers/: the configuration, and the module that it names. */
  readonly config: string;
  readonly module: string;
  /** Replaces settings of the configuration. */
  readonly vars?: Readonly<Record<string, string>>;
}

const PLAIN: BareSettings = { config: "wrangler.toml", module: "bare.js" };

export async function startBareWorker(stateDir: string, settings = PLAIN): Promise<BareWorker> {
  const config = join("scripts/bench/workers", settings.config);
  const outDir = resolve(stateDir, "build");
  await promisify(execFile)("wrangler", ["deploy", "--dry-run", "--config", config, "--outdir", outDir]);
  const { workerOptions } = unstable_getMiniflareWorkerOptions(config);
  const modules = [{ type: "ESModule" as const, path: join(outDir, settings.module) }];
  const bindings = { ...(workerOptions.bindings as object | undefined), ...settings.vars };
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      host: "127.0.0.1",
      port: 0,
      cf: false,
      log: new Log(LogLevel.WARN),
      resourcePersistencePath: resolve(stateDir, "state"),
      workers: [{ ...workerOptions, bindings, name: "bare", modules, modulesRoot: outDir }],
    }),
  );
  return { url: await miniflare.ready, stop: () => miniflare.dispose() };
}
