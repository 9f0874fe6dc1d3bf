// A data key as it is stored and sent: wrapped by a master key that only the deployment has. Never the key itself.

export interface WrappedKey {
  /** Rises by one with every key that a tenant gets; what was written names the one it was written with. */
  readonly version: number;
  /** Which master key wraps it. */
  readonly master: number;
  /** AES-256-GCM's initialization vector and output, base64url. */
  readonly iv: string;
  readonly wrapped: string;
  readonly made_at: string;
}

/** A tenant's keys by version, the newest last; empty for a tenant that never was in a silo. */
export type KeyRing = readonly WrappedKey[];
