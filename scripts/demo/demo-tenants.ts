// The tenants of the demonstration: every jurisdiction once, both isolation models, both tiers.

export interface DemoTenant {
  readonly slug: string;
  readonly jurisdiction: string;
  readonly isolation: "pool" | "silo";
  readonly tier: "standard" | "enterprise";
  readonly residency?: { readonly exception: { readonly reason: string; readonly days: number } };
}

/** India and China ask for a lock, which local mode does not have: creating the tenant takes an exception. */
const LOCAL_ONLY = { exception: { reason: "demonstration on one machine: made-up data only", days: 90 } };

export const DEMO_TENANTS: readonly DemoTenant[] = [
  { slug: "acme", jurisdiction: "eu", isolation: "pool", tier: "standard" },
  { slug: "globex", jurisdiction: "us", isolation: "pool", tier: "standard" },
  { slug: "initech", jurisdiction: "eu", isolation: "silo", tier: "enterprise" },
  { slug: "tanaka", jurisdiction: "jp", isolation: "pool", tier: "standard" },
  { slug: "sharma", jurisdiction: "in", isolation: "pool", tier: "standard", residency: LOCAL_ONLY },
  { slug: "huaxin", jurisdiction: "cn", isolation: "pool", tier: "standard", residency: LOCAL_ONLY },
];
