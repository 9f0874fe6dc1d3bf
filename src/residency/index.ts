// The door of residency: jurisdictions and what holds data inside them.

export { checkPlacement } from "./check-placement.ts";
export type { TenantDb } from "./tenant-db.ts";
export { JURISDICTION_ROWS } from "./jurisdictions.ts";
