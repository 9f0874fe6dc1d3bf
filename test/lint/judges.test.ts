import { describe, expect, it } from "vitest";
import { judgeDirective, judgeOpening } from "../../scripts/lint/judge-comment.ts";
import { judgeExpression } from "../../scripts/lint/judge-expression.ts";
import type { Expression } from "../../scripts/lint/judge-expression.ts";
import { judgeFile } from "../../scripts/lint/judge-file.ts";
import { judgePackage } from "../../scripts/lint/judge-package.ts";
import { judgeTestImport, judgeTestName } from "../../scripts/lint/judge-test.ts";

const PURE = "src/telemetry/decode.ts";
const OBJECT = "src/tenant/tenant-object.ts";
const PLACEMENT = "src/residency/store/placement.ts";

describe("a package", () => {
  const offenders: readonly (readonly [string, string, string])[] = [
    [PURE, "hono", "Hono"],
    [PURE, "hono/jsx", "jsx"],
    ["src/policy/store/bundles.ts", "hono", "Hono"],
    [PURE, "cloudflare:workers", "DurableObject"],
    ["src/policy/http/create.ts", "cloudflare:workers", "waitUntil"],
    ["src/worker.ts", "cloudflare:workers", "env"],
    [OBJECT, "cloudflare:workers", "*"],
    [PURE, "drizzle-orm", "eq"],
    ["src/policy/http/create.ts", "drizzle-orm/d1", "drizzle"],
    [PURE, "node:crypto", "randomBytes"],
    ["src/app.ts", "vitest", "it"],
  ];
  const allowed: readonly (readonly [string, string, string])[] = [
    ["src/policy/http/create.ts", "hono", "Hono"],
    ["src/console/page.tsx", "hono/jsx", "jsx"],
    [OBJECT, "cloudflare:workers", "DurableObject"],
    ["src/policy/store/bundles.ts", "drizzle-orm", "eq"],
    ["src/telemetry/schema.ts", "drizzle-orm/sqlite-core", "sqliteTable"],
    [PURE, "node:crypto", "createHash"],
    [PURE, "zod", "z"],
    ["test/unit/kernel/ids.test.ts", "vitest", "it"],
  ];

  it.each(offenders)("of %s may not be %s (%s)", (from, source, name) => {
    expect(judgePackage({ from, source, names: [name] })).toContain(`\`${source}\` does not belong`);
  });

  it.each(allowed)("of %s may be %s (%s)", (from, source, name) => {
    expect(judgePackage({ from, source, names: [name] })).toBeNull();
  });
});

describe("a pure file", () => {
  const impure: readonly Omit<Expression, "file">[] = [
    { kind: "call", name: "fetch" },
    { kind: "read", name: "Date.now" },
    { kind: "new", name: "Date", argumentCount: 0 },
    { kind: "call", name: "Date", argumentCount: 0 },
    { kind: "read", name: "Math.random" },
    { kind: "read", name: "crypto.getRandomValues" },
    { kind: "read", name: "crypto.randomUUID" },
    { kind: "read", name: "performance.now" },
    { kind: "call", name: "setTimeout" },
    { kind: "call", name: "setInterval" },
    { kind: "call", name: "scheduler.wait" },
  ];

  it.each(impure)("may not hold $kind $name, which a handler may", (expression) => {
    expect(judgeExpression({ ...expression, file: PURE })).toContain("in a pure file");
    expect(judgeExpression({ ...expression, file: "src/kernel/ids.ts" })).toContain("in a pure file");
    expect(judgeExpression({ ...expression, file: "src/policy/http/create.ts" })).toBeNull();
  });

  it("may make a date of a number", () => {
    expect(judgeExpression({ file: PURE, kind: "new", name: "Date", argumentCount: 1 })).toBeNull();
  });
});

describe("a singleton", () => {
  const rows: readonly (readonly [Expression["kind"], string, string, string])[] = [
    ["call", "namespace.idFromName", PLACEMENT, "src/app.ts"],
    ["call", "namespace.jurisdiction", PLACEMENT, "src/edge/resolve.ts"],
    ["call", "namespace.getByName", PLACEMENT, "src/policy/http/create.ts"],
    ["call", "?.newUniqueId", PLACEMENT, OBJECT],
    ["type", "Env", "src/worker.ts", "src/edge/resolve.ts"],
    ["type", "Cloudflare.Env", "src/config.ts", "src/policy/http/create.ts"],
    ["type", "Env", OBJECT, "src/tenant/commit.ts"],
    ["read", "context.env", "src/app.ts", "src/policy/http/create.ts"],
    ["read", "process.env", "src/config.ts", PURE],
    ["text", "application/problem+json", "src/edge/problem.ts", "src/edge/resolve.ts"],
  ];

  it.each(rows)("%s %s belongs to %s and not to %s", (kind, name, allowed, offender) => {
    expect(judgeExpression({ file: allowed, kind, name })).toBeNull();
    expect(judgeExpression({ file: offender, kind, name })).not.toBeNull();
  });

  it("is no matter of tests", () => {
    const file = "test/object/commit.test.ts";
    expect(judgeExpression({ file, kind: "call", name: "env.TENANT.getByName" })).toBeNull();
  });
});

describe("a file name", () => {
  const drawers = ["utils", "helpers", "common", "misc", "types", "constants", "manager", "service"];

  it.each(drawers)("may not be %s, and no folder either", (name) => {
    expect(judgeFile(`src/policy/${name}.ts`)).toContain("drawer");
    expect(judgeFile(`test/unit/${name}/a.test.ts`)).toContain("drawer");
    expect(judgeFile(`src/policy/${name}-of-a-kind.ts`)).toBeNull();
  });

  it.each(["src/policy/camelCase.ts", "src/policy/snake_case.ts", "src/policy/Http/create.ts"])(
    "may not be %s",
    (path) => expect(judgeFile(path)).toContain("kebab-case"),
  );

  it.each(["src/routes.ts", "src/billing/rates.ts"])("may not be outside the rings: %s", (path) => {
    expect(judgeFile(path)).toContain("in no ring");
  });

  it("may not be a test that no project runs", () => {
    expect(judgeFile("test/other/a.test.ts")).toContain("run by no test project");
    expect(judgeFile("test/support/world.ts")).toBeNull();
  });

  it.each([
    "src/worker-env.d.ts",
    "src/worker.ts",
    "src/policy/decide.ts",
    "test/vitest.config.ts",
    "test/lint/judges.test.ts",
    "src/console/page.tsx",
  ])("may be %s", (path) => expect(judgeFile(path)).toBeNull());
});

describe("a test", () => {
  const unit = "test/unit/kernel/ids.test.ts";
  const conformance = "test/conformance/otlp/sdk.test.ts";

  it.each(["it.skip", "it.only", "it.todo", "describe.only", "test.concurrent.skip", "xit", "it.skipIf"])(
    "may not be left out by %s",
    (name) => expect(judgeTestName(unit, name)).toContain("every test runs"),
  );

  it("may ask whether a real client is installed, in conformance only", () => {
    expect(judgeTestName(conformance, "it.skipIf")).toBeNull();
    expect(judgeTestName(conformance, "it.skip")).not.toBeNull();
  });

  it.each(["setTimeout", "scheduler.wait"])("may not sleep by %s, support may", (name) => {
    expect(judgeTestName(unit, name)).toContain("wait for the condition");
    expect(judgeTestName("test/support/eventually.ts", name)).toBeNull();
  });

  it("may not take a timer module, support may", () => {
    expect(judgeTestImport(unit, "node:timers/promises")).toContain("no sleeps");
    expect(judgeTestImport("test/support/eventually.ts", "node:timers/promises")).toBeNull();
  });

  it("may not let a snapshot write its own expectation", () => {
    expect(judgeTestName(unit, "?.toMatchInlineSnapshot")).toContain("cannot fail");
    expect(judgeTestName(unit, "?.not.toMatchSnapshot")).toContain("cannot fail");
  });

  it("may not mock a module", () => {
    expect(judgeTestName(unit, "vi.mock")).toContain("not mocked");
    expect(judgeTestName(unit, "vi.useFakeTimers")).toBeNull();
  });

  it("is free to iterate", () => {
    expect(judgeTestName(unit, "it.each")).toBeNull();
    expect(judgeTestName(PURE, "it.skip")).toBeNull();
  });
});

describe("a comment", () => {
  it("that disables a rule names it and gives a reason", () => {
    expect(judgeDirective(" oxlint-disable-next-line no-console")).not.toBeNull();
    expect(judgeDirective(" eslint-disable")).not.toBeNull();
    expect(judgeDirective(" oxlint-disable -- because of everything here")).not.toBeNull();
    expect(judgeDirective(" oxlint-disable-next-line no-console -- short")).not.toBeNull();
    expect(judgeDirective(" oxlint-disable-next-line no-console -- the one access log")).toBeNull();
    expect(judgeDirective(" an ordinary comment")).toBeNull();
  });

  it("opens every file of ours", () => {
    expect(judgeOpening(PURE, "export const a = 1;")).not.toBeNull();
    expect(judgeOpening(PURE, "\n// Decides.\nexport const a = 1;")).toBeNull();
    expect(judgeOpening("scripts/start.ts", "#!/usr/bin/env node\n/** Starts. */\n")).toBeNull();
    expect(judgeOpening("test/unit/kernel/ids.test.ts", "import x")).toBeNull();
  });
});
