import { describe, expect, it } from "vitest";
import { judgeImport } from "../../scripts/lint/judge-import.ts";
import { DOMAINS } from "../../scripts/lint/places.ts";

type Offence = readonly [from: string, to: string, offence: string];
type Import = readonly [from: string, to: string];

const OFFENDERS: readonly Offence[] = [
  ["src/kernel/ids.ts", "src/policy/index.ts", "ring `kernel` does not import ring `pure`"],
  ["src/telemetry/decode.ts", "src/telemetry/store/blocks.ts", "ring `pure` does not import ring `store`"],
  ["src/telemetry/index.ts", "src/telemetry/store/blocks.ts", "a door exports pure things only"],
  ["src/telemetry/index.ts", "src/telemetry/http/query.ts", "a door exports pure things only"],
  ["src/policy/index.ts", "src/policy/jobs/sweep.ts", "a door exports pure things only"],
  ["src/telemetry/store/blocks.ts", "src/tenant/index.ts", "ring `store` does not import ring `tenant`"],
  ["src/tenant/commit.ts", "src/edge/index.ts", "ring `tenant` does not import ring `edge`"],
  ["src/edge/resolve.ts", "src/policy/http/create.ts", "ring `edge` does not import ring `http`"],
  ["src/audit/http/read.ts", "src/audit/jobs/publish.ts", "ring `http` does not import ring `jobs`"],
  ["src/audit/http/read.ts", "src/manifest.ts", "ring `http` does not import ring `manifest`"],
  ["src/console/page.tsx", "src/app.ts", "ring `console` does not import ring `app`"],
  ["src/manifest.ts", "src/app.ts", "ring `manifest` does not import ring `app`"],
  ["src/app.ts", "src/worker.ts", "ring `app` does not import ring `worker`"],
  ["src/telemetry/otlp/decode.ts", "src/policy/decide.ts", "import `src/policy/index.ts`"],
  ["src/telemetry/http/query.ts", "src/policy/decide.ts", "import `src/policy/index.ts`"],
  ["src/telemetry/http/query.ts", "src/policy/http/create.ts", "import `src/policy/index.ts`"],
  ["src/telemetry/http/query.ts", "src/directory/store/tenants.ts", "import `src/directory/index.ts`"],
  ["src/telemetry/store/blocks.ts", "src/residency/store/placement.ts", "import `src/residency/index.ts`"],
  ["src/console/page.tsx", "src/directory/store/tenants.ts", "import `src/directory/index.ts`"],
  ["src/edge/resolve.ts", "src/tenant/commit.ts", "import `src/tenant/index.ts`"],
  ["src/policy/http/create.ts", "src/edge/problem.ts", "import `src/edge/index.ts`"],
  ["src/app.ts", "src/tenant/tenant-object.ts", "import `src/tenant/index.ts`"],
  ["src/worker.ts", "src/tenant/commit.ts", "import `src/tenant/index.ts`"],
  ["src/app.ts", "src/policy/decide.ts", "import `src/policy/index.ts`"],
  ["src/identity/keys.ts", "src/policy/index.ts", "domain `identity` comes before `policy`"],
  ["src/identity/http/create.ts", "src/policy/index.ts", "domain `identity` comes before `policy`"],
  ["src/policy/http/create.ts", "src/config.ts", "read by app, worker, manifest"],
  ["src/tenant/commit.ts", "src/config.ts", "read by app, worker, manifest"],
  ["src/kernel/ids.ts", "test/support/world.ts", "source does not import"],
  ["src/app.ts", "scripts/check.ts", "source does not import"],
  ["src/telemetry/decode.ts", "migrations/cell/0001.sql", "source does not import"],
  ["src/app.ts", "src/drawer/thing.ts", "is in no ring"],
  ["src/app.ts", "src/routes.ts", "is in no ring"],
];

const ALLOWED: readonly Import[] = [
  ["src/kernel/ids.ts", "src/kernel/bytes.ts"],
  ["src/telemetry/otlp/decode.ts", "src/telemetry/block/column.ts"],
  ["src/telemetry/decode.ts", "src/kernel/bytes.ts"],
  ["src/telemetry/decode.ts", "src/directory/index.ts"],
  ["src/telemetry/store/blocks.ts", "src/telemetry/decode.ts"],
  ["src/telemetry/store/blocks.ts", "src/residency/index.ts"],
  ["src/telemetry/store/blocks.ts", "src/telemetry/store/schema.ts"],
  ["src/telemetry/http/query.ts", "src/telemetry/store/blocks.ts"],
  ["src/telemetry/jobs/merge.ts", "src/telemetry/store/blocks.ts"],
  ["src/telemetry/http/query.ts", "src/tenant/index.ts"],
  ["src/telemetry/http/query.ts", "src/edge/index.ts"],
  ["src/tenant/commit.ts", "src/audit/store/leaves.ts"],
  ["src/tenant/commit.ts", "src/reporting/index.ts"],
  ["src/tenant/commit.ts", "migrations/tenant/0001.sql"],
  ["src/edge/resolve.ts", "src/tenant/index.ts"],
  ["src/edge/resolve.ts", "src/policy/index.ts"],
  ["src/edge/resolve.ts", "src/directory/store/tenants.ts"],
  ["src/console/page.tsx", "src/edge/index.ts"],
  ["src/manifest.ts", "src/telemetry/http/query.ts"],
  ["src/manifest.ts", "src/telemetry/jobs/merge.ts"],
  ["src/app.ts", "src/residency/store/placement.ts"],
  ["src/app.ts", "src/manifest.ts"],
  ["src/app.ts", "src/config.ts"],
  ["src/worker.ts", "src/app.ts"],
  ["src/worker.ts", "src/tenant/tenant-object.ts"],
  ["src/tenant/tenant-object.ts", "src/config.ts"],
  ["src/config.ts", "src/directory/index.ts"],
  ["test/unit/kernel/ids.test.ts", "src/telemetry/store/blocks.ts"],
];

describe("the rings and doors", () => {
  it.each(OFFENDERS)("refuse that %s imports %s", (from, to, offence) => {
    expect(judgeImport({ from, to })).toContain(offence);
  });

  it.each(ALLOWED)("let %s import %s", (from, to) => {
    expect(judgeImport({ from, to })).toBeNull();
  });

  it("let a type of the configuration in anywhere but the kernel", () => {
    const to = "src/config.ts";
    expect(judgeImport({ from: "src/edge/resolve.ts", to, isTypeOnly: true })).toBeNull();
    expect(judgeImport({ from: "src/kernel/ids.ts", to, isTypeOnly: true })).toContain("config");
  });

  it("apply to types as to values", () => {
    const edge = { from: "src/policy/decide.ts", to: "src/policy/store/bundles.ts", isTypeOnly: true };
    expect(judgeImport(edge)).toContain("ring `pure` does not import ring `store`");
  });
});

describe("the order of the domains", () => {
  const pairs = DOMAINS.flatMap((from, index) => DOMAINS.map((to, other) => ({ from, to, index, other })));

  it("is total: of two domains exactly one may import the other", () => {
    for (const { from, to, index, other } of pairs) {
      if (from === to) continue;
      const offence = judgeImport({ from: `src/${from}/rule.ts`, to: `src/${to}/index.ts` });
      expect(offence === null, `${from} to ${to}`).toBe(other < index);
    }
  });
});
