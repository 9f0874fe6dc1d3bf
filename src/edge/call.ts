// A request on its way through the gateway, as a handler sees it: parsed, authenticated, authorized.

import type { Config } from "../config.ts";
import type { Tenant } from "../directory/index.ts";
import type { Random } from "../kernel/ids.ts";
import type { Directory } from "../directory/store/directory.ts";
import type { TenantSession } from "./session.ts";
import type { Idempotency } from "../tenant/index.ts";
import type { Forward } from "../residency/index.ts";
import type { Rim } from "./rim.ts";
import type { Subject } from "../policy/index.ts";
import type { Visit } from "./serve.ts";
import type { FooterCache } from "../telemetry/index.ts";

interface AnyCall {
  readonly request: Request;
  readonly url: URL;
  readonly requestId: string;
  readonly nowMs: number;
  readonly random: Random;
  readonly config: Config;
  /** Parsed by the operation's schemas. */
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly idempotency: Idempotency | null;
  readonly waitUntil: (work: Promise<unknown>) => void;
}

export interface TenantCall extends AnyCall {
  readonly tenant: Tenant;
  readonly principal: Subject;
  /** The tenant's objects and stores, with the fence in front of them. */
  readonly session: TenantSession;
  readonly footers: FooterCache;
  readonly assets: Fetcher;
}

export interface OperatorCall extends AnyCall {
  readonly directory: Directory;
  readonly rim: Rim;
  /** In an operator's cell: what the edge says, the tenant's id among it. */
  readonly forward: Forward | null;
}

export interface PublicCall extends AnyCall {
  readonly visit: Visit;
  readonly rim: Rim;
  /** Of the host, for an operation that is served in the tenant's region only; null for any other. */
  readonly tenant: Tenant | null;
  readonly assets: Fetcher;
}
