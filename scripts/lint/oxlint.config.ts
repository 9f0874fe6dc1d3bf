// The lint gate: oxlint's own rules, strict, and the architecture of the house (architecture.ts) beside them.
// Globs begin with `**/` because oxlint reads them relative to this folder; a later override of a rule replaces the
// earlier one whole.
import { defineConfig } from "oxlint";
import type { DummyRuleMap } from "oxlint";

const EVERYWHERE: DummyRuleMap = {
  "architecture/file": "error",
  "architecture/imports": "error",
  "architecture/packages": "error",
  "architecture/expressions": "error",
  "architecture/tests": "error",
  "architecture/enums": "error",
  "architecture/directives": "error",
  "architecture/opening": "error",
  eqeqeq: "error",
  "no-var": "error",
  "prefer-const": "error",
  "no-param-reassign": "error",
  "no-throw-literal": "error",
  "max-params": ["error", { max: 3 }],
  "import/no-default-export": "error",
  "import/no-cycle": "error",
  "typescript/no-explicit-any": "error",
  "typescript/no-non-null-assertion": "error",
  "typescript/no-namespace": "error",
  "typescript/parameter-properties": "error",
  "typescript/ban-ts-comment": "error",
  "typescript/consistent-type-imports": "error",
  "typescript/no-floating-promises": "error",
  "typescript/no-misused-promises": "error",
  "typescript/no-unsafe-argument": "error",
  "typescript/no-unsafe-assignment": "error",
  "typescript/no-unsafe-call": "error",
  "typescript/no-unsafe-member-access": "error",
  "typescript/no-unsafe-return": "error",
  "typescript/only-throw-error": "error",
  "typescript/return-await": "error",
  "typescript/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
  "typescript/no-deprecated": "error",
  // `as number` after an index is how `noUncheckedIndexedAccess` is answered in a measured loop.
  "typescript/no-unsafe-type-assertion": "off",
  // Knows no exhaustive switch; `noImplicitReturns` of tsc does.
  "typescript/consistent-return": "off",
  // Sorting a fresh array in place and reserving its length are what measured loops do.
  "unicorn/no-array-sort": "off",
  "unicorn/no-new-array": "off",
  "unicorn/no-array-reverse": "off",
  // Matters of taste that have no offence behind them here.
  "unicorn/consistent-function-scoping": "off",
  "unicorn/no-confusing-array-with": "off",
  "typescript/no-redundant-type-constituents": "off",
  "promise/always-return": "off",
  "import/no-unassigned-import": "off",
};

const SIZES: DummyRuleMap = {
  "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }],
  "max-lines-per-function": ["error", { max: 50, skipBlankLines: true, skipComments: true }],
};

/** Answers are parsed loosely in tests, and a Result is narrowed before it is asserted. */
const IN_TESTS: DummyRuleMap = {
  "max-params": "off",
  // `requireAssertions` in test/vitest.config.ts asks the same of what ran.
  "vitest/expect-expect": "off",
  "vitest/no-conditional-expect": "off",
  "typescript/no-unsafe-argument": "off",
  "typescript/no-unsafe-assignment": "off",
  "typescript/no-unsafe-call": "off",
  "typescript/no-unsafe-member-access": "off",
  "typescript/no-unsafe-return": "off",
};

/** Scripts run on Node, where the Workers' types make `Buffer` an `any`; and preflight.js has no types at all. */
const UNTYPED: DummyRuleMap = {
  "typescript/no-unsafe-argument": "off",
  "typescript/no-unsafe-assignment": "off",
  "typescript/no-unsafe-call": "off",
  "typescript/no-unsafe-member-access": "off",
  "typescript/no-unsafe-return": "off",
};

export default defineConfig({
  plugins: ["eslint", "typescript", "unicorn", "oxc", "import", "promise", "vitest"],
  jsPlugins: ["./architecture.ts"],
  categories: { correctness: "error", suspicious: "error" },
  options: { typeAware: true, reportUnusedDisableDirectives: "error" },
  env: { builtin: true, es2024: true },
  rules: EVERYWHERE,
  overrides: [
    { files: ["**/src/**", "**/scripts/**"], rules: SIZES },
    { files: ["**/src/**"], rules: { "no-console": "error" } },
    { files: ["**/test/**"], rules: IN_TESTS },
    { files: ["**/scripts/**"], rules: UNTYPED },
    { files: ["**/src/edge/access-log.ts", "**/src/kernel/report.ts"], rules: { "no-console": "off" } },
    { files: ["**/src/worker.ts", "**/*.config.ts"], rules: { "import/no-default-export": "off" } },
  ],
});
