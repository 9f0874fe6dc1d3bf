// How drizzle-kit makes the migrations of migrations/shard from the schema: `npm run migrations -- shard`.

import { defineConfig } from "drizzle-kit";

export default defineConfig({
  dialect: "sqlite",
  driver: "durable-sqlite",
  schema: ["src/telemetry/store/shard-schema.ts"],
  out: "migrations/shard",
});
