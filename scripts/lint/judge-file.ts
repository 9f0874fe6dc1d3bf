// Is a file where it may be, and named for the one thing inside? Names are kebab-case and never a drawer.
import { TEST_PROJECTS } from "../gate/test-projects.ts";
import { placeOf } from "./places.ts";

const DRAWERS: ReadonlySet<string> = new Set([
  "utils",
  "util",
  "helpers",
  "helper",
  "common",
  "misc",
  "types",
  "constants",
  "manager",
  "service",
  "lib",
  "shared",
]);
const SUFFIX = /(\.(test|config|bench|d))*\.(ts|tsx|js)$/;
const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const TEST_FILE = /^test\/.*\.test\.tsx?$/;
const TEST_FOLDERS: ReadonlySet<string> = new Set(TEST_PROJECTS.flatMap(({ folders }) => folders));
const AMBIENT = "src/worker-env.d.ts";

export function judgeFile(path: string): string | null {
  const parts = path.split("/");
  const file = parts.pop() ?? "";
  const names = [...parts, file.replace(SUFFIX, "")];
  const drawer = names.find((name) => DRAWERS.has(name));
  if (drawer !== undefined) return `\`${drawer}\` is a drawer: name the file for the one thing inside`;
  const odd = names.find((name) => !KEBAB.test(name));
  if (odd !== undefined) return `\`${odd}\` is not kebab-case`;
  if (TEST_FILE.test(path) && !TEST_FOLDERS.has(parts[1] ?? "")) {
    return `\`${path}\` is run by no test project: see scripts/gate/test-projects.ts`;
  }
  if (!path.startsWith("src/") || path === AMBIENT || placeOf(path) !== null) return null;
  return `\`${path}\` is in no ring: put it into a domain, kernel, tenant, edge or console`;
}
