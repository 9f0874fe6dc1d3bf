// An endpoint as HTTP shows it, and what a new signing key is told as.

import { z } from "zod";
import {
  DISABLE_REASONS,
  ENDPOINT_STATUSES,
  endpointSchema,
  newSigningKey,
  SIGNATURES,
  type SignatureScheme,
} from "../index.ts";
import type { GivenKey } from "../../tenant/index.ts";
import type { Random } from "../../kernel/ids.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";

export const TAG = "Webhooks";
export const endpointParams = z.object({ endpoint_id: z.string().max(64) });
/** LIMIT: of an endpoint as it is written. */
export const MOST_ENDPOINT_BYTES = 131_072;

const instant = z.iso.datetime().nullable();

export const endpointViewSchema = z.object({
  id: z.string(),
  version: z.int().describe("What `If-Match` takes"),
  ...endpointSchema.shape,
  status: z.enum(ENDPOINT_STATUSES),
  disabled_reason: z.enum(DISABLE_REASONS).nullable(),
  secret_header_names: z.array(z.string()),
  credential_names: z.array(z.string()),
  signing_keys: z.array(
    z.object({
      scheme: z.enum(SIGNATURES),
      public_key: z.string().nullable().describe("What an Ed25519 signature (`v1a`) is verified with"),
      created_at: instant,
      until: instant.describe("When it stops signing; null for the newest"),
    }),
  ),
  health: z.object({
    failures: z.int().describe("In a row"),
    failing_since: instant,
    resting_until: instant.describe("Nothing is sent before: too many attempts failed"),
  }),
  created_at: instant,
  updated_at: instant,
});

export const toldKeySchema = z.object({
  scheme: z.enum(SIGNATURES),
  secret: z
    .string()
    .nullable()
    .describe("Of `v1`: `whsec_…`, told once. Of `v1a` the private half is told to nobody"),
  public_key: z.string().nullable().describe("Of `v1a`: `whpk_…`"),
});

/** A key of each scheme: the tenant's object keeps those that the endpoint signs with. */
export async function makeKeys(schemes: readonly SignatureScheme[], random: Random): Promise<GivenKey[]> {
  return Promise.all(schemes.map(async (scheme) => ({ scheme, ...(await newSigningKey(scheme, random)) })));
}

export function tellKeys(keys: readonly GivenKey[]): z.infer<typeof toldKeySchema>[] {
  return keys.map(({ scheme, secret, publicKey: public_key }) => ({
    scheme,
    secret: scheme === "v1" ? secret : null,
    public_key,
  }));
}

const refusedSchema = z.strictObject({ refused: z.string() });

/** What the command replies with when the transfer rules stand in the way: it is in the tenant's log by then. */
export function unlessRefused<T>(reply: T): Result<T> {
  const refused = refusedSchema.safeParse(reply);
  if (refused.success) return failed(fault("residency.transfer_refused", refused.data.refused));
  return ok(reply);
}
