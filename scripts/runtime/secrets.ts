// The secrets of a local deployment, made once and kept beside its data: the operator's token, the key that signs audit
// checkpoints, the master key of silos, and the key that signs what is forwarded to operators' cells. Production sets its own with `wrangler secret put`.

import { createHash, generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

const secretsSchema = z.object({
  operatorToken: z.string().min(1),
  checkpointKey: z.string().min(1),
  masterKey: z.string().min(1),
  /** A private Ed25519 JWK. */
  signingKey: z.string().min(1),
});

export type LocalSecrets = z.infer<typeof secretsSchema>;

/** A file from before there were master keys and cells lacks theirs. */
const keptSchema = secretsSchema.partial({ masterKey: true, signingKey: true });

const newMasterKey = (): string => `1:${randomBytes(32).toString("base64url")}`;

function newSigningKey(): string {
  const { privateKey } = generateKeyPairSync("ed25519");
  const kid = randomBytes(6).toString("base64url");
  return JSON.stringify({ ...privateKey.export({ format: "jwk" }), kid });
}

/** The public half of the key that signs, as a cell takes it: a JWK set. */
export function edgeKeysOf({ signingKey }: LocalSecrets): string {
  const { d: _private, ...jwk } = JSON.parse(signingKey) as Record<string, string>;
  return JSON.stringify({ keys: [jwk] });
}

function makeSecrets(): LocalSecrets {
  const { privateKey } = generateKeyPairSync("ed25519");
  return {
    operatorToken: `tgo_${randomBytes(24).toString("base64url")}`,
    checkpointKey: JSON.stringify(privateKey.export({ format: "jwk" })),
    masterKey: newMasterKey(),
    signingKey: newSigningKey(),
  };
}

function parseSecrets(path: string, text: string): z.infer<typeof keptSchema> {
  try {
    return keptSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new Error(`${path} is damaged: \`npm run reset\` clears the local state`, { cause: error });
  }
}

export async function loadSecrets(stateDir: string): Promise<LocalSecrets> {
  const path = join(stateDir, "secrets.json");
  const text = await readFile(path, "utf8").catch(() => null);
  const kept = text === null ? makeSecrets() : parseSecrets(path, text);
  const { masterKey = newMasterKey(), signingKey = newSigningKey() } = kept;
  const secrets = { ...kept, masterKey, signingKey };
  if (text !== null && kept.masterKey !== undefined && kept.signingKey !== undefined) return secrets;
  await mkdir(stateDir, { recursive: true });
  await writeFile(`${path}.new`, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  await rename(`${path}.new`, path);
  return secrets;
}

/** As the Worker's environment has them. */
export function secretBindings({
  operatorToken,
  checkpointKey,
  masterKey,
  signingKey,
}: LocalSecrets): Record<string, string> {
  const hash = createHash("sha256").update(operatorToken).digest("hex");
  return {
    OPERATOR_TOKEN_SHA256: hash,
    CHECKPOINT_KEY: checkpointKey,
    CELL_MASTER_KEY: masterKey,
    CELL_SIGNING_KEY: signingKey,
  };
}
