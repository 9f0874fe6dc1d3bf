// What a request asks of policy: the operation's action, what it is about, and the circumstances. Recorded with every
// audited access, so that a draft of policies can be tried against it later.

import { ACTIONS } from "../policy/index.ts";
import type { Asked } from "./authorize.ts";
import type { TenantOperation } from "./operation.ts";
import type { Visit } from "./serve.ts";

const API_VERSION = /^\/(?:api\/)?(v\d+)\//;

export function askedBy({ action, params, rows }: TenantOperation, visit: Visit): Asked {
  const { request, url, nowMs } = visit;
  // Read when a condition asks: what the platform knows of a request is parsed at the first look.
  const cf = (): IncomingRequestCfProperties | undefined =>
    request.cf as IncomingRequestCfProperties | undefined;
  const idName = Object.keys(params?.shape ?? {}).find((name) => name.endsWith("_id"));
  return {
    action,
    resource: {
      type: ACTIONS[action].kind,
      id: idName === undefined ? undefined : visit.params[idName],
      ...(rows === true ? { isUnread: true } : {}),
    },
    context: {
      timeMs: nowMs,
      get ip() {
        return request.headers.get("cf-connecting-ip") ?? undefined;
      },
      get country() {
        return cf()?.country;
      },
      get colo() {
        return cf()?.colo;
      },
      method: request.method,
      apiVersion: API_VERSION.exec(url.pathname)?.[1],
    },
  };
}
