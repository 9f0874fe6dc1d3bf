// What a tenant is to the directory, and how its status may change.
// INVARIANT: the directory is global, so a record holds no personal data: ids, names of places, and states only.

import { z } from "zod";
import { fault } from "../kernel/fault.ts";
import { isId, type TenantId } from "../kernel/ids.ts";
import { failed, ok, type Result } from "../kernel/result.ts";
import { TIER_NAMES, TIERS } from "./tiers.ts";

/** The order of the list is the order in which documents print them. */
export const JURISDICTIONS = ["eu", "us", "in", "jp", "cn"] as const;
export type Jurisdiction = (typeof JURISDICTIONS)[number];

const ISOLATIONS = ["pool", "silo"] as const;
export const PROCESSING = ["anywhere", "in_region"] as const;
export const LOCKS = ["required", "preferred"] as const;
export const STATUSES = ["provisioning", "active", "suspended", "closed"] as const;
export type TenantStatus = (typeof STATUSES)[number];

/** Slugs that are the platform's own hosts, now or plausibly later, or a jurisdiction's label. */
const RESERVED_SLUGS: ReadonlySet<string> = new Set([
  "api",
  "www",
  "app",
  "admin",
  "operator",
  "console",
  "docs",
  "status",
  "auth",
  "login",
  "mail",
  "static",
  "assets",
  "gateway",
  "internal",
  "root",
  "support",
  "billing",
  "cell",
  ...JURISDICTIONS,
]);

const SLUG = /^[a-z](?:[a-z0-9-]{1,38})[a-z0-9]$/;
const DOMAIN = /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;

export const slugSchema = z
  .string()
  .regex(SLUG, "3 to 40 characters: lower-case letters, digits and hyphens, starting with a letter")
  .refine((slug) => !RESERVED_SLUGS.has(slug), "this slug is reserved");

export const domainSchema = z.string().regex(DOMAIN, "a lower-case host name such as telemetry.example.com");

/** LIMIT: a quarter of a year; longer is no exception any more. */
export const MOST_EXCEPTION_DAYS = 90;

/** Why a tenant may be where nothing holds its data, and until when. */
export const residencyExceptionSchema = z.object({
  /** Null in the directory, which is global: an operator's words may name people. */
  reason: z.string().nullable(),
  until: z.iso.datetime(),
  by: z.string().nullable(),
});
export type ResidencyException = z.infer<typeof residencyExceptionSchema>;

export const residencySchema = z.object({
  /** `in_region`: isolates elsewhere refuse its requests. */
  processing: z.enum(PROCESSING),
  /** `required`: its data is stored only where something holds it in place. */
  lock: z.enum(LOCKS),
  exception: residencyExceptionSchema.nullable(),
});
export type Residency = z.infer<typeof residencySchema>;

/** LIMIT: every change of policy is acknowledged by each shard in turn. */
const MOST_SHARDS = 64;

export const tenantSchema = z.object({
  id: z.custom<TenantId>((value) => typeof value === "string" && isId("tenant", value), "a tenant id"),
  slug: slugSchema,
  domains: z.array(domainSchema).max(10),
  jurisdiction: z.enum(JURISDICTIONS),
  isolation: z.enum(ISOLATIONS),
  tier: z.enum(TIER_NAMES),
  status: z.enum(STATUSES),
  /** Which of the cell's pool databases holds it; 0 is the first. Kept for a silo tenant, which may come back. */
  pool: z.int().min(0),
  /** How many shards take its telemetry. */
  shards: z.int().min(1).max(MOST_SHARDS),
  residency: residencySchema,
  created_at: z.iso.datetime(),
});

export type Tenant = z.infer<typeof tenantSchema>;

/** What says where a tenant's rows are. */
export type HousedTenant = Pick<Tenant, "id" | "slug" | "jurisdiction" | "isolation" | "pool">;

const OPEN_RESIDENCY: Residency = { processing: "anywhere", lock: "preferred", exception: null };

/** A stored record, of any age: what later releases added has the meaning that its absence had. */
export function reviveTenant(stored: unknown): Tenant {
  const record = stored as Omit<Tenant, "pool" | "shards" | "residency"> & Partial<Tenant>;
  const { pool = 0, shards = TIERS[record.tier].shards, residency = OPEN_RESIDENCY } = record;
  return { ...record, pool, shards, residency };
}

/** In days and not until a time, so that a repeated request is the same request. */
export const newExceptionSchema = z.strictObject({
  reason: z.string().trim().min(1).max(500),
  days: z.int().min(1).max(MOST_EXCEPTION_DAYS),
});

export const newTenantSchema = z.strictObject({
  slug: slugSchema,
  domains: z.array(domainSchema).max(10).default([]),
  jurisdiction: z.enum(JURISDICTIONS),
  isolation: z.enum(ISOLATIONS).default("pool"),
  tier: z.enum(TIER_NAMES).default("standard"),
  /** One of the cell's pool databases; chosen by the tenant's id unless it says otherwise. */
  pool: z.int().min(0).max(99).optional(),
  residency: z
    .strictObject({
      processing: z.enum(PROCESSING).optional(),
      lock: z.enum(LOCKS).optional(),
      exception: newExceptionSchema.optional(),
    })
    .default({}),
});

export type NewTenant = z.infer<typeof newTenantSchema>;

/** A closed tenant stays closed: its data is on the way out. */
const TRANSITIONS: Readonly<Record<TenantStatus, readonly TenantStatus[]>> = {
  provisioning: ["active", "closed"],
  active: ["suspended", "closed"],
  suspended: ["active", "closed"],
  closed: [],
};

/** The status itself when the change is allowed or already made; `directory.transition_refused` otherwise. */
export function changeStatus(from: TenantStatus, to: TenantStatus): Result<TenantStatus> {
  if (from === to || TRANSITIONS[from].includes(to)) return ok(to);
  return failed(
    fault("directory.transition_refused", `a tenant that is \`${from}\` cannot become \`${to}\``),
  );
}
