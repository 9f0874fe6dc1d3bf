// The two test projects, run as `vitest --config test/vitest.config.ts --root .`.
// `workers` runs inside workerd with the bindings of wrangler.toml's `local` environment; `node` drives things from
// outside, one file at a time and with time to start processes.
import { createHash, generateKeyPairSync, randomBytes } from "node:crypto";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-pool-workers";
import { defineConfig } from "vitest/config";
import { NODE_PROJECT, WORKERS_PROJECT } from "../scripts/gate/test-projects.ts";
import type { TestProject } from "../scripts/gate/test-projects.ts";
import { buildAssets } from "../scripts/runtime/build.ts";
import { receiverService } from "./support/receiver-service.ts";
import { OPERATOR_TOKEN } from "./support/operator-token.ts";

function testsOf(project: TestProject): string[] {
  return project.folders.map((folder) => `test/${folder}/**/*.test.{ts,tsx}`);
}

/** A silo for each test of one: `silo-1` and so on, beside the one of wrangler.toml; `takeSilo` hands them out. */
const SILOS = Array.from({ length: 32 }, (_, index) => `SILO_SILO_${index + 1}`);

function bindEach(suffix: string): Record<string, string> {
  return Object.fromEntries(SILOS.map((silo) => [`${silo}_${suffix}`, `${silo}-${suffix}`.toLowerCase()]));
}

/** The secrets that `local` lacks, the migrations for test/support/databases.ts, and a rate limit that tests can reach. */
async function extraBindings() {
  // wrangler.toml names the folder of the assets; on a fresh clone it is not there yet.
  await buildAssets();
  const checkpointKey = generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" });
  const [directory, cell] = [readD1Migrations("migrations/directory"), readD1Migrations("migrations/cell")];
  return {
    bindings: {
      OPERATOR_TOKEN_SHA256: createHash("sha256").update(OPERATOR_TOKEN).digest("hex"),
      CHECKPOINT_KEY: JSON.stringify(checkpointKey),
      // In the middle of a rotation: the second wraps, the first still unwraps.
      CELL_MASTER_KEY: [2, 1]
        .map((version) => `${version}:${randomBytes(32).toString("base64url")}`)
        .join(","),
      // Does a printed seed again.
      TEST_SEED: process.env["TEST_SEED"] ?? "",
      // `full` plays the soaks whole.
      TEST_SOAK: process.env["TEST_SOAK"] ?? "",
      TEST_MIGRATIONS: { directory: await directory, cell: await cell },
    },
    outboundService: receiverService,
    d1Databases: bindEach("DB"),
    r2Buckets: bindEach("BUCKET"),
    // The platform's mail service as far as it is simulated: it takes mail to these addresses only.
    email: { send_email: [{ name: "TEST_EMAIL", allowed_destination_addresses: ["ada@example.com"] }] },
    ratelimits: {
      TEST_TIGHT_LIMIT: { namespace_id: "test-tight", simple: { limit: 3, period: 60 as const } },
    },
  };
}

/**
 * What the product loads when it is first needed, tests load at once: inside an object's handler the pool cannot import
 * ("Cannot perform I/O on behalf of a different Durable Object", a known issue of it). A bundle has nothing to fetch there.
 */
const importAtStart = {
  name: "import-at-start",
  enforce: "pre" as const,
  transform(code: string, id: string) {
    if (!id.includes("/src/reporting/") || !code.includes("await import(")) return null;
    const imports: string[] = [];
    const changed = code.replace(/await import\(("[^"]+")\)/g, (_, path: string) => {
      imports.push(`import * as late${imports.length} from ${path};`);
      return `late${imports.length - 1}`;
    });
    // On the first line: every other keeps its number.
    return { code: `${imports.join(" ")} ${changed}`, map: null };
  },
};

const CHART_PARTS = ["core", "charts", "components", "renderers"].map((part) => `echarts/${part}`);
// The one cache beside the charts that use it: apart they would be two.
const LARGE_MODULES = [...CHART_PARTS, "zrender/lib/core/LRU.js", "pdfmake/build/pdfmake.min.js"];

/**
 * Whole runs of the workers' project have two or three rejections of this text while test/every/leaks.test.ts runs or just after
 * it; runs of its parts have none. workerd says it where a promise of one object is settled in another's turn, and the pool runs all
 * tests and objects in one isolate. The product keeps no promise that two objects share. What settles these is not found yet: they
 * are told, and no verdict of a test depends on them. Every other error that escapes a test fails the run.
 */
function isOfAnotherObject({ message }: { readonly message?: string }): boolean {
  return message?.startsWith("Cannot perform I/O on behalf of a different Durable Object") === true;
}

export default defineConfig({
  test: {
    onUnhandledError: (error) => {
      if (!isOfAnotherObject(error)) return true;
      process.stdout.write(
        "a promise of one object was settled in another's turn: see test/vitest.config.ts\n",
      );
      return false;
    },
    // Left to itself vitest keeps a core free: on two cores that is half of them, for minutes.
    maxWorkers: 2,
    projects: [
      {
        plugins: [
          importAtStart,
          cloudflareTest(async () => ({
            wrangler: { configPath: "wrangler.toml", environment: "local" },
            miniflare: await extraBindings(),
          })),
        ],
        test: {
          name: WORKERS_PROJECT.name,
          include: testsOf(WORKERS_PROJECT),
          testTimeout: 30_000,
          // A runtime for each core, not for each file: starting them, and loading the product again, took most of the time.
          // So nothing that a test asserts may depend on being the first or the only one: each has tenants of its own.
          isolate: false,
          // Some hundred modules that the runtime would fetch one by one, for twenty seconds.
          deps: { optimizer: { ssr: { enabled: true, include: LARGE_MODULES } } },
          expect: { requireAssertions: true },
        },
      },
      {
        test: {
          name: NODE_PROJECT.name,
          environment: "node",
          include: testsOf(NODE_PROJECT),
          expect: { requireAssertions: true },
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
