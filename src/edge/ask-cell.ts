// A request to an operator's cell over the channel: signed for this request alone, streamed both ways, kept nowhere.
// INVARIANT: an answer counts only when it carries the request's own id, which a cell gives to what it has let in and to
// nothing else: a proxy's error page, a captive portal or a refusal of the channel never reaches a client as an answer.

import { FORWARD_HEADER, signForward, type Forward, type OperatorCell } from "../residency/index.ts";
import type { Tenant } from "../directory/index.ts";
import { MINUTE_MS } from "../kernel/time.ts";
import type { Rim } from "./rim.ts";

/** A tenant of a jurisdiction that an operator's cell serves. */
export interface Elsewhere {
  readonly tenant: Tenant;
  readonly cell: OperatorCell;
}

export interface CellRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: Headers;
  readonly body: ReadableStream | string | null;
  readonly forward: Omit<Forward, "tenantId">;
}

/** LIMIT: until the answer's head, uploads included; the time that a standard query may take. The rest has no limit. */
const ANSWERS_WITHIN_MS = 5 * MINUTE_MS;

/** Null when the cell does not answer, or something else answers in its place. */
export async function askCell(
  rim: Rim,
  { tenant, cell }: Elsewhere,
  asked: CellRequest,
): Promise<Response | null> {
  const { method, target, body, forward } = asked;
  if (rim.signingKey === null) throw new Error("cells are configured without CELL_SIGNING_KEY");
  const headers = new Headers(asked.headers);
  // The platform compresses for the client in front of us; what came compressed already might not be what it takes.
  headers.set("accept-encoding", "identity");
  const bound = { cell: tenant.jurisdiction, method, target, nowMs: rim.clock() };
  headers.set(FORWARD_HEADER, await signForward({ ...forward, tenantId: tenant.id }, bound, rim.signingKey));
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), ANSWERS_WITHIN_MS);
  try {
    const answer = await rim.fetch(new URL(cell.url).origin + target, {
      method,
      headers,
      body,
      redirect: "manual",
      signal: patience.signal,
    });
    if (answer.headers.get("x-request-id") === forward.requestId) return answer;
    await answer.body?.cancel();
    rim.report({ ...about(tenant, forward), event: "cell_refused", status: answer.status });
  } catch (error) {
    const reason = error instanceof Error ? error.name : "thrown";
    rim.report({ ...about(tenant, forward), event: "cell_unreachable", reason });
  } finally {
    clearTimeout(timer);
  }
  return null;
}

function about(tenant: Tenant, { requestId }: CellRequest["forward"]): Record<string, string> {
  return { cell: tenant.jurisdiction, tenant_id: tenant.id, request_id: requestId };
}
