// An endpoint as it is shown: its document, its state, the names of what it keeps sealed, and never a secret.

import type { Json } from "../../kernel/canonical-json.ts";
import { keysInForce } from "../../webhooks/index.ts";
import type { StoredEndpoint } from "../../webhooks/store/endpoints.ts";

const instant = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

export function viewEndpoint(stored: StoredEndpoint, nowMs: number): Json {
  const { id, version, document, secrets, status, reason, health } = stored;
  const shown = JSON.parse(JSON.stringify(document)) as Readonly<Record<string, Json>>;
  return {
    id,
    version,
    ...shown,
    status,
    disabled_reason: reason,
    secret_header_names: [...secrets.headerNames],
    credential_names: [...secrets.credentialNames],
    signing_keys: keysInForce(secrets.signing, nowMs).map(({ scheme, publicKey, createdAtMs, untilMs }) => ({
      scheme,
      public_key: publicKey,
      created_at: instant(createdAtMs),
      until: instant(untilMs),
    })),
    health: {
      failures: health.failures,
      failing_since: instant(health.failingSinceMs),
      resting_until: instant(health.restUntilMs),
    },
    created_at: instant(stored.createdAtMs),
    updated_at: instant(stored.updatedAtMs),
  };
}
