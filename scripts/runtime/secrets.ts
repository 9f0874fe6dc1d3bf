// The secrets of a local deployment, made once and kept beside its data: the operator's token and the key that signs
// audit checkpoints. Production sets its own with `wrangler secret put`.

import { createHash, generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

const secretsSchema = z.object({ operatorToken: z.string().min(1), checkpointKey: z.string().min(1) });

export type LocalSecrets = z.infer<typeof secretsSchema>;

function makeSecrets(): LocalSecrets {
  const { privateKey } = generateKeyPairSync("ed25519");
  return {
    operatorToken: `tgo_${randomBytes(24).toString("base64url")}`,
    checkpointKey: JSON.stringify(privateKey.export({ format: "jwk" })),
  };
}

function parseSecrets(path: string, text: string): LocalSecrets {
  try {
    return secretsSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new Error(`${path} is damaged: \`npm run reset\` clears the local state`, { cause: error });
  }
}

export async function loadSecrets(stateDir: string): Promise<LocalSecrets> {
  const path = join(stateDir, "secrets.json");
  const text = await readFile(path, "utf8").catch(() => null);
  if (text !== null) return parseSecrets(path, text);
  const secrets = makeSecrets();
  await mkdir(stateDir, { recursive: true });
  await writeFile(`${path}.new`, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  await rename(`${path}.new`, path);
  return secrets;
}

/** As the Worker's environment has them. */
export function secretBindings({ operatorToken, checkpointKey }: LocalSecrets): Record<string, string> {
  const hash = createHash("sha256").update(operatorToken).digest("hex");
  return { OPERATOR_TOKEN_SHA256: hash, CHECKPOINT_KEY: checkpointKey };
}
