// How drizzle-kit makes the migrations of migrations/tenant from the schema: `npm run migrations -- tenant`.

import { defineConfig } from "drizzle-kit";

export default defineConfig({
  dialect: "sqlite",
  driver: "durable-sqlite",
  schema: [
    "src/tenant/schema.ts",
    "src/identity/store/schema.ts",
    "src/audit/store/schema.ts",
    "src/policy/store/schema.ts",
    "src/privacy/store/schema.ts",
    "src/residency/store/schema.ts",
    "src/webhooks/store/schema.ts",
    "src/webhooks/store/inbound-schema.ts",
    "src/reporting/store/schema.ts",
    "src/reporting/store/export-schema.ts",
    "src/reporting/store/schedule-schema.ts",
    "src/finops/store/schema.ts",
    "src/finops/store/bill-schema.ts",
  ],
  out: "migrations/tenant",
});
