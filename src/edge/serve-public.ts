// What anyone may see: health, the OpenAPI document, the reference page.

import type { Result } from "../kernel/result.ts";
import { readInput } from "./input.ts";
import type { PublicOperation } from "./operation.ts";
import type { Reply } from "./reply.ts";
import type { Rim } from "./rim.ts";
import type { Visit } from "./serve.ts";

export async function servePublic(
  rim: Rim,
  operation: PublicOperation,
  visit: Visit,
): Promise<Result<Reply>> {
  const input = await readInput(operation, visit.request, visit);
  if (!input.ok) return input;
  const { request, url, requestId, nowMs, waitUntil } = visit;
  const { config, random, assets } = rim;
  return operation.handle({
    request,
    url,
    requestId,
    nowMs,
    waitUntil,
    config,
    random,
    assets,
    ...input.value,
  });
}
