// The signing keys of an endpoint through their rotations. A new key signs at once; the ones before it go on signing beside it
// until the overlap ends, so a receiver that knows either accepts what it is sent.
// INVARIANT: a key of each scheme that the endpoint signs with has no end.

import { DAY_MS } from "../kernel/time.ts";
import type { SignatureScheme } from "./endpoint.ts";

export const MOST_OVERLAP_MS = 7 * DAY_MS;
/** LIMIT: of one scheme; each is a signature in the header of every request. */
const MOST_KEYS = 5;

export interface EndpointKey {
  readonly scheme: SignatureScheme;
  /** `whsec_…` or `whsk_…`, or what a store makes of it: it is not looked at here. */
  readonly secret: string;
  readonly publicKey: string | null;
  readonly createdAtMs: number;
  /** From when on it does not sign; null for the newest of its scheme. */
  readonly untilMs: number | null;
}

export interface Rotation {
  readonly nowMs: number;
  /** 0 for none: the keys before are worth nothing from now on, as after a leak. */
  readonly overlapMs: number;
}

/** With the new keys; those of their schemes end, the others stay. An end that is nearer already stays. */
export function rotateKeys(
  keys: readonly EndpointKey[],
  added: readonly EndpointKey[],
  { nowMs, overlapMs }: Rotation,
): readonly EndpointKey[] {
  const endMs = nowMs + Math.min(Math.max(overlapMs, 0), MOST_OVERLAP_MS);
  const replaced = new Set(added.map(({ scheme }) => scheme));
  const former = keysInForce(keys, nowMs).map((key) =>
    replaced.has(key.scheme) ? { ...key, untilMs: Math.min(key.untilMs ?? endMs, endMs) } : key,
  );
  return keysInForce([...added, ...former], nowMs);
}

/** Newest first; of one scheme at most MOST_KEYS. */
export function keysInForce(keys: readonly EndpointKey[], nowMs: number): readonly EndpointKey[] {
  const counts = new Map<SignatureScheme, number>();
  const sorted = keys.toSorted((a, b) => b.createdAtMs - a.createdAtMs);
  return sorted.filter(({ scheme, untilMs }) => {
    if (untilMs !== null && untilMs <= nowMs) return false;
    const count = (counts.get(scheme) ?? 0) + 1;
    counts.set(scheme, count);
    return count <= MOST_KEYS;
  });
}

/** Schemes that the endpoint is to sign with and has no key of. */
export function missingSchemes(
  keys: readonly EndpointKey[],
  schemes: readonly SignatureScheme[],
): readonly SignatureScheme[] {
  return schemes.filter((scheme) => !keys.some((key) => key.scheme === scheme && key.untilMs === null));
}
