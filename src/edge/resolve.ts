// Which tenant a request is for: by host, else by the key's own words. The directory is asked once per isolate and
// name; a found tenant is kept for a while (its object's bundle is what decides), a missing one only shortly.

import { parseHost, type Tenant } from "../directory/index.ts";
import type { TenantName } from "../directory/store/directory.ts";
import type { ParsedKey } from "../identity/index.ts";
import { fault, type Fault } from "../kernel/fault.ts";
import { failed, ok, type Result } from "../kernel/result.ts";
import { MINUTE_MS, SECOND_MS } from "../kernel/time.ts";
import { throttled } from "./rate-limit.ts";
import type { Rim } from "./rim.ts";

const FOUND_FOR_MS = 5 * MINUTE_MS;
const MISSING_FOR_MS = 5 * SECOND_MS;
const TENANT_BYTES = 600;

export interface Sent {
  readonly credential: string | null;
  /** What the credential says, when it is a key of ours. */
  readonly key: ParsedKey | null;
  /** Comes it from an address that guesses? Then only tenants that the isolate knows are found. */
  readonly isGuesser: boolean;
}

/**
 * The tenant that host and key agree on. Faults, alike outside: `tenant.unknown`, `tenant.wrong_region`. Without a
 * tenant in the host and without a key there is nobody to name it: `auth.missing`, or `auth.invalid` for another credential.
 * `auth.throttled` in place of a look into the directory for one who guesses.
 */
export async function resolveTenant(rim: Rim, host: string, sent: Sent): Promise<Result<Tenant>> {
  const { key, credential, isGuesser } = sent;
  const find = (name: TenantName) => byName(rim, name, isGuesser ? lookUpKnown : lookUp);
  const named = parseHost(host, rim.config.BASE_DOMAIN);
  if (named.kind === "base")
    return key === null ? failed(nobody(credential)) : find({ by: "id", id: key.tenantId });
  if (named.kind === "domain") return find({ by: "domain", domain: named.domain });
  const tenant = await find({ by: "slug", slug: named.slug });
  if (!tenant.ok || named.jurisdiction === null) return tenant;
  if (tenant.value.jurisdiction === named.jurisdiction) return tenant;
  return failed(fault("tenant.wrong_region", `asked in \`${named.jurisdiction}\``));
}

function nobody(credential: string | null): Fault {
  return credential === null ? fault("auth.missing") : fault("auth.invalid", "no key of ours");
}

/** A tenant was just made or changed: what this isolate found of it, or found missing, is out of date. */
export function forgetTenant(rim: Rim, tenant: Tenant): void {
  rim.tenants.delete(tenant.id);
  rim.tenants.delete(cacheKeyOf({ by: "slug", slug: tenant.slug }));
  for (const domain of tenant.domains) rim.tenants.delete(cacheKeyOf({ by: "domain", domain }));
}

function cacheKeyOf(name: TenantName): string {
  if (name.by === "id") return name.id;
  return name.by === "slug" ? `slug ${name.slug}` : `domain ${name.domain}`;
}

type LookUp = (rim: Rim, name: TenantName) => Tenant | null | undefined | Promise<Tenant | null>;

async function byName(rim: Rim, name: TenantName, look: LookUp): Promise<Result<Tenant>> {
  const tenant = await look(rim, name);
  if (tenant === undefined) return failed(throttled());
  if (tenant === null) return failed(fault("tenant.unknown", `no tenant by ${name.by}`));
  return ok(tenant);
}

/**
 * What the isolate has, however old: a guesser may share its address with holders of keys, and the record only says where
 * the tenant's object is. Undefined when the directory would have to be asked.
 */
function lookUpKnown(rim: Rim, name: TenantName): Tenant | null | undefined {
  const cached = rim.tenants.get(cacheKeyOf(name));
  if (cached?.value !== null) return cached?.value;
  return rim.clock() - cached.readAtMs < MISSING_FOR_MS ? null : undefined;
}

async function lookUp(rim: Rim, name: TenantName): Promise<Tenant | null> {
  const cacheKey = cacheKeyOf(name);
  const nowMs = rim.clock();
  const cached = rim.tenants.get(cacheKey);
  const lifeMs = cached?.value === null ? MISSING_FOR_MS : FOUND_FOR_MS;
  if (cached !== undefined && nowMs - cached.readAtMs < lifeMs) return cached.value;
  const tenant = await rim.directory.load(name);
  rim.tenants.set(cacheKey, { value: tenant, readAtMs: nowMs }, TENANT_BYTES);
  return tenant;
}
