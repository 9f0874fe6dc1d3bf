// The way of every request: name it, read its context, dispatch by audience, answer, log. Nothing else in the gateway
// turns a Result into a Response, and an exception here is a bug: it is logged and answered without its words.

import { parseHost } from "../directory/index.ts";
import { fault, FAULTS, type Fault } from "../kernel/fault.ts";
import { newId } from "../kernel/ids.ts";
import { failed, type Result } from "../kernel/result.ts";
import type { Forward } from "../residency/index.ts";
import { logAccess, logForward, type AccessRecord, type ForwardedSizes } from "./access-log.ts";
import { admit } from "./admit.ts";
import { drainBody } from "./drain.ts";
import { findElsewhere, forwardRequest } from "./forward.ts";
import type { Operation } from "./operation.ts";
import { problemReply } from "./problem.ts";
import type { Reply } from "./reply.ts";
import type { Rim } from "./rim.ts";
import { SECURITY_HEADERS } from "./security-headers.ts";
import { serveOperator } from "./serve-operator.ts";
import { servePublic } from "./serve-public.ts";
import { serveTenant } from "./serve-tenant.ts";
import { readTraceContext } from "./trace-context.ts";

/** What is known of a request before anything is decided; the serving fills in who it was. */
export interface Visit {
  readonly request: Request;
  readonly url: URL;
  readonly params: Readonly<Record<string, string>>;
  readonly requestId: string;
  readonly nowMs: number;
  readonly waitUntil: (work: Promise<unknown>) => void;
  /** For the log; set as it becomes known. */
  readonly seen: { tenantId: string | null; principalId: string | null; forwarded: ForwardedSizes | null };
  /** In an operator's cell: what the edge says of the request. */
  readonly forward: Forward | null;
}

export interface Arrival extends Pick<Visit, "request" | "params" | "waitUntil"> {
  /** Where no operation fits: those that the address has for other methods. */
  readonly others: readonly Operation[];
}

/** Serves one request of an operation; `null` where the address or its method is nobody's. */
export async function serve(rim: Rim, operation: Operation | null, arrival: Arrival): Promise<Response> {
  const nowMs = rim.clock();
  const admitted = await admit(rim, { request: arrival.request, operation, nowMs });
  const { request, forward } = admitted.ok ? admitted.value : { request: arrival.request, forward: null };
  // The edge's own id goes on in the cell: both logs tell of one request, and the edge knows the answer by it.
  const requestId = forward?.requestId ?? newId("request", nowMs, rim.random);
  const seen = { tenantId: null, principalId: null, forwarded: null };
  const url = new URL(request.url);
  const visit: Visit = { ...arrival, request, forward, url, requestId, nowMs, seen };
  const outcome = admitted.ok ? await attempt(rim, { operation, others: arrival.others }, visit) : admitted;
  if (!outcome.ok) await drainBody(request);
  const reply = outcome.ok ? outcome.value : refusalReply(operation, visit, outcome.fault);
  log(rim, { operation, visit, status: reply.status, refused: outcome.ok ? null : outcome.fault });
  return toResponse(reply, requestId);
}

/** What this host does not have is not betrayed by the methods of its address either. */
function noSuchOperation(rim: Rim, host: string, others: readonly Operation[]): Fault {
  const isBase = parseHost(host, rim.config.BASE_DOMAIN).kind === "base";
  const here = others.filter((operation) => isBase || operation.audience !== "operator");
  if (here.length === 0) return fault("request.no_such_route");
  const methods = here.flatMap(({ method }) => (method === "GET" ? ["GET", "HEAD"] : [method]));
  return { ...fault("request.method_not_allowed"), allowedMethods: [...new Set(methods)].sort() };
}

async function attempt(
  rim: Rim,
  { operation, others }: { readonly operation: Operation | null; readonly others: readonly Operation[] },
  visit: Visit,
): Promise<Result<Reply>> {
  try {
    const elsewhere = await findElsewhere(rim, operation, visit);
    if (!elsewhere.ok) return elsewhere;
    if (elsewhere.value !== null) return await forwardRequest(rim, elsewhere.value, { visit, as: "tenant" });
    if (operation === null) return failed(noSuchOperation(rim, visit.url.host, others));
    if (operation.audience === "tenant") return await serveTenant(rim, operation, visit);
    if (operation.audience === "operator") return await serveOperator(rim, operation, visit);
    return await servePublic(rim, operation, visit);
  } catch (error) {
    return failed(toFault(rim, error));
  }
}

/** An object that was reset or is overloaded says so on its error; everything else that is thrown is a bug of ours. */
function toFault(rim: Rim, error: unknown): Fault {
  const { retryable, overloaded, remote } = error as {
    retryable?: boolean;
    overloaded?: boolean;
    remote?: boolean;
  };
  const detail = error instanceof Error ? `${error.name}: ${error.message}` : "thrown";
  const isPassing = retryable === true || overloaded === true;
  if (!isPassing) rim.report({ event: "bug", detail, remote: String(remote === true) });
  return fault(isPassing ? "internal.unavailable" : "internal.bug", detail);
}

/** A protocol may have its own shape for refusals (OTLP's Status); otherwise it is a problem document. */
function refusalReply(operation: Operation | null, visit: Visit, refused: Fault): Reply {
  const problem = problemReply(refused, visit.requestId);
  const shape = operation === null || operation.audience === "operator" ? undefined : operation.refusalShape;
  return shape === undefined ? problem : shape(visit.request, problem);
}

function toResponse(reply: Reply, requestId: string): Response {
  const headers = { ...SECURITY_HEADERS, "x-request-id": requestId, ...reply.headers };
  return new Response(reply.body, { status: reply.status, headers });
}

interface Served {
  readonly operation: Operation | null;
  readonly visit: Visit;
  readonly status: number;
  readonly refused: Fault | null;
}

function log(rim: Rim, { operation, visit, status, refused }: Served): void {
  if (rim.config.ACCESS_LOG === "refusals" && refused === null) return;
  const repeats = refused === null ? 0 : rim.repeats.admit(kindOf(operation, visit, refused), visit.nowMs);
  if (repeats === null) return;
  const trace = readTraceContext(visit.request.headers.get("traceparent"), rim.random);
  const { forwarded, ...seen } = visit.seen;
  const record: AccessRecord = {
    ...trace,
    ...seen,
    at: new Date(visit.nowMs).toISOString(),
    requestId: visit.requestId,
    method: visit.request.method,
    route: operation?.path ?? "none",
    status,
    durationMs: rim.clock() - visit.nowMs,
    faultCode: refused?.code ?? null,
    faultDetail: untold(refused),
    repeats,
  };
  if (forwarded === null) logAccess(record);
  else logForward(record, forwarded);
}

/** A detail that the caller is told may quote what it sent, and that is no business of a log outside its region. */
function untold(refused: Fault | null): string | null {
  return refused === null || FAULTS[refused.code].showsDetail ? null : (refused.detail ?? null);
}

/** Faults of our own are never taken for repetitions. */
function kindOf(operation: Operation | null, { seen, requestId }: Visit, { code }: Fault): string {
  const caller = `${seen.tenantId} ${seen.principalId}`;
  return code.startsWith("internal.") ? requestId : `${code} ${operation?.id ?? "none"} ${caller}`;
}
