// How drizzle-kit makes the migrations of migrations/directory from the schema: `npm run migrations -- directory`.

import { defineConfig } from "drizzle-kit";

export default defineConfig({
  dialect: "sqlite",
  schema: ["src/directory/store/schema.ts"],
  out: "migrations/directory",
});
