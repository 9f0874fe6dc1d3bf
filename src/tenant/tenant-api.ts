// What a tenant object and a shard answer to, as their callers see it. Only Results and plain data cross.

import type { Jurisdiction, LimitOverrides, Tenant } from "../directory/index.ts";
import type { ConsoleSession } from "../identity/store/console-sessions.ts";
import type { Json } from "../kernel/canonical-json.ts";
import type { Result } from "../kernel/result.ts";
import type { KeyRing } from "../kernel/wrapped-key.ts";
import type { Bundle } from "../policy/index.ts";
import type { Evidence, StoreObservation } from "../residency/index.ts";
import type {
  Amount,
  LabelReport,
  LabelUse,
  LabelVerdict,
  Lease,
  LeaseAsk,
  Signal,
  UsagePart,
} from "../telemetry/index.ts";
import type { CommandInputs, CommandName } from "./commands.ts";
import type { Committed } from "./commit.ts";
import type { Envelope } from "./envelope.ts";
import type { AskedPeriod } from "./evidence/attest.ts";
import type { ExportStep, ExportTask } from "./exports/work-on-export.ts";
import type { QueryUse } from "./finops/count-own-work.ts";
import type { Gate, LeaseAnswer, LeaseRequest } from "./finops/gate.ts";
import type { PendingUsage } from "./finops/pending-usage.ts";
import type { FinopsInputs, FinopsQuestion } from "./finops/questions.ts";
import type { AddedHookSource } from "./inbound/add-hook-source.ts";
import type { ArrivedHook, TakenHook } from "./inbound/receive-hook.ts";
import type { Move } from "./moves/move.ts";
import type { HandedState, LogPart } from "./moves/receive.ts";
import type { TablePage } from "./moves/table-copy.ts";
import type { QueryInputs, QueryName } from "./queries.ts";
import type { Rekeying } from "./rekey.ts";
import type { ReportStep, ReportStepped } from "./schedules/work-on-report.ts";
import type { SealedHead } from "./seal.ts";
import type { Kept, SecretCommand } from "./webhooks/keep-endpoint.ts";
import type { MetricUse } from "./shard/metric-census.ts";

/** What one second has left, and what is in use, as the tenant object knows it. */
export interface ObjectUse {
  readonly tenant: Tenant;
  readonly overrides: LimitOverrides;
  /** With what budgets leave of them. */
  readonly inForce: LimitOverrides;
  readonly runningQueries: number;
  /** Leased in the running second. */
  readonly leased: Amount;
  readonly labels: readonly LabelUse[];
  readonly shards: readonly number[];
}

/** What a shard counts: its active series, what its reserve admitted in the running second, today's metrics. */
export interface ShardUse {
  readonly activeSeries: number;
  readonly admitted: Amount;
  readonly metrics: readonly MetricUse[];
}

/** What comes with an append that no lease covers: it counts against the shard's reserve of the running second. */
export interface Charge {
  readonly asked: Amount;
  readonly reserve: Amount;
}

/** Series that the edge does not remember as active, eight bytes each, and how many the shard may hold. */
export interface AnnouncedSeries {
  readonly ids: Uint8Array;
  readonly share: number;
}

export interface Appended {
  readonly isRepeated: boolean;
  /** Places in what was announced of series that are one too many: then nothing was stored. */
  readonly refusedSeries?: readonly number[];
}

export interface TenantApi {
  initialise(tenant: Tenant, envelope: Envelope): Promise<Result<Bundle>>;
  bundle(): Promise<Result<Bundle>>;
  /** New keys for the tenant's silo, or the same under the current master key. */
  rekey(what: Rekeying, envelope: Envelope): Promise<Result<Committed>>;
  execute<N extends CommandName>(
    name: N,
    input: CommandInputs[N],
    envelope: Envelope,
  ): Promise<Result<Committed>>;
  /** A change of a webhook endpoint that brings secrets along: they are sealed first. */
  keepEndpoint<N extends SecretCommand>(
    name: N,
    kept: Kept<N>,
    envelope: Envelope,
  ): Promise<Result<Committed>>;
  /** Sends what is due. Safe to ask twice. */
  deliverWebhooks(): Promise<void>;
  query<N extends QueryName>(name: N, input: QueryInputs[N], envelope: Envelope): Promise<Result<Json>>;
  /** Whose session of the console a token's hash is: who has a token has proved no more, and reads nothing by this. */
  findConsoleSession(tokenHash: string): Promise<Result<ConsoleSession | null>>;
  /** A new source of inbound webhooks; its secret is sealed here. */
  addHookSource(added: AddedHookSource, envelope: Envelope): Promise<Result<Committed>>;
  /** A webhook that came in: verified, and taken once. `hooks.not_verified` for everything that is not right with it. */
  receiveHook(hook: ArrivedHook): Promise<Result<TakenHook>>;
  seal(envelope: Envelope): Promise<Result<SealedHead>>;
  /** Takes a query slot and records the access; replies with the living shards to read. */
  openQuery(
    access: CommandInputs["access.record"],
    envelope: Envelope & { leaseId: string },
  ): Promise<Result<readonly number[]>>;
  /** Counts the query, once. */
  closeQuery(leaseId: string, used: QueryUse): Promise<void>;
  /** A share of the running second and of a few after it. */
  leaseIngest(ask: LeaseAsk, decidedAt: Envelope["decidedAt"]): Promise<Result<Lease>>;
  /** Which of these label values are in use or fit: one verdict per report, in their order. */
  /** `policy.stale` when what was decided then is not in force any more. */
  confirm(decidedAt: Envelope["decidedAt"]): Promise<Result<null>>;
  /** What is left of budgets, for a shard to admit by itself. */
  leaseBudgets(request: LeaseRequest): Promise<Result<LeaseAnswer>>;
  judgeLabels(
    reports: readonly LabelReport[],
    decidedAt: Envelope["decidedAt"],
  ): Promise<Result<readonly LabelVerdict[]>>;
  viewUse(envelope: Envelope): Promise<Result<ObjectUse>>;
  /** What is used and what it costs: questions that the shards have a part in. */
  askFinops<N extends FinopsQuestion>(
    name: N,
    input: FinopsInputs[N],
    envelope: Envelope,
  ): Promise<Result<Json>>;
  /** Makes the night's forecasts, once a day; false when there was nothing to do. */
  forecastTonight(): Promise<boolean>;
  /** For the gateway's own upkeep. */
  livingShards(): Promise<readonly number[]>;
  /** In percent. */
  moveProgress(move: Move): Promise<number>;
  /** A change of jurisdiction, between the old object and the new one: see moves/receive.ts. */
  beginReceiving(tenant: Tenant): Promise<Result<{ readonly size: number }>>;
  receiveLog(part: LogPart): Promise<void>;
  receivePage(page: TablePage): Promise<void>;
  arrive(handed: HandedState): Promise<Result<Committed>>;
  /** A worker's step on exports: see exports/work-on-export.ts. */
  workOnExport(step: ExportStep): Promise<ExportTask | true | null>;
  /** A worker's step on runs of reports: see schedules/work-on-report.ts. */
  workOnReport(step: ReportStep): Promise<ReportStepped>;
  /** Has every query ended that began before then? */
  isQuietSince(ms: number): Promise<boolean>;
  forget(): Promise<void>;
  /** Deletes the forwarding address that a tenant left here. Safe to ask twice. */
  eraseLeft(): Promise<void>;
  /** Looks at every store of the tenant and records what was seen. */
  observe(): Promise<Result<Committed>>;
  /** A signed statement of where the tenant's data was kept, with its proofs. */
  attest(period: AskedPeriod, envelope: Envelope): Promise<Result<Evidence>>;
}

/** What a tenant's worker answers to: it does a job of that kind in the tenant's jurisdiction, until it is done. */
export interface WorkApi {
  work(kind: string, tenant: Tenant): Promise<void>;
}

/** One write-ahead batch: a part of a request, encoded at the edge. */
export interface Batch {
  readonly signal: Signal;
  readonly rows: number;
  readonly minMs: number;
  readonly maxMs: number;
  readonly payload: Uint8Array;
  /** Whom its rows and bytes are charged to; without it to its key alone, and no bytes. */
  readonly usage?: readonly UsagePart[];
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
  readonly charge?: Charge | undefined;
  readonly series?: AnnouncedSeries | undefined;
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

export interface ShardFence {
  readonly tenant: Tenant;
  readonly shard: number;
  readonly epoch: number;
  /** Must the shard leave its blocks as they are? Absent: as before. Answered once no work on them is under way. */
  readonly isHeld?: boolean;
  /** Of a tenant that is or was in a silo. Absent: as before. */
  readonly siloKeys?: KeyRing;
  /** Absent: as before. */
  readonly gates?: readonly Gate[];
}

export interface ShardApi {
  append(request: Append): Promise<Result<Appended>>;
  viewUse(epoch: number): Promise<Result<ShardUse>>;
  /** What the tenant object has not counted yet. For itself only. */
  pendingUsage(): Promise<PendingUsage>;
  /** The same, and from now on nothing is left of the shard's leases of budgets. */
  returnLeases(): Promise<PendingUsage>;
  fresh(request: FreshRequest): Promise<Result<Fresh>>;
  /** Is the request of this hash stored here, as far as clients may still repeat it? */
  hasSeen(request: { readonly epoch: number; readonly requestHash: string }): Promise<Result<boolean>>;
  /** Refuses every older epoch from now on. */
  fence(fence: ShardFence): Promise<void>;
  /** Deletes what retention has ended, and merges small blocks. Safe to ask twice. */
  sweep(): Promise<void>;
  /** Puts what is pending into blocks; true once nothing of the shard is left to do. */
  drain(): Promise<boolean>;
  /** Nobody counts on the shard any more. Safe to ask twice. */
  retire(): Promise<void>;
  /** A change of jurisdiction: the tables that go along, in pages; and, once they are there, nothing of them here. */
  tables(): Promise<readonly string[]>;
  dump(table: string, afterRowid: number): Promise<TablePage>;
  load(page: TablePage): Promise<void>;
  vacate(): Promise<void>;
  /** As `vacate`, and the storage itself is deleted. Safe to ask twice. */
  erase(): Promise<void>;
  /** What is in this shard, and where it is by its own id. */
  observe(): Promise<StoreObservation>;
}
