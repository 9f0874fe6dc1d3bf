// The settings of a deployment, parsed once from the environment. A setting that is missing or wrong stops the Worker
// at its first request, with the setting's name: a gateway that guesses is worse than one that does not start.

import { z } from "zod";
import { JURISDICTIONS } from "./directory/index.ts";
import { areSafeCells, operatorCellsSchema, parseEdgeKeys, parseMasterKeys } from "./residency/index.ts";

function isPrivateJwk(text: string): boolean {
  const jwk = readJson(text) as { kty?: unknown; crv?: unknown; d?: unknown } | null;
  return jwk?.kty === "OKP" && jwk.crv === "Ed25519" && typeof jwk.d === "string";
}

function isKeySet(text: string): boolean {
  try {
    parseEdgeKeys(text);
    return true;
  } catch {
    return false;
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const settingsSchema = z.object({
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
  /** Each state of a move lasts at least this long, to spare the stores; 0 for no rest. It lengthens pauses too. */
  MOVE_PACE_MS: z.coerce.number().int().min(0),
  /** Waits between attempts of a webhook are this many times shorter: for trying days of them out in minutes, locally. */
  WEBHOOK_WAIT_DIVISOR: z.coerce.number().int().min(1).default(1),
  /** SHA-256 of the operator's bearer token, in hexadecimal. */
  OPERATOR_TOKEN_SHA256: z.string().regex(/^[0-9a-f]{64}$/),
  /** The key that signs audit checkpoints: a private Ed25519 JWK (RFC 8037), as JSON. */
  CHECKPOINT_KEY: z.string().min(1),
  /** The keys that wrap silos' keys, `2:<base64url>,1:<base64url>`; a deployment without them serves no silo. */
  CELL_MASTER_KEY: z
    .string()
    .refine((text) => parseMasterKeys(text) !== null)
    .optional(),
  /** On the global deployment: the cells of operators by jurisdiction, `{"in": {"url": "https://in.cell.example"}}`. */
  OPERATOR_CELLS: operatorCellsSchema.default({}),
  /** On the global deployment with such cells: the private Ed25519 JWK (RFC 8037) that signs what it forwards. */
  CELL_SIGNING_KEY: z.string().refine(isPrivateJwk).optional(),
  /** On an operator's cell: the public halves, as a JWK set (RFC 7517); two during a change of keys, told apart by `kid`. */
  EDGE_KEYS: z.string().refine(isKeySet).optional(),
});

/** Settings that each are right and do not go together: the one to mend is named. */
export const configSchema = settingsSchema.superRefine((config, context) => {
  const { MODE, CELL, OPERATOR_CELLS: cells, CELL_SIGNING_KEY: signingKey, EDGE_KEYS: edgeKeys } = config;
  const hasCells = Object.keys(cells).length > 0;
  const refuse = (name: keyof typeof config): void => context.addIssue({ code: "custom", path: [name] });
  if (hasCells && (CELL !== "global" || !areSafeCells(cells, MODE))) refuse("OPERATOR_CELLS");
  if (hasCells && signingKey === undefined) refuse("CELL_SIGNING_KEY");
  if (CELL !== "global" && edgeKeys === undefined) refuse("EDGE_KEYS");
  if (MODE !== "local" && config.WEBHOOK_WAIT_DIVISOR > 1) refuse("WEBHOOK_WAIT_DIVISOR");
});

export type Config = z.infer<typeof configSchema>;

/** Throws with the names of the settings that are wrong, never with their values. */
export function parseConfig(env: unknown): Config {
  const parsed = configSchema.safeParse(env);
  if (parsed.success) return parsed.data;
  const names = [...new Set(parsed.error.issues.map((issue) => issue.path.join(".")))];
  throw new Error(`settings missing or wrong: ${names.join(", ")}`);
}

/** Bindings are one object for an isolate's life, in which objects wake again and again. */
const known = new WeakMap<Env, Config>();

export function configOf(env: Env): Config {
  const config = known.get(env) ?? parseConfig(env);
  known.set(env, config);
  return config;
}
