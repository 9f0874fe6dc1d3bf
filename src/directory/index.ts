// The door of the directory: which tenants exist, their tiers and their hosts.

export { parseHost } from "./host.ts";
export {
  LIMIT_NAMES,
  limitOverridesSchema,
  limitsOf,
  limitValue,
  type LimitName,
  type LimitOverrides,
  throttled,
} from "./limits.ts";
export {
  changeStatus,
  JURISDICTIONS,
  LOCKS,
  MOST_EXCEPTION_DAYS,
  newExceptionSchema,
  newTenantSchema,
  PROCESSING,
  residencySchema,
  reviveTenant,
  tenantSchema,
  type HousedTenant,
  type Jurisdiction,
  type NewTenant,
  type Residency,
  type ResidencyException,
  type Tenant,
  type TenantStatus,
} from "./tenant.ts";
export { TIER_NAMES, TIERS, type Tier, type TierName } from "./tiers.ts";
