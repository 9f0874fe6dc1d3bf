// How drizzle-kit makes the migrations of migrations/cell from the schema: `npm run migrations -- cell`.

import { defineConfig } from "drizzle-kit";

export default defineConfig({
  dialect: "sqlite",
  schema: [
    "src/telemetry/store/schema.ts",
    "src/finops/store/cell-schema.ts",
    "src/reporting/store/cell-schema.ts",
  ],
  out: "migrations/cell",
});
