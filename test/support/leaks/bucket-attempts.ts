// Keys by which one tenant's handle might reach another's objects: as they are, climbing, encoded, in letters that look alike.

import type { TenantBucket } from "../../../src/residency/index.ts";

const SOLIDUS = ["/", "%2f", "%2F", "%252f", "\\", "\uff0f", "\u2215", "\u2044", "//", "/./"] as const;
const UP = ["..", "%2e%2e", "\uff0e\uff0e", "\u2025", ".\u200b.", "..\0", ".. ", "..."] as const;

/** Of a key `tenants/{theirs}/…`, by a handle of `own`. */
export function keysLike(key: string, own: string): string[] {
  const [, theirs = "", ...rest] = key.split("/");
  const tail = rest.join("/");
  const climbing = SOLIDUS.flatMap((slash) =>
    UP.map((up) => `tenants/${own}/${up}${slash}${theirs}${slash}${tail}`),
  );
  const deeper = SOLIDUS.map((slash) => ["tenants", own, "x", "..", "..", theirs, tail].join(slash));
  const beside = SOLIDUS.map((slash) => ["tenants", theirs, tail].join(slash));
  const lookalikes = [
    key.toUpperCase(),
    key.replace("tenants", "Tenants"),
    key.replace("tenants", "t\u0435nants"),
    key.replace(theirs, `${theirs}\u200b`),
    key.replace(theirs, own.slice(0, -1) + theirs.slice(-1)),
    encodeURIComponent(key),
    key.normalize("NFKD"),
  ];
  const around = [key, `/${key}`, `./${key}`, ` ${key}`, `${key} `, `${key}\0`, `\0${key}`, `${key}\n`];
  const within = [
    `tenants/${own}/${key}`,
    `tenants/${own}/${tail}`,
    `tenants/${own}\0/../${theirs}/${tail}`,
    `tenants//${tail}`,
  ];
  const prefixes = ["", "tenants", "tenants/", `tenants/${theirs}`, `tenants/${theirs}/`, `tenants/${own}`];
  return [...new Set([...around, ...beside, ...climbing, ...deeper, ...lookalikes, ...within, ...prefixes])];
}

const refused = (): null => null;

/** Everything that a handle can do with a key; what came back, null where it was refused. */
export async function tryKey(bucket: TenantBucket, key: string, cursor: string): Promise<unknown[]> {
  const bytes = async (range?: R2Range): Promise<string | null> => {
    const body = await bucket.get(key, range);
    return body === null ? null : new TextDecoder("latin1").decode(await body.arrayBuffer());
  };
  return [
    await bytes().catch(refused),
    await bytes({ offset: 0, length: 64 }).catch(refused),
    await bucket.head(key).catch(refused),
    await bucket.list({ prefix: key }).catch(refused),
    await bucket.list({ prefix: key, cursor }).catch(refused),
    await bucket.list({ prefix: key.slice(0, -1) }).catch(refused),
    await bucket.put(key, "mine now").catch(refused),
    // An own key among them does not open the way to others.
    await bucket.delete([`tenants/${bucket.tenantId}/x`, key]).catch(refused),
    await bucket.delete([key]).catch(refused),
  ];
}

export const TRIES_PER_KEY = 9;
