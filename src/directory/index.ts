// The door of the directory: which tenants exist, their tiers and their hosts.

export { parseHost } from "./host.ts";
export {
  changeStatus,
  JURISDICTIONS,
  newTenantSchema,
  tenantSchema,
  type Jurisdiction,
  type NewTenant,
  type Tenant,
  type TenantStatus,
} from "./tenant.ts";
export { TIER_NAMES, TIERS, type TierName } from "./tiers.ts";
