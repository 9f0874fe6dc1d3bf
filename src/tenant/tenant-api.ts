// What a tenant object and a shard answer to, as their callers see it. Only Results and plain data cross.

import type { Jurisdiction, Tenant } from "../directory/index.ts";
import type { Json } from "../kernel/canonical-json.ts";
import type { Result } from "../kernel/result.ts";
import type { Bundle } from "../policy/index.ts";
import type { Signal } from "../telemetry/index.ts";
import type { CommandInputs, CommandName } from "./commands.ts";
import type { Committed } from "./commit.ts";
import type { Envelope } from "./envelope.ts";
import type { QueryInputs, QueryName } from "./queries.ts";
import type { SealedHead } from "./seal.ts";

export interface TenantApi {
  initialise(tenant: Tenant, envelope: Envelope): Promise<Result<Bundle>>;
  bundle(): Promise<Result<Bundle>>;
  execute<N extends CommandName>(
    name: N,
    input: CommandInputs[N],
    envelope: Envelope,
  ): Promise<Result<Committed>>;
  query<N extends QueryName>(name: N, input: QueryInputs[N], envelope: Envelope): Promise<Result<Json>>;
  seal(envelope: Envelope): Promise<Result<SealedHead>>;
  /** Takes a query slot and records the access; replies with the living shards to read. */
  openQuery(
    access: CommandInputs["access.record"],
    envelope: Envelope & { leaseId: string },
  ): Promise<Result<readonly number[]>>;
  closeQuery(leaseId: string): Promise<void>;
  /** For the gateway's own upkeep. */
  livingShards(): Promise<readonly number[]>;
}

/** One write-ahead batch: a part of a request, encoded at the edge. */
export interface Batch {
  readonly signal: Signal;
  readonly rows: number;
  readonly minMs: number;
  readonly maxMs: number;
  readonly payload: Uint8Array;
}

export interface Append {
  readonly tenantId: string;
  readonly jurisdiction: Jurisdiction;
  readonly shard: number;
  readonly epoch: number;
  readonly keyId: string;
  /** Names the request for ten minutes: a repeated one is acknowledged and not stored again; empty to store always. */
  readonly requestHash: string;
  readonly batches: readonly Batch[];
}

export interface FreshRequest {
  readonly epoch: number;
  readonly signal: Signal;
  readonly fromMs: number;
  /** Excluded. */
  readonly toMs: number;
  /** Of the batches that match, only those after this number. */
  readonly afterSeq: number;
}

export interface Fresh {
  /** Every batch below it is in a block of the catalog. */
  readonly flushedSeq: number;
  readonly batches: readonly { readonly seq: number; readonly payload: Uint8Array }[];
  /** The number to go on after, or null when these are all. */
  readonly nextSeq: number | null;
}

export interface ShardApi {
  append(request: Append): Promise<Result<{ readonly isRepeated: boolean }>>;
  fresh(request: FreshRequest): Promise<Result<Fresh>>;
  /** Refuses every older epoch from now on. */
  fence(fence: { readonly tenant: Tenant; readonly shard: number; readonly epoch: number }): Promise<void>;
  /** Deletes what retention has ended, and merges small blocks. Safe to ask twice. */
  sweep(): Promise<void>;
}
