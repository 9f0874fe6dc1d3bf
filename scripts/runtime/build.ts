// Builds the Worker as it would be deployed, and the static assets of the reference page beside it.
// INVARIANT: BUILD_DIR is a whole build or absent: it is made aside and renamed, and its fingerprint says of what.

import { execFile } from "node:child_process";
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { promisify, stripVTControlCharacters } from "node:util";
import { writeConsoleAssets } from "./console-assets.ts";
import { sourceFingerprint } from "./fingerprint.ts";
import { copyFonts } from "./font-assets.ts";

const run = promisify(execFile);

export const BUILD_DIR = ".wrangler/build";
const ASSETS_DIR = ".wrangler/assets";
const WRANGLER = "node_modules/wrangler/bin/wrangler.js";
const FINGERPRINT = "fingerprint";
const OPTIONS = "worker-options.json";
/** The package's ready-made bundle for pages; it does not name the file in its exports. */
const VIEWER = "node_modules/@scalar/api-reference/dist/browser/standalone.js";

/** Nothing leaves the page: no fonts, telemetry, assistant or server of somebody else's. */
const VIEWER_SETTINGS = {
  url: "/openapi.json",
  withDefaultFonts: false,
  telemetry: false,
  hideClientButton: true,
  showDeveloperTools: "never",
  agent: { disabled: true },
  mcp: { disabled: true },
};
/** What makes the viewer draw the document: a file of its own, because the page allows no inline script. */
const REFERENCE_SCRIPT = `Scalar.createApiReference("#reference", ${JSON.stringify(VIEWER_SETTINGS)});\n`;

export async function buildAssets(): Promise<void> {
  await mkdir(ASSETS_DIR, { recursive: true });
  await copyFile(VIEWER, join(ASSETS_DIR, "scalar.js"));
  await writeFile(join(ASSETS_DIR, "reference.js"), REFERENCE_SCRIPT);
  await copyFonts(ASSETS_DIR);
  await writeConsoleAssets(join(ASSETS_DIR, "console"));
}

/** The first error that wrangler reports, with its place, on one line. */
function firstError(output: string): string {
  const lines = stripVTControlCharacters(output).split("\n");
  const headline = lines.find((line) => line.startsWith("  ✘ [ERROR]") || line.startsWith("X [ERROR]"));
  const said =
    headline ?? lines.find((line) => line.includes("[ERROR]")) ?? lines.find((line) => line.trim() !== "");
  const place = lines.find((line) => /^\s+\S+:\d+:\d+:$/.test(line));
  const message = (said ?? "no reason given").replace(/^.*\[ERROR\]\s*/, "").trim();
  return place === undefined ? message : `${message} at ${place.trim().slice(0, -1)}`;
}

async function bundleInto(dir: string): Promise<void> {
  const env = { ...process.env, WRANGLER_SEND_METRICS: "false", WRANGLER_HIDE_BANNER: "true" };
  const words = [WRANGLER, "deploy", "--dry-run", "--env", "local", "--outdir", dir];
  await run(process.execPath, words, { env }).catch((error: Error & { stderr?: string; stdout?: string }) => {
    const output = [error.stderr, error.stdout, error.message].join("\n");
    throw new Error(`the Worker does not build: ${firstError(output)}`, { cause: error });
  });
}

/**
 * wrangler.toml as the embedded runtime takes it. Kept with the build, because wrangler alone takes a second to load;
 * the options are plain data, and what JSON drops of them is `undefined` anyway.
 */
async function describeInto(dir: string): Promise<void> {
  const { unstable_getMiniflareWorkerOptions } = await import("wrangler");
  const { workerOptions } = unstable_getMiniflareWorkerOptions("wrangler.toml", "local");
  await writeFile(join(dir, OPTIONS), JSON.stringify(workerOptions));
}

/** Makes the build anew unless it is of these very sources; returns the bundle's path. */
export async function buildWorker(): Promise<string> {
  const fingerprint = await sourceFingerprint();
  const bundle = join(BUILD_DIR, "worker.js");
  const built = await readFile(join(BUILD_DIR, FINGERPRINT), "utf8").catch(() => null);
  if (built === fingerprint) return bundle;
  await buildAssets();
  const aside = `${BUILD_DIR}-${process.pid}`;
  try {
    await bundleInto(aside);
    await describeInto(aside);
    await writeFile(join(aside, FINGERPRINT), fingerprint);
    await rm(BUILD_DIR, { recursive: true, force: true });
    await rename(aside, BUILD_DIR).catch(async (error: NodeJS.ErrnoException) => {
      // Another process put its own build there in the meantime: of the same sources, so it serves as well.
      if (error.code !== "ENOTEMPTY") throw error;
    });
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
  return bundle;
}

/** What wrangler writes beside the bundle, as the runtime takes it: the migrations' SQL, WebAssembly. */
const MODULE_TYPES: Readonly<Record<string, "Text" | "CompiledWasm">> = {
  ".sql": "Text",
  ".wasm": "CompiledWasm",
};

/** Modules that wrangler wrote beside the bundle. */
export async function sideModules(): Promise<{ type: "Text" | "CompiledWasm"; path: string }[]> {
  const files = await readdir(BUILD_DIR);
  return files.flatMap((file) => {
    const type = MODULE_TYPES[extname(file)];
    return type === undefined ? [] : [{ type, path: join(BUILD_DIR, file) }];
  });
}

/** What of the options this repository looks into; the rest is handed on as it is. */
export interface WorkerOptions {
  readonly assets?: object;
  readonly d1Databases?: object;
  readonly r2Buckets?: object;
  readonly queueProducers?: object;
  readonly bindings?: Readonly<Record<string, unknown>>;
}

/** The bindings and settings of wrangler.toml's `local` environment, as of the build. */
export async function loadWorkerOptions(): Promise<WorkerOptions> {
  return JSON.parse(await readFile(join(BUILD_DIR, OPTIONS), "utf8")) as WorkerOptions;
}
