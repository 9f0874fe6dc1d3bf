import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";

interface Offender {
  readonly path: string;
  readonly text: string;
  readonly rule: string;
}

const LONG_BODY = Array.from({ length: 51 }, (_, index) => `  total += ${index};`).join("\n");
const LONG_FILE = Array.from({ length: 301 }, (_, index) => `export const v${index} = ${index};`).join("\n");

const OFFENDERS: readonly Offender[] = [
  { path: "src/policy/a1.ts", text: `import "../edge/index.ts";`, rule: "architecture(imports)" },
  { path: "src/policy/a2.ts", text: `export * from "./store/x.ts";`, rule: "architecture(imports)" },
  {
    path: "src/policy/a3.ts",
    text: `export { x } from "../telemetry/index.ts";`,
    rule: "architecture(imports)",
  },
  {
    path: "src/policy/a4.ts",
    text: `export const x = await import("./http/x.ts");`,
    rule: "architecture(imports)",
  },
  {
    path: "src/policy/a5.ts",
    text: `export type X = import("./store/x.ts").X;`,
    rule: "architecture(imports)",
  },
  {
    path: "src/policy/p1.ts",
    text: `import { Hono } from "hono";\nexport const x = Hono;`,
    rule: "architecture(packages)",
  },
  {
    path: "src/worker.ts",
    text: `import { env } from "cloudflare:workers";\nexport const x = env;`,
    rule: "architecture(packages)",
  },
  { path: "src/policy/e1.ts", text: `export const x = Date.now();`, rule: "architecture(expressions)" },
  { path: "src/policy/e2.ts", text: `export const x = new Date();`, rule: "architecture(expressions)" },
  {
    path: "src/policy/e3.ts",
    text: `export const x = globalThis.crypto.randomUUID();`,
    rule: "architecture(expressions)",
  },
  {
    path: "src/policy/e4.ts",
    text: `export const x = (n: { get(): { jurisdiction(j: string): string } }) => n.get().jurisdiction("eu");`,
    rule: "architecture(expressions)",
  },
  {
    path: "src/policy/http/e5.ts",
    text: `export const x = (e: Env): Env => e;`,
    rule: "architecture(expressions)",
  },
  {
    path: "src/policy/http/e6.ts",
    text: "export const x = `application/problem+json; charset=${1}`;",
    rule: "architecture(expressions)",
  },
  { path: "src/policy/utils.ts", text: `export const x = 1;`, rule: "architecture(file)" },
  {
    path: "src/policy/dir.ts",
    text: `debugger; // oxlint-disable-line no-debugger`,
    rule: "architecture(directives)",
  },
  {
    path: "test/unit/t1.test.ts",
    text: `import { it } from "vitest";\nit.skip("x", () => {});`,
    rule: "architecture(tests)",
  },
  { path: "test/unit/t2.test.ts", text: `setTimeout(() => {}, 5);`, rule: "architecture(tests)" },
  {
    path: "src/policy/o1.ts",
    text: `export const x = (v: any) => String(v);`,
    rule: "typescript(no-explicit-any)",
  },
  {
    path: "src/policy/o2.ts",
    text: `export const x = (v?: string) => v!.length;`,
    rule: "typescript(no-non-null-assertion)",
  },
  {
    path: "src/policy/o3.ts",
    text: `export async function x() {}\nexport function y() { x(); }`,
    rule: "typescript(no-floating-promises)",
  },
  {
    path: "src/policy/o4.ts",
    text: `export class X { constructor(readonly a: string) {} }`,
    rule: "typescript(parameter-properties)",
  },
  {
    path: "src/policy/o5.ts",
    text: `export namespace X { export const a = 1; }`,
    rule: "typescript(no-namespace)",
  },
  { path: "src/policy/o6.ts", text: `export enum X { A }`, rule: "architecture(enums)" },
  { path: "src/policy/o7.ts", text: `export default 1;`, rule: "import(no-default-export)" },
  { path: "src/policy/o8.ts", text: `export const x = () => console.log(1);`, rule: "eslint(no-console)" },
  {
    path: "src/policy/o9.ts",
    text: `export function x() {\n  let total = 0;\n${LONG_BODY}\n  return total;\n}`,
    rule: "eslint(max-lines-per-function)",
  },
  { path: "src/policy/o10.ts", text: LONG_FILE, rule: "eslint(max-lines)" },
];

const ALLOWED: Readonly<Record<string, string>> = {
  "src/edge/access-log.ts": `export const x = (): void => console.log(1);`,
  "src/app.ts": `export default 1; // oxlint-disable-line import/no-default-export -- shows a reasoned disable`,
  "src/policy/decide.ts": `export const x = (at: number): Date => new Date(at);`,
  "src/policy/index.ts": `export { x } from "./decide.ts";`,
  "src/policy/http/create.ts": `import { x } from "../index.ts";\nexport const y = x(Date.now());`,
  "test/support/vitest-stub.d.ts": `declare module "vitest" { export function it(name: string, run: () => void): void; export function expect(value: unknown): { toBe(other: unknown): void }; }`,
  "src/edge/problem.ts": `export const TYPE = "application/problem+json";`,
  "test/unit/policy/decide.test.ts": `import { expect, it } from "vitest";\nit("adds", () => { expect(1).toBe(1); });`,
};

const Report = z.object({ diagnostics: z.array(z.object({ code: z.string(), filename: z.string() })) });

const root = resolve(import.meta.dirname, "../..");
let tree = "";
let found: readonly string[] = [];

async function plant(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(tree, path)), { recursive: true });
  const opening = path.startsWith("src/") ? "// Decides nothing.\n" : "";
  await writeFile(join(tree, path), `${opening}${text}\n`);
}

/** Runs the real gate over the tree; oxlint ends with status 1 when it has found anything. */
function lint(): Promise<string> {
  const config = join(root, "scripts/lint/oxlint.config.ts");
  const oxlint = join(root, "node_modules/oxlint/bin/oxlint");
  return new Promise((done) => {
    const options = { cwd: tree, maxBuffer: 64 << 20, timeout: 60_000 };
    execFile(process.execPath, [oxlint, "-c", config, "-f", "json"], options, (_error, stdout) =>
      done(stdout),
    );
  });
}

beforeAll(async () => {
  tree = await mkdtemp(join(tmpdir(), "lint-gate-"));
  const compilerOptions = { strict: true, module: "esnext", moduleResolution: "bundler", noEmit: true };
  await writeFile(join(tree, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["src", "test"] }));
  for (const { path, text } of OFFENDERS) await plant(path, text);
  for (const [path, text] of Object.entries(ALLOWED)) await plant(path, text);
  await writeFile(join(tree, "src/policy/mute.ts"), "export const x = 1;\n");
  const report = Report.parse(JSON.parse(await lint()));
  found = report.diagnostics.map(({ code, filename }) => `${filename} ${code}`);
});

afterAll(() => rm(tree, { recursive: true, force: true }));

describe("the lint gate, run for real over a tree of offenders", () => {
  it.each(OFFENDERS)("finds $rule in $path", ({ path, rule }) => {
    expect(found).toContain(`${path} ${rule}`);
  });

  it("finds the file without an opening comment", () => {
    expect(found).toContain("src/policy/mute.ts architecture(opening)");
  });

  it.each(Object.keys(ALLOWED))("leaves %s alone", (path) => {
    expect(found.filter((line) => line.startsWith(`${path} `))).toEqual([]);
  });
});
