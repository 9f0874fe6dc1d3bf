// An endpoint's secrets on their way into a commit: sealed before it, because sealing answers later and a commit waits for
// nothing.

import type { EndpointKey, EndpointSecrets, SignatureScheme } from "../../webhooks/index.ts";
import { sealText, type SecretBox } from "./secret-box.ts";

/** As a person or the edge gave them. */
export interface GivenSecrets {
  readonly signing: readonly GivenKey[];
  /** Undefined: as before. */
  readonly headers?: EndpointSecrets["secret_headers"] | undefined;
  readonly credentials?: EndpointSecrets["credentials"] | undefined;
}

export interface GivenKey {
  readonly scheme: SignatureScheme;
  readonly secret: string;
  readonly publicKey: string | null;
}

export interface SealedNames {
  readonly names: readonly string[];
  /** Null for none. */
  readonly sealed: string | null;
}

export interface SealedSecrets {
  readonly signing: readonly EndpointKey[];
  readonly headers?: SealedNames;
  readonly credentials?: SealedNames;
}

export type SecretUse = "signing" | "headers" | "credentials";

/** What a secret is sealed under: good for that endpoint and that use only. */
export function secretName(endpointId: string, use: SecretUse): string {
  return `webhooks/${endpointId}/${use}`;
}

export interface Sealing {
  readonly endpointId: string;
  readonly given: GivenSecrets;
  readonly nowMs: number;
}

export async function sealSecrets(
  box: SecretBox,
  { endpointId, given, nowMs }: Sealing,
): Promise<SealedSecrets> {
  const seal = async (use: SecretUse, text: string): Promise<string> =>
    sealText(box, { name: secretName(endpointId, use), text, nowMs });
  const sealNames = async (
    use: SecretUse,
    values: Readonly<Record<string, string>>,
  ): Promise<SealedNames> => {
    const names = Object.keys(values);
    return { names, sealed: names.length === 0 ? null : await seal(use, JSON.stringify(values)) };
  };
  const { headers, credentials } = given;
  const signing = given.signing.map(async ({ secret, ...key }) => ({
    ...key,
    secret: await seal("signing", secret),
    createdAtMs: nowMs,
    untilMs: null,
  }));
  return {
    signing: await Promise.all(signing),
    ...(headers === undefined ? {} : { headers: await sealNames("headers", headers) }),
    ...(credentials === undefined ? {} : { credentials: await sealNames("credentials", credentials) }),
  };
}
