// Completes package-lock.json after `npm install`: `node scripts/gate/complete-lock.ts`.
// A registry mirror that carries only this platform's binaries makes npm leave the others out of the lock file, and
// `npm ci` then refuses it. They are entered by name and version; npm fetches only what fits the machine.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT } from "./run-command.ts";

interface LockedPackage {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

export interface Lock {
  readonly packages: Readonly<Record<string, LockedPackage>>;
  readonly [field: string]: unknown;
}

const SYSTEMS =
  /^(darwin|win32|windows|android|freebsd|netbsd|openbsd|openharmony|sunos|aix|linux|linuxmusl)$/;
const PROCESSORS = /^(x64|64|arm64|arm|ia32|ppc64|riscv64|s390x|loong64|mips64el)$/;
const SYSTEM_NAMES: Readonly<Record<string, string>> = { windows: "win32", linuxmusl: "linux" };
const PROCESSOR_NAMES: Readonly<Record<string, string>> = { "64": "x64" };

/** The same lock with an entry for each platform binary that a package names and the lock lacks. */
export function completeLock(lock: Lock): Lock {
  const { "": root = {}, ...packages } = lock.packages;
  const added: Record<string, LockedPackage> = {};
  for (const [path, holder] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(holder.optionalDependencies ?? {})) {
      const entry = platformEntry(name, version, holder);
      if (entry !== null && !isLocked(packages, path, name)) added[`node_modules/${name}`] = entry;
    }
  }
  const sorted = Object.entries({ ...packages, ...added }).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return { ...lock, packages: { "": root, ...Object.fromEntries(sorted) } };
}

function isLocked(packages: Lock["packages"], from: string, name: string): boolean {
  const levels = from
    .split("/node_modules/")
    .map((_, at, all) => all.slice(0, at + 1).join("/node_modules/"));
  return ["", ...levels].some(
    (level) => `${level === "" ? "" : `${level}/`}node_modules/${name}` in packages,
  );
}

/** Null for an optional package that names no platform: npm would fetch it everywhere. */
function platformEntry(name: string, version: string, holder: LockedPackage): LockedPackage | null {
  const words = name.split(/[-/]/);
  const system = words.findLast((word) => SYSTEMS.test(word));
  if (system === undefined) return null;
  const processor = words.findLast((word) => PROCESSORS.test(word));
  const isMusl = name.includes("musl");
  const isGlibc = !isMusl && system === "linux" && /-gnu/.test(name);
  return {
    version: version.replace(/^[~^]/, ""),
    ...(processor === undefined ? {} : { cpu: [PROCESSOR_NAMES[processor] ?? processor] }),
    ...(holder.dev === true ? { dev: true } : {}),
    ...(isMusl ? { libc: ["musl"] } : {}),
    ...(isGlibc ? { libc: ["glibc"] } : {}),
    optional: true,
    os: [SYSTEM_NAMES[system] ?? system],
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const path = join(ROOT, "package-lock.json");
  const before = JSON.parse(readFileSync(path, "utf8")) as Lock;
  const after = completeLock(before);
  writeFileSync(path, `${JSON.stringify(after, null, 2)}\n`);
  const count = Object.keys(after.packages).length - Object.keys(before.packages).length;
  console.log(`package-lock.json: ${count} platform packages entered`);
}
