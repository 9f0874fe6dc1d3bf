// Decoded telemetry on its way to the shards: cut by shard, encoded at the edge, where CPU scales, and acknowledged
// when every shard that got a part has it on disk. A retry that finds some parts stored stores the others.
// LIMIT: a shard knows again what itself stored. When an answer is lost, and the tier changes to another number of shards
// before the request is repeated, rows that now belong to another shard are stored there too: a log record or span is
// then there twice (a sample of a series and instant counts once in any case).

import { TIERS } from "../../directory/index.ts";
import type { TenantCall } from "../../edge/index.ts";
import { hex } from "../../kernel/bytes.ts";
import { ok, type Result } from "../../kernel/result.ts";
import { sha256 } from "../../kernel/sha256.ts";
import { DAY_MS, HOUR_MS } from "../../kernel/time.ts";
import type { Batch } from "../../tenant/index.ts";
import {
  assignShard,
  batchSummary,
  encodeChunks,
  INGEST_SIZES,
  splitTable,
  type IngestLimits,
  type Table,
  filterRows,
  type Intake,
  type Rejected,
} from "../index.ts";

/** Senders' clocks run ahead by minutes, not by days; what is older than the retention would be deleted at once. */
export function ingestLimits({ tenant, nowMs }: TenantCall): IngestLimits {
  const minTimeMs = nowMs - TIERS[tenant.tier].retentionMs + DAY_MS;
  return { ...INGEST_SIZES, minTimeMs, maxTimeMs: nowMs + HOUR_MS, receivedMs: nowMs };
}

const REQUEST_HASH_CHARS = 32;

/** The client's own name for the request, or the digest of what it sent: of one key, in the shard's retry window. */
function requestHash({ principal, idempotency }: TenantCall, signal: string, body: Uint8Array): string {
  const digest =
    idempotency === null
      ? sha256(`${principal.id}\n${signal}\n`, body)
      : sha256(`${principal.id}\nkey ${idempotency.key}\n${idempotency.requestHash}`);
  return hex(digest).slice(0, REQUEST_HASH_CHARS);
}

/** A change of policy while rows are on their way has them chosen again; more often than this it is `policy.rows_changed`. */
const MOST_CHOICES = 4;

/** What was rejected in all: by limits while decoding, and by the row filter of whoever sends. */
export async function storeIntake(
  call: TenantCall,
  intake: Intake,
  body: Uint8Array,
): Promise<Result<Rejected>> {
  const hash = requestHash(call, intake.table.signal, body);
  for (let choices = 1; ; choices++) {
    const { rowTest } = call.session;
    const { table, dropped } =
      rowTest === null ? { ...intake, dropped: 0 } : filterRows(intake.table, rowTest);
    const stored = await storeTable(call, table, hash);
    if (stored.ok) return ok(withDropped(intake.rejected, dropped));
    if (stored.fault.code !== "policy.rows_changed" || choices === MOST_CHOICES) return stored;
  }
}

function withDropped(rejected: Rejected, dropped: number): Rejected {
  if (dropped === 0) return rejected;
  const reason = `${dropped} rows that a policy does not let this key write`;
  const message = rejected.message === "" ? reason : `${rejected.message}; ${reason}`;
  return { count: rejected.count + dropped, message };
}

async function storeTable(call: TenantCall, table: Table, hash: string): Promise<Result<null>> {
  if (table.rows === 0) return ok(null);
  const parts = splitTable(table, TIERS[call.tenant.tier].shards, assignShard);
  const stored = await Promise.all(
    parts.map((part) =>
      call.session.append(part.shard, { requestHash: hash, batches: toBatches(part.table) }),
    ),
  );
  return stored.find((part) => !part.ok) ?? ok(null);
}

function toBatches(table: Table): Batch[] {
  return encodeChunks(table).map((chunk) => {
    const { rows, minTimeMs: minMs, maxTimeMs: maxMs } = batchSummary(chunk.table);
    return { signal: table.signal, rows, minMs, maxMs, payload: chunk.bytes };
  });
}
