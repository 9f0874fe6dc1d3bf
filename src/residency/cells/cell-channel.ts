// The authenticated channel from the global edge to an operator's cell: each forwarded request carries a token that the
// edge has signed for this request alone (JWT, RFC 7519; EdDSA, RFC 8037). The cell has the public half only, so whoever
// takes a cell over can forge nothing for another.
// INVARIANT: the token is bound to one cell, method, address and request id, and lives half a minute; host and client of a
// forwarded request are what the token says, never what a header says. LIMIT: the body is not bound, TLS is.

import { createLocalJWKSet, errors, jwtVerify, SignJWT, type JSONWebKeySet, type JWK } from "jose";
import { z } from "zod";
import type { Jurisdiction } from "../../directory/index.ts";
import { base64url, utf8 } from "../../kernel/bytes.ts";
import { fault } from "../../kernel/fault.ts";
import { isId, type TenantId } from "../../kernel/ids.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { sha256 } from "../../kernel/sha256.ts";
import { SECOND_MS } from "../../kernel/time.ts";

/** The one header of the channel. */
export const FORWARD_HEADER = "x-traceo-forward";

const ISSUER = "traceo-edge";
const TYPE = "traceo-forward+jwt";
const ALGORITHM = "EdDSA";
const LIFE_SECONDS = 30;
/** How far the clocks of edge and cell may be apart. */
const SKEW_SECONDS = 5;
/** As long as a token may be accepted, its id is remembered. */
export const TOKEN_USABLE_MS = (LIFE_SECONDS + 2 * SKEW_SECONDS) * SECOND_MS;

/** What the edge says about a request that it hands on. */
export interface Forward {
  readonly requestId: string;
  readonly tenantId: TenantId;
  /** `operator`: the edge has checked the operator's credential, which does not travel. */
  readonly as: "tenant" | "operator";
  readonly host: string;
  readonly ip: string | null;
  readonly country: string | null;
  /** The data center of the edge. */
  readonly colo: string | null;
}

/** What the token is bound to besides. */
export interface Bound {
  readonly cell: Jurisdiction;
  readonly method: string;
  /** Path and query as they stand in the request line. */
  readonly target: string;
  readonly nowMs: number;
}

const audienceOf = (cell: Jurisdiction): string => `traceo-cell-${cell}`;

/** Addresses can be longer than a header may be, and queries do not belong in tokens: their digest does. */
const digestOf = (target: string): string => base64url(sha256(utf8(target)));

export function signForward(forward: Forward, bound: Bound, key: JWK): Promise<string> {
  const { requestId, tenantId, ...said } = forward;
  const issuedAt = Math.floor(bound.nowMs / SECOND_MS);
  const kid = key.kid === undefined ? {} : { kid: key.kid };
  return new SignJWT({ ...said, method: bound.method, target: digestOf(bound.target) })
    .setProtectedHeader({ alg: ALGORITHM, typ: TYPE, ...kid })
    .setIssuer(ISSUER)
    .setAudience(audienceOf(bound.cell))
    .setSubject(tenantId)
    .setJti(requestId)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + LIFE_SECONDS)
    .sign(key);
}

const said = z.string().max(300);
const claimsSchema = z.object({
  jti: z.custom<string>((value) => typeof value === "string" && isId("request", value)),
  sub: z.custom<TenantId>((value) => typeof value === "string" && isId("tenant", value)),
  as: z.enum(["tenant", "operator"]),
  host: said.min(1),
  method: z.string(),
  target: z.string(),
  ip: said.nullable(),
  country: said.nullable(),
  colo: said.nullable(),
});

/** Whoever the key set is of. Throws for a text that is none. */
export type EdgeKeys = ReturnType<typeof createLocalJWKSet>;
export function parseEdgeKeys(text: string): EdgeKeys {
  return createLocalJWKSet(JSON.parse(text) as JSONWebKeySet);
}

/** `residency.channel_refused`, whatever is wrong; the detail is for the log. Replays are the caller's to find. */
export async function verifyForward(
  token: string | null,
  bound: Bound,
  keys: EdgeKeys,
): Promise<Result<Forward>> {
  if (token === null) return refused("no token");
  const claims = await readClaims(token, bound, keys);
  if (!claims.ok) return claims;
  const { jti, sub, method, target, ...forward } = claims.value;
  if (method !== bound.method || target !== digestOf(bound.target)) return refused("another request's token");
  return ok({ requestId: jti, tenantId: sub, ...forward });
}

const refused = (why: string): Result<never> => failed(fault("residency.channel_refused", why));

async function readClaims(
  token: string,
  { cell, nowMs }: Bound,
  keys: EdgeKeys,
): Promise<Result<z.infer<typeof claimsSchema>>> {
  try {
    const { payload } = await jwtVerify(token, keys, {
      algorithms: [ALGORITHM],
      typ: TYPE,
      issuer: ISSUER,
      audience: audienceOf(cell),
      currentDate: new Date(nowMs),
      clockTolerance: SKEW_SECONDS,
      maxTokenAge: LIFE_SECONDS,
      requiredClaims: ["exp", "iat", "jti", "sub"],
    });
    const claims = claimsSchema.safeParse(payload);
    return claims.success ? ok(claims.data) : refused("claims of another shape");
  } catch (error) {
    if (error instanceof errors.JOSEError) return refused(error.code);
    throw error;
  }
}
