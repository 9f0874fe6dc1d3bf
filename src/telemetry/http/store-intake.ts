// Decoded telemetry on its way to the shards: cut by shard, encoded at the edge, where CPU scales, and acknowledged
// when every shard that got a part has it on disk. A retry that finds some parts stored stores the others.
// A shard knows again what itself stored; after a change of the number of shards the former ones are asked (skip-stored.ts).

import { limitsOf, TIERS } from "../../directory/index.ts";
import type { TenantCall } from "../../edge/index.ts";
import { hex } from "../../kernel/bytes.ts";
import { fault, type Fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { sha256 } from "../../kernel/sha256.ts";
import { DAY_MS, HOUR_MS } from "../../kernel/time.ts";
import {
  assignShard,
  INGEST_SIZES,
  shareOfBytes,
  splitTable,
  type IngestLimits,
  type Table,
  filterRows,
  openRowCheck,
  withoutStopped,
  type Intake,
  type Rejected,
  type Signal,
} from "../index.ts";
import { appendPart } from "./append-part.ts";
import { capLabels, tellLater } from "./cap-labels.ts";
import { hashUnder, skipStored } from "./skip-stored.ts";
import { keepPrivate, toldOf, type Kept } from "./keep-private.ts";
import { payIntake } from "./pay-intake.ts";

/** Senders' clocks run ahead by minutes, not by days; what is older than the retention would be deleted at once. */
export function ingestLimits({ tenant, nowMs }: TenantCall): IngestLimits {
  const minTimeMs = nowMs - TIERS[tenant.tier].retentionMs + DAY_MS;
  return { ...INGEST_SIZES, minTimeMs, maxTimeMs: nowMs + HOUR_MS, receivedMs: nowMs };
}

const REQUEST_HASH_CHARS = 32;

/**
 * The client's own name for the request, or the digest of what it sent: of one key, in the shard's retry window. What a
 * policy left out is part of it: a repeat after a change of policy brings rows that are not stored yet.
 * LIMIT: such a repeat stores log records that were allowed both times twice (samples and spans count once).
 */
function requestHash({ principal, idempotency }: TenantCall, { signal, body, dropped }: Sent): string {
  const without = dropped.length === 0 ? "" : `without ${dropped.join(" ")}\n`;
  const digest =
    idempotency === null
      ? sha256(`${principal.id}\n${signal}\n${without}`, body)
      : sha256(`${principal.id}\nkey ${idempotency.key}\n${without}${idempotency.requestHash}`);
  return hex(digest).slice(0, REQUEST_HASH_CHARS);
}

interface Sent {
  readonly signal: Signal;
  readonly body: Uint8Array;
  readonly dropped: readonly (number | string)[];
}

/** A change of policy while rows are on their way has them chosen again; more often than this it is `policy.rows_changed`. */
const MOST_CHOICES = 4;

/**
 * What was rejected in all: by limits while decoding, and by the row filter of whoever sends. `policy.denied` when the
 * filter leaves nothing.
 */
export async function storeIntake(call: TenantCall, intake: Intake, body: Uint8Array): Promise<Result<Kept>> {
  const { signal } = intake.table;
  for (let choices = 1; ; choices++) {
    call.session.chooseRows();
    const { rowFilter } = call.session;
    // By the rules of this decision, and first: a filter judges rows as they will be read.
    const kept = keepPrivate(call, intake.table);
    const seen = kept?.table ?? intake.table;
    const { table, dropped } =
      rowFilter === null ? { table: seen, dropped: [] } : filterRows(seen, openRowCheck(rowFilter));
    if (dropped.length > 0 && table.rows === 0)
      return failed(fault("policy.denied", `none of ${dropped.length} rows may be written`));
    const open = leaveStoppedOut(call, table);
    if (open.stopped.length > 0 && open.table.rows === 0) {
      const refused = await refuseStopped(call, open.budgets);
      if (refused !== null) return failed(refused);
      continue;
    }
    const without = [
      ...dropped,
      ...open.stopped.map((row) => `stopped ${row}`),
      ...(kept?.refused ?? []).map((row) => `private ${row}`),
    ];
    const hash = requestHash(call, { signal, body, dropped: without });
    const stored = await storeTable(call, { table: open.table, hash, sizeBytes: body.byteLength });
    if (stored.ok) {
      const allowed = withStopped(withDropped(intake.rejected, dropped.length), open);
      const rejected = withoutNewSeries(call, allowed, stored.value);
      return ok(toldOf(rejected, kept));
    }
    if (stored.fault.code !== "policy.rows_changed" || choices === MOST_CHOICES) return stored;
  }
}

interface Unstopped {
  readonly table: Table;
  readonly stopped: readonly number[];
  readonly budgets: readonly string[];
}

function leaveStoppedOut({ session, principal }: TenantCall, table: Table): Unstopped {
  const { stops, attribution: labels } = session.bundle;
  if (stops.length === 0) return { table, stopped: [], budgets: [] };
  const left = withoutStopped(table, { stops, labels, key: principal.id });
  return { table: left.table, stopped: left.dropped, budgets: left.budgets };
}

/**
 * All of it is counted by budgets that are used up. Nothing goes to a shard, which would know better: so the object is asked
 * whether that is still so. Null when it is not, and rows are to be chosen again.
 */
async function refuseStopped({ session }: TenantCall, budgets: readonly string[]): Promise<Fault | null> {
  const before = JSON.stringify(session.bundle.stops);
  const confirmed = await session.confirm();
  if (!confirmed.ok) return confirmed.fault;
  if (JSON.stringify(session.bundle.stops) !== before) return null;
  return fault("finops.budget_stopped", `used up: ${named(budgets)}`);
}

const named = (budgets: readonly string[]): string => budgets.map((name) => `\`${name}\``).join(", ");

function withStopped(rejected: Rejected, { stopped, budgets }: Unstopped): Rejected {
  if (stopped.length === 0) return rejected;
  const reason = `${stopped.length} rows of budgets that are used up: ${named(budgets)}`;
  const message = rejected.message === "" ? reason : `${rejected.message}; ${reason}`;
  return { count: rejected.count + stopped.length, message };
}

function withDropped(rejected: Rejected, dropped: number): Rejected {
  if (dropped === 0) return rejected;
  const reason = `${dropped} rows that a policy does not let this key write`;
  const message = rejected.message === "" ? reason : `${rejected.message}; ${reason}`;
  return { count: rejected.count + dropped, message };
}

/** The tenant's limit on active series: what exists goes on, what is new is left out and told. */
function withoutNewSeries({ session }: TenantCall, rejected: Rejected, rows: number): Rejected {
  if (rows === 0) return rejected;
  const { tenant, limits } = session.bundle;
  const { activeSeries } = limitsOf(tenant.tier, limits);
  const reason = `${rows} of new series: the limit on active series is ${activeSeries} (active_series)`;
  const message = rejected.message === "" ? reason : `${rejected.message}; ${reason}`;
  return { count: rejected.count + rows, message };
}

interface Storing {
  readonly table: Table;
  readonly hash: string;
  readonly sizeBytes: number;
}

/** How many rows were left out because their series are too many. */
async function storeTable(call: TenantCall, { table, hash, sizeBytes }: Storing): Promise<Result<number>> {
  if (table.rows === 0) return ok(0);
  const { bundle, book } = call.session;
  book.turn(call.nowMs);
  const payment = await payIntake(call, { points: table.rows, bytes: sizeBytes });
  if (!payment.ok) return payment;
  const missing = await skipStored(call, table, hash);
  if (!missing.ok) return missing;
  const capped = await capLabels(call, missing.value);
  if (!capped.ok) return capped;
  const { shards } = bundle.tenant;
  const known = hashUnder(hash, shards);
  const parts = splitTable(capped.value, shards, assignShard);
  // What an earlier attempt stored has its share of the bytes already.
  const missingBytes = shareOfBytes(sizeBytes, 0, { rows: missing.value.rows, of: table.rows });
  let before = 0;
  const stored = await Promise.all(
    parts.map((part) => {
      const bytes = shareOfBytes(missingBytes, before, { rows: part.table.rows, of: capped.value.rows });
      before += part.table.rows;
      const amount = { points: part.table.rows, bytes };
      return appendPart(call, { ...part, amount, requestHash: known, payment: payment.value });
    }),
  );
  tellLater(call);
  const left = stored.map((part) => (part.ok ? part.value : 0)).reduce((sum, rows) => sum + rows, 0);
  return stored.find((part) => !part.ok) ?? ok(left);
}
