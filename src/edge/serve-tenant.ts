// A tenant's request: resolve, authenticate, authorize, limit, parse, handle. In this order: a caller who may not is
// told so before a byte of the body is read.

import type { Tenant } from "../directory/index.ts";
import { parseKey, type ParsedKey } from "../identity/index.ts";
import { fault, type FaultCode } from "../kernel/fault.ts";
import { failed, ok, type Result } from "../kernel/result.ts";
import { SECOND_MS } from "../kernel/time.ts";
import type { CompiledBundle } from "../policy/index.ts";
import { checkGuarantee } from "../residency/index.ts";
import { askedBy } from "./asked.ts";
import { authorize, denial, judge, type Asked, type Permission, type Question } from "./authorize.ts";
import { isOpen, loadBundle, mayBeOutdated, refreshBundle } from "./bundles.ts";
import type { TenantCall } from "./call.ts";
import { readCredential } from "./credential.ts";
import { isDenial, recordDenial, type Denial } from "./denials.ts";
import { readInput } from "./input.ts";
import type { TenantOperation } from "./operation.ts";
import { checkAuthFailures, checkRequests, isGuesser } from "./rate-limit.ts";
import { checkRegion } from "./region.ts";
import type { Reply } from "./reply.ts";
import type { Cached, Rim } from "./rim.ts";
import { resolveTenant } from "./resolve.ts";
import { seenOf } from "./seen-of.ts";
import type { Visit } from "./serve.ts";
import { createSession } from "./session.ts";

export async function serveTenant(
  rim: Rim,
  operation: TenantOperation,
  visit: Visit,
): Promise<Result<Reply>> {
  const identified = await identify(rim, operation, visit);
  return identified.ok ? carryOut(rim, operation, { visit, identified: identified.value }) : identified;
}

/** Who has shown a key of the tenant already: with the session that it began. */
export interface Holder {
  readonly tenant: Tenant;
  readonly key: ParsedKey;
}

/** As `serveTenant`, for the holder of a key: judged by the key as it is now. */
export async function serveHolder(
  rim: Rim,
  operation: TenantOperation,
  { visit, holder }: { readonly visit: Visit; readonly holder: Holder },
): Promise<Result<Reply>> {
  visit.seen.tenantId = holder.tenant.id;
  const identified = await permit(rim, { ...holder, credential: null, operation, visit });
  return identified.ok ? carryOut(rim, operation, { visit, identified: identified.value }) : identified;
}

async function carryOut(
  rim: Rim,
  operation: TenantOperation,
  { visit, identified }: { readonly visit: Visit; readonly identified: Identified },
): Promise<Result<Reply>> {
  const { tenant, bundle, key, asked, permission } = identified;
  visit.seen.principalId = permission.principal.id;
  if (!isOpen(rim, bundle)) return failed(fault("residency.key_unavailable", "a master key is missing"));
  const storable = operation.isIngest === true ? checkGuarantee(tenant, rim.config, visit.nowMs) : ok(null);
  if (!storable.ok) return storable;
  const limited = operation.isIngest === true ? ok(null) : await checkRequests(rim, permission.principal.id);
  if (!limited.ok) return limited;
  const input = await readInput(operation, visit.request, visit);
  if (!input.ok) return input;
  const { requestId } = visit;
  const { idempotency } = input.value;
  const session = createSession(rim, {
    tenant,
    bundle,
    decide: (latest, about = asked) => judge(latest, { key, asked: about }),
    permission,
    requestId,
    idempotency,
    asked,
  });
  const { footers, assets } = rim;
  const { principal } = permission;
  const call: TenantCall = {
    ...seenOf(rim, visit),
    ...input.value,
    footers,
    assets,
    tenant,
    principal,
    session,
  };
  const outcome = await operation.handle(call);
  if (!outcome.ok && isDenial(outcome.fault)) {
    const { decision, bundle: latest } = session;
    const refusedBy = decision.effect === "deny" ? null : outcome.fault.code;
    const { reasons } = decision;
    keepDenial(rim, visit, { tenant: latest.tenant, principalId: principal.id, asked, reasons, refusedBy });
  }
  return outcome;
}

interface Identified {
  readonly tenant: Tenant;
  readonly bundle: CompiledBundle;
  readonly key: ParsedKey;
  readonly asked: Asked;
  readonly permission: Permission;
}

/** What a caller is told who names no tenant or proves nothing: too many of these look like guessing. */
const COUNTS_AS_GUESS: ReadonlySet<FaultCode> = new Set<FaultCode>([
  "auth.missing",
  "auth.invalid",
  "tenant.unknown",
  "tenant.unavailable",
  "tenant.wrong_region",
]);

/** The bundle's own record of the tenant: the directory's copy may be minutes old, and limits are read from it. */
function identifiedBy(bundle: CompiledBundle, { key, asked }: Question, permission: Permission): Identified {
  return { tenant: bundle.tenant, bundle, key, asked, permission };
}

async function identify(rim: Rim, operation: TenantOperation, visit: Visit): Promise<Result<Identified>> {
  const credential = readCredential(visit.request.headers);
  const key = credential === null ? null : readKey(rim, credential);
  const sent = { credential, key, isGuesser: isGuesser(rim, visit.request) };
  const resolved = await resolveTenant(rim, visit.url.host, sent);
  if (resolved.ok) visit.seen.tenantId = resolved.value.id;
  if (resolved.ok && visit.forward !== null && visit.forward.tenantId !== resolved.value.id)
    return failed(fault("residency.channel_refused", "signed for another tenant"));
  const identified = resolved.ok
    ? await permit(rim, { tenant: resolved.value, key, credential, operation, visit })
    : resolved;
  if (identified.ok || !COUNTS_AS_GUESS.has(identified.fault.code)) return identified;
  const throttled = await checkAuthFailures(rim, visit.request);
  return throttled.ok ? identified : throttled;
}

const PARSED_KEY_BYTES = 600;

function readKey(rim: Rim, credential: string): ParsedKey | null {
  const known = rim.keys.get(credential);
  if (known !== undefined) return known;
  const key = parseKey(credential);
  if (key !== null) rim.keys.set(credential, key, PARSED_KEY_BYTES);
  return key;
}

interface Claim {
  readonly tenant: Tenant;
  readonly key: ParsedKey | null;
  readonly credential: string | null;
  readonly operation: TenantOperation;
  readonly visit: Visit;
}

async function permit(rim: Rim, claim: Claim): Promise<Result<Identified>> {
  const { tenant, key, operation, visit } = claim;
  const allowed = checkRegion(rim, tenant, visit.request);
  if (!allowed.ok) return tenant.status === "active" ? allowed : failed(fault("tenant.unavailable"));
  const bundle = await loadBundle(rim, tenant);
  if (!bundle.ok) return bundle;
  // The directory's copy of the record may be minutes old.
  const confirmedRegion = checkRegion(rim, bundle.value.value.tenant, visit.request);
  if (!confirmedRegion.ok) return confirmedRegion;
  if (key === null) return refuseStranger(rim, claim, bundle.value);
  const question = { key, asked: askedBy(operation, visit) };
  const first = authorize(bundle.value.value, question);
  if (first.ok) return ok(identifiedBy(bundle.value.value, question, first.value));
  const confirmed = mayBeOutdated(rim, bundle.value, key.keyId) ? await refreshBundle(rim, tenant) : bundle;
  if (!confirmed.ok) return confirmed;
  const judged = judge(confirmed.value.value, question);
  if (!judged.ok) return judged;
  if (judged.value.decision.effect === "deny")
    return refuse(rim, claim, { question, permission: judged.value });
  return ok(identifiedBy(confirmed.value.value, question, judged.value));
}

/** A suspended tenant's host must answer like no tenant's, whatever was or was not sent along. */
async function refuseStranger(rim: Rim, claim: Claim, known: Cached<CompiledBundle>): Promise<Result<never>> {
  const isOld = rim.clock() - known.readAtMs >= SECOND_MS;
  const bundle = isOld ? await refreshBundle(rim, claim.tenant) : ok(known);
  if (!bundle.ok) return bundle;
  if (bundle.value.value.tenant.status !== "active") return failed(fault("tenant.unavailable"));
  return failed(fault(claim.credential === null ? "auth.missing" : "auth.invalid", "no key of ours"));
}

interface Refused {
  readonly question: Question;
  readonly permission: Permission;
}

/** A known principal that may not: it is told so, and the tenant's log gets to know. */
function refuse(rim: Rim, { tenant, visit }: Claim, { question, permission }: Refused): Result<never> {
  const { asked } = question;
  const { id: principalId } = permission.principal;
  const { reasons } = permission.decision;
  visit.seen.principalId = principalId;
  keepDenial(rim, visit, { tenant, principalId, asked, reasons, refusedBy: null });
  return failed(denial(asked.action, permission.decision));
}

function keepDenial(rim: Rim, visit: Visit, refused: Omit<Denial, "requestId">): void {
  const work = recordDenial(rim, { ...refused, requestId: visit.requestId });
  if (work !== null) visit.waitUntil(work);
}
