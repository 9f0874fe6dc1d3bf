// What every handler is given of a request, whoever it is for.

import type { Rim } from "./rim.ts";
import type { Visit } from "./serve.ts";

export function seenOf({ config, random }: Rim, { request, url, requestId, nowMs, waitUntil }: Visit) {
  return { request, url, requestId, nowMs, waitUntil, config, random };
}
