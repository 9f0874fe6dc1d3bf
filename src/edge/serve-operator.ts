// An operator's request: on the base domain only, with the deployment's operator token. In an operator's cell the edge
// has checked that token; requests about a tenant that a cell serves are handed on to it.

import { parseHost } from "../directory/index.ts";
import { parseHex, utf8 } from "../kernel/bytes.ts";
import { fault } from "../kernel/fault.ts";
import { failed, type Result } from "../kernel/result.ts";
import { isSameSecret, sha256 } from "../kernel/sha256.ts";
import { findElsewhereById, forwardRequest } from "./forward.ts";
import { readCredential } from "./credential.ts";
import { readInput } from "./input.ts";
import type { OperatorOperation } from "./operation.ts";
import { checkAuthFailures } from "./rate-limit.ts";
import type { Reply } from "./reply.ts";
import type { Rim } from "./rim.ts";
import { seenOf } from "./seen-of.ts";
import type { Visit } from "./serve.ts";

export async function serveOperator(
  rim: Rim,
  operation: OperatorOperation,
  visit: Visit,
): Promise<Result<Reply>> {
  // A tenant's host has no operator routes: to its users they do not exist.
  if (parseHost(visit.url.host, rim.config.BASE_DOMAIN).kind !== "base")
    return failed(fault("request.no_such_route"));
  const credential = readCredential(visit.request.headers);
  if (visit.forward?.as !== "operator" && !isOperator(rim, credential)) {
    const throttled = await checkAuthFailures(rim, visit.request);
    return throttled.ok
      ? failed(fault(credential === null ? "auth.missing" : "auth.invalid", "operator token"))
      : throttled;
  }
  visit.seen.principalId = "operator";
  const { tenant_id: tenantId } = visit.params;
  const elsewhere = await findElsewhereById(rim, tenantId);
  if (elsewhere !== null) return forwardRequest(rim, elsewhere, { visit, as: "operator" });
  if (visit.forward !== null && tenantId !== undefined && tenantId !== visit.forward.tenantId)
    return failed(fault("residency.channel_refused", "signed for another tenant"));
  const input = await readInput(operation, visit.request, visit);
  if (!input.ok) return input;
  const { directory } = rim;
  return operation.handle({
    ...seenOf(rim, visit),
    ...input.value,
    directory,
    rim,
    forward: visit.forward,
  });
}

function isOperator(rim: Rim, credential: string | null): boolean {
  if (credential === null) return false;
  const expected = parseHex(rim.config.OPERATOR_TOKEN_SHA256) ?? new Uint8Array(0);
  return isSameSecret(sha256(utf8(credential)), expected);
}
