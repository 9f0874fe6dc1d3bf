// The gateway on the embedded runtime: the bundle of the `local` environment with every binding of wrangler.toml, its
// data under one folder. Used by `npm start`, the crash test, the benchmarks and the conformance tests.

import { join, resolve } from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { BUILD_DIR, buildWorker, loadWorkerOptions, sideModules, type WorkerOptions } from "./build.ts";
import { applyMigrations, type Migratable } from "./migrate.ts";
import { loadSecrets, secretBindings, type LocalSecrets } from "./secrets.ts";

export interface GatewayOptions {
  /** 0 for any free port. */
  readonly port: number;
  readonly stateDir: string;
  /** Replaces settings of wrangler.toml's `[env.local.vars]`. */
  readonly vars?: Readonly<Record<string, string>>;
  /** The source of a module that stands before the Worker's, which it imports as `./worker.js`: for measuring. */
  readonly front?: string;
  /** Where the runtime can be looked into while it runs: for measuring. */
  readonly inspectorPort?: number;
}

export interface Gateway {
  readonly url: URL;
  readonly secrets: LocalSecrets;
  /** Fires the cron trigger, which the local runtime does not do by itself; as of now unless it says when. */
  tick(at?: Date): Promise<void>;
  stop(): Promise<void>;
}

const NAME = "traceo-gateway";
const ASSETS_WORKER = "export default { fetch: (request, env) => env.SELF.fetch(request) }";
const DATABASES = [
  { pattern: /^DIRECTORY$/, dir: "migrations/directory" },
  { pattern: /^(?:CELL|SILO)_.+_DB(?:_\d+)?$/, dir: "migrations/cell" },
] as const;

/** An operator's cell has the stores of its jurisdiction and no other. */
function ownStores(bound: WorkerOptions, cell: string): WorkerOptions {
  if (cell === "global") return bound;
  const isForeign = (name: string): boolean =>
    /^(?:CELL|SILO)_/.test(name) && !name.startsWith(`CELL_${cell.toUpperCase()}_`);
  const kinds = ["d1Databases", "r2Buckets", "queueProducers"] as const;
  const own = kinds.map((kind) => {
    const kept = Object.entries(bound[kind] ?? {}).filter(([name]) => !isForeign(name));
    return [kind, Object.fromEntries(kept)] as const;
  });
  return { ...bound, ...Object.fromEntries(own) };
}

async function options(wanted: GatewayOptions, secrets: LocalSecrets) {
  const { assets, ...all } = await loadWorkerOptions();
  const gateway = ownStores(all, wanted.vars?.["CELL"] ?? "global");
  const modules = [
    ...(wanted.front === undefined
      ? []
      : [{ type: "ESModule" as const, path: join(BUILD_DIR, "front.js"), contents: wanted.front }]),
    { type: "ESModule" as const, path: join(BUILD_DIR, "worker.js") },
    ...(await sideModules()),
  ];
  const bindings = { ...gateway.bindings, ...wanted.vars, ...secretBindings(secrets) };
  return convertV4MiniflareOptions({
    host: "127.0.0.1",
    port: wanted.port,
    cf: false,
    ...(wanted.inspectorPort === undefined ? {} : { inspectorPort: wanted.inspectorPort }),
    log: new Log(LogLevel.WARN),
    resourcePersistencePath: resolve(wanted.stateDir),
    workers: [
      {
        ...gateway,
        name: NAME,
        rootPath: resolve("."),
        modules,
        modulesRoot: resolve(BUILD_DIR),
        bindings,
        serviceBindings: { ASSETS: "assets" },
      },
      // The platform calls the Worker first; here that takes a Worker of its own for the assets, out of the requests' way.
      { name: "assets", modules: true, script: ASSETS_WORKER, assets: { ...assets, binding: "SELF" } },
    ],
  } as never);
}

/** Builds first when the sources have changed. Throws in one line what stands in the way. */
export async function startGateway(wanted: GatewayOptions): Promise<Gateway> {
  await buildWorker();
  const secrets = await loadSecrets(wanted.stateDir);
  const miniflare = new Miniflare(await options(wanted, secrets));
  try {
    return await bringUp(miniflare, secrets);
  } catch (error) {
    // Disposing of a runtime that did not start fails as well, with the same words.
    await miniflare.dispose().catch(() => undefined);
    throw inOurWords(error as Error);
  }
}

/** workerd ends at once on a database file that is none, and says so itself on standard error. */
function inOurWords(error: Error): Error {
  if (!error.message.startsWith("The Workers runtime failed to start")) return error;
  const way = "if a database is damaged, `npm run reset` clears the local state";
  return new Error(`the runtime did not start, its own words are above; ${way}`, { cause: error });
}

async function bringUp(miniflare: Miniflare, secrets: LocalSecrets): Promise<Gateway> {
  const url = await miniflare.ready;
  const bindings = await miniflare.getBindings(NAME);
  for (const [name, database] of Object.entries(bindings)) {
    const place = DATABASES.find(({ pattern }) => pattern.test(name));
    if (place !== undefined) await applyMigrations(database as Migratable, { name, dir: place.dir });
  }
  const worker = await miniflare.getWorker(NAME);
  return {
    url,
    secrets,
    tick: async (at = new Date()) => void (await worker.scheduled({ cron: "* * * * *", scheduledTime: at })),
    stop: () => miniflare.dispose(),
  };
}
