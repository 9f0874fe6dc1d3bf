// What the edge has from the platform: made once per isolate from the bindings, handed inwards as values.

import type { JWK } from "jose";
import type { Config } from "../config.ts";
import type { Directory } from "../directory/store/directory.ts";
import type { Tenant } from "../directory/index.ts";
import type { ParsedKey } from "../identity/index.ts";
import type { Random } from "../kernel/ids.ts";
import type { Lru } from "../kernel/lru.ts";
import type { Report } from "../kernel/report.ts";
import type { Clock } from "../kernel/time.ts";
import type { CompiledBundle } from "../policy/index.ts";
import type { Guessers } from "./guessers.ts";
import type { Repeats } from "./repeats.ts";
import type { BlockFooter, IntakeBook } from "../telemetry/index.ts";
import type { EdgeKeys, UsedTokens } from "../residency/index.ts";
import type { Placement } from "../residency/store/placement.ts";

/** A value and when it was read: plain data only, because an isolate's requests may not share promises. */
export interface Cached<T> {
  readonly value: T;
  readonly readAtMs: number;
}

/** Refused attempts that are not in the audit log yet. */
export interface PendingDenial {
  readonly attempts: number;
  readonly sinceMs: number;
}

/** Of one principal and action, by the circumstances. */
export type PendingDenials = Map<string, PendingDenial>;

export interface Rim {
  readonly config: Config;
  readonly clock: Clock;
  readonly random: Random;
  readonly wait: (ms: number) => Promise<void>;
  readonly directory: Directory;
  readonly placement: Placement;
  readonly assets: Fetcher;
  readonly authFailures: RateLimit;
  readonly guessers: Guessers;
  readonly requests: RateLimit;
  readonly tenants: Lru<Cached<Tenant | null>>;
  readonly bundles: Lru<Cached<CompiledBundle>>;
  readonly footers: Lru<BlockFooter>;
  /** By the key's text, which an isolate handles anyway: its checksum and its hash are worked out once. */
  readonly keys: Lru<ParsedKey>;
  /** For what went wrong and has no request to answer: one structured line, ids only. */
  readonly report: Report;
  /** What the isolate admits telemetry by, one for each tenant that sends. */
  readonly books: Lru<IntakeBook>;
  readonly repeats: Repeats;
  readonly denials: Map<string, PendingDenials>;
  /** To operators' cells, the only place that a request of ours goes to by itself. */
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** On the global deployment with cells: what signs forwarded requests. */
  readonly signingKey: JWK | null;
  /** In a cell: whose forwarded requests it takes, and which it has taken. */
  readonly edgeKeys: EdgeKeys | null;
  readonly usedTokens: UsedTokens;
}
