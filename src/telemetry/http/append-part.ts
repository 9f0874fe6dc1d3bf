// One shard's part of a request: announced series, the charge against the shard's reserve, and what to do when either is
// refused: rows of series that are one too many are left out, and what the reserve does not have is leased.

import { limitsOf } from "../../directory/index.ts";
import type { TenantCall } from "../../edge/index.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import type { AttributionLabels } from "../../policy/index.ts";
import type { Append, Appended } from "../../tenant/index.ts";
import {
  batchSummary,
  batchUsage,
  encodeChunks,
  freshSeries,
  packIds,
  shareOf,
  shareOfBytes,
  withoutSeries,
  type Amount,
  type FreshSeries,
  type Table,
} from "../index.ts";
import { isRefusal, lease, type Payment } from "./pay-intake.ts";

export interface Part {
  readonly shard: number;
  readonly table: Table;
  readonly requestHash: string;
  readonly amount: Amount;
  readonly payment: Payment;
}

/** How many rows were left out because their series are one too many. */
export async function appendPart(call: TenantCall, part: Part): Promise<Result<number>> {
  const { book } = call.session;
  const unseen = freshSeries(part.table, book.seen);
  const known = unseen.filter(({ id }) => book.refused.has(id));
  const table = withoutSeries(part.table, known);
  const left = part.table.rows - table.rows;
  if (table.rows === 0) return ok(left);
  const fresh = known.length === 0 ? unseen : freshSeries(table, book.seen);
  const stored = await appendPaid(call, { ...part, table }, fresh);
  if (!stored.ok) return stored;
  const refused = (stored.value.refusedSeries ?? []).flatMap((at) => fresh[at] ?? []);
  if (refused.length === 0) {
    for (const { id } of fresh) book.seen.add(id);
    return ok(left);
  }
  for (const { id } of refused) book.refused.add(id);
  const again = await appendPart(call, { ...part, table });
  return again.ok ? ok(left + again.value) : again;
}

async function appendPaid(
  call: TenantCall,
  part: Part,
  fresh: readonly FreshSeries[],
): Promise<Result<Appended>> {
  const { reserve, refusal } = part.payment;
  const send = async (charge: Append["charge"]): Promise<Result<Appended>> =>
    call.session.append(part.shard, {
      requestHash: part.requestHash,
      batches: toBatches(part.table, part.amount, call.session.bundle.attribution),
      series: announced(call, part.shard, fresh),
      charge,
    });
  const stored = await send(reserve === null ? undefined : { asked: part.amount, reserve });
  if (stored.ok || reserve === null || !isRefusal(stored.fault)) return stored;
  if (refusal !== null) return failed(refusal);
  const leased = await lease(call, part.amount);
  return leased.ok ? send(undefined) : leased;
}

function announced(call: TenantCall, shard: number, fresh: readonly FreshSeries[]): Append["series"] {
  if (fresh.length === 0) return undefined;
  const { tenant, limits } = call.session.bundle;
  const share = shareOf(limitsOf(tenant.tier, limits).activeSeries, shard, tenant.shards);
  return { ids: packIds(fresh.map(({ id }) => id)), share };
}

/** `amount` is of the part's rows before any were left out: bytes go with the rows that are stored. */
function toBatches(table: Table, amount: Amount, labels: AttributionLabels): Append["batches"] {
  let before = 0;
  return encodeChunks(table).map((chunk) => {
    const { rows, minTimeMs: minMs, maxTimeMs: maxMs } = batchSummary(chunk.table);
    const bytes = shareOfBytes(amount.bytes, before, { rows, of: amount.points });
    before += rows;
    const usage = batchUsage(chunk.table, bytes, labels);
    return { signal: table.signal, rows, minMs, maxMs, payload: chunk.bytes, usage };
  });
}
