// The settings of a deployment, parsed once from the environment. A setting that is missing or wrong stops the Worker
// at its first request, with the setting's name: a gateway that guesses is worse than one that does not start.

import { z } from "zod";
import { JURISDICTIONS } from "./directory/index.ts";

export const configSchema = z.object({
  /** `local` keeps jurisdictions apart by name, because workerd has no platform jurisdictions. */
  MODE: z.enum(["local", "production"]),
  /** Tenants are served at `{slug}.{BASE_DOMAIN}`. */
  BASE_DOMAIN: z.string().min(1),
  /** `global`, or the one jurisdiction that this deployment is the operator cell of. */
  CELL: z.enum(["global", ...JURISDICTIONS]),
  /** Which requests leave a line in the access log. */
  ACCESS_LOG: z.enum(["all", "refusals"]),
  /** A shard writes what is pending to blocks when the oldest of it is this old, or when it is this much. */
  FLUSH_AFTER_MS: z.coerce.number().int().min(100),
  FLUSH_BYTES: z.coerce.number().int().min(1),
  /** SHA-256 of the operator's bearer token, in hexadecimal. */
  OPERATOR_TOKEN_SHA256: z.string().regex(/^[0-9a-f]{64}$/),
  /** The key that signs audit checkpoints: a private Ed25519 JWK (RFC 8037), as JSON. */
  CHECKPOINT_KEY: z.string().min(1),
});

export type Config = z.infer<typeof configSchema>;

/** Throws with the names of the settings that are wrong, never with their values. */
export function parseConfig(env: unknown): Config {
  const parsed = configSchema.safeParse(env);
  if (parsed.success) return parsed.data;
  const names = [...new Set(parsed.error.issues.map((issue) => issue.path.join(".")))];
  throw new Error(`settings missing or wrong: ${names.join(", ")}`);
}
