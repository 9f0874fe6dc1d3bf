// Requests of tenants that an operator's cell serves: the global edge finds the tenant by host or by the key's id, hands the
// request on unread and the answer back. INVARIANT: for them it authenticates, parses, logs and keeps nothing.

import { parseHost, type Tenant } from "../directory/index.ts";
import { parseKey } from "../identity/index.ts";
import { fault } from "../kernel/fault.ts";
import { isId } from "../kernel/ids.ts";
import { failed, ok, type Result } from "../kernel/result.ts";
import { answerHeaders, operatorCellOf, requestHeaders, type Forward } from "../residency/index.ts";
import { askCell, type CellRequest, type Elsewhere } from "./ask-cell.ts";
import { readCredential } from "./credential.ts";
import type { Operation } from "./operation.ts";
import { refreshRecord } from "./refresh-record.ts";
import { isGuesser } from "./rate-limit.ts";
import { checkRegion, coloOf } from "./region.ts";
import type { Reply } from "./reply.ts";
import { resolveTenant } from "./resolve.ts";
import type { Rim } from "./rim.ts";
import type { Visit } from "./serve.ts";

const RETRY_AFTER_SECONDS = 10;
const MISDIRECTED = 421;

/** Null when the request is this deployment's own to answer, be it with a refusal. `auth.throttled` as in resolve.ts. */
export async function findElsewhere(
  rim: Rim,
  operation: Operation | null,
  visit: Visit,
): Promise<Result<Elsewhere | null>> {
  if (!hasCells(rim)) return ok(null);
  const isBase = parseHost(visit.url.host, rim.config.BASE_DOMAIN).kind === "base";
  // At the base domain the key names the tenant, and only operations of tenants have one.
  const isTenants = operation?.audience === "tenant";
  if (isBase && !isTenants) return ok(null);
  const credential = isBase ? readCredential(visit.request.headers) : null;
  const key = credential === null ? null : parseKey(credential);
  const sent = { credential, key, isGuesser: isTenants && isGuesser(rim, visit.request) };
  const resolved = await resolveTenant(rim, visit.url.host, sent);
  if (resolved.ok) return ok(elsewhere(rim, resolved.value));
  return resolved.fault.code === "auth.throttled" ? resolved : ok(null);
}

/** By the id in an operator's path. */
export async function findElsewhereById(rim: Rim, id: string | undefined): Promise<Elsewhere | null> {
  if (!hasCells(rim) || id === undefined || !isId("tenant", id)) return null;
  const tenant = await rim.directory.load({ by: "id", id });
  return tenant === null ? null : elsewhere(rim, tenant);
}

const hasCells = ({ config }: Rim): boolean => Object.keys(config.OPERATOR_CELLS).length > 0;

function elsewhere(rim: Rim, tenant: Tenant): Elsewhere | null {
  const cell = operatorCellOf(tenant.jurisdiction, rim.config);
  return cell === null ? null : { tenant, cell };
}

/** `residency.wrong_region` before anything leaves; `residency.cell_unreachable`. */
export async function forwardRequest(
  rim: Rim,
  found: Elsewhere,
  { visit, as }: { readonly visit: Visit; readonly as: Forward["as"] },
): Promise<Result<Reply>> {
  const { tenant } = found;
  const { request, seen } = visit;
  seen.tenantId = tenant.id;
  seen.forwarded = { cell: tenant.jurisdiction, requestBytes: sizeOf(request.headers), responseBytes: null };
  const allowed = checkRegion(rim, tenant, request);
  if (!allowed.ok) return allowed;
  const answer = await askCell(rim, found, toCellRequest(visit, as));
  if (answer === null)
    return failed({ ...fault("residency.cell_unreachable"), retryAfterSeconds: RETRY_AFTER_SECONDS });
  seen.forwarded = { ...seen.forwarded, responseBytes: sizeOf(answer.headers) };
  // What decides here, the tenant's place and state, is the cell's to change: a copy of the record follows it.
  const isChange = as === "operator" && answer.ok && request.method !== "GET" && request.method !== "HEAD";
  if (isChange || answer.status === MISDIRECTED) visit.waitUntil(refreshRecord(rim, found));
  return ok({ status: answer.status, headers: answerHeaders(answer.headers), body: answer.body });
}

function toCellRequest({ request, url, requestId }: Visit, as: Forward["as"]): CellRequest {
  const headers = requestHeaders(request.headers);
  if (as === "operator") for (const name of ["authorization", "x-api-key"]) headers.delete(name);
  const hasBody = request.method !== "GET" && request.method !== "HEAD";
  const ip = request.headers.get("cf-connecting-ip");
  const country: unknown = request.cf?.["country"];
  return {
    method: request.method,
    target: url.pathname + url.search,
    headers,
    body: hasBody ? request.body : null,
    forward: {
      requestId,
      as,
      host: url.host,
      ip,
      country: typeof country === "string" ? country : null,
      colo: coloOf(request),
    },
  };
}

/** As declared; a body that is sent in pieces has no size until its end. */
function sizeOf(headers: Headers): number | null {
  const declared = headers.get("content-length");
  return declared === null ? null : Number(declared);
}
