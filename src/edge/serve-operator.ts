// An operator's request: on the base domain only, with the deployment's operator token.

import { parseHost } from "../directory/index.ts";
import { parseHex, utf8 } from "../kernel/bytes.ts";
import { fault } from "../kernel/fault.ts";
import { failed, type Result } from "../kernel/result.ts";
import { isSameSecret, sha256 } from "../kernel/sha256.ts";
import { readCredential } from "./credential.ts";
import { readInput } from "./input.ts";
import type { OperatorOperation } from "./operation.ts";
import { checkAuthFailures } from "./rate-limit.ts";
import type { Reply } from "./reply.ts";
import type { Rim } from "./rim.ts";
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
  if (!isOperator(rim, credential)) {
    const throttled = await checkAuthFailures(rim, visit.request);
    return throttled.ok
      ? failed(fault(credential === null ? "auth.missing" : "auth.invalid", "operator token"))
      : throttled;
  }
  visit.seen.principalId = "operator";
  const input = await readInput(operation, visit.request, visit);
  if (!input.ok) return input;
  const { request, url, requestId, nowMs, waitUntil } = visit;
  const { config, random, directory } = rim;
  return operation.handle({
    request,
    url,
    requestId,
    nowMs,
    waitUntil,
    config,
    random,
    directory,
    rim,
    ...input.value,
  });
}

function isOperator(rim: Rim, credential: string | null): boolean {
  if (credential === null) return false;
  const expected = parseHex(rim.config.OPERATOR_TOKEN_SHA256) ?? new Uint8Array(0);
  return isSameSecret(sha256(utf8(credential)), expected);
}
