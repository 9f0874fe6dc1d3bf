// Every invariant of a tenant, checked after each test that made one: its audit log is gapless and hashes to the stored
// frontier, its export verifies with a signed head, no effect is left, its events have the shapes of their types, the directory
// agrees with the object, every joined shard stands at the object's epoch, telemetry was reported once, and no key's text is in any storage.

import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect } from "vitest";
import {
  append,
  EMPTY_FRONTIER,
  encodeFrontier,
  exportCheckpointLine,
  exportHeaderLine,
  leafHash,
  parseVerifierKey,
  TILE_WIDTH,
  verifyExport,
} from "../../src/audit/index.ts";
import type { Tenant } from "../../src/directory/index.ts";
import type { EventTypeRow } from "../../src/webhooks/event-type.ts";
import { EVENT_TYPES, type EventType } from "../../src/webhooks/index.ts";
import { openDirectory } from "../../src/directory/store/directory.ts";
import { hex, utf8 } from "../../src/kernel/bytes.ts";
import {
  auditOf,
  envelopeOf,
  shardStub,
  sqlIn,
  stateOf,
  tenantApi,
  tenantStub,
  type LoggedEntry,
  type StateRow,
} from "./objects.ts";

interface Checked {
  readonly tenant: Tenant;
  readonly secrets: ReadonlySet<string>;
}

/** The record as the directory has it: a test may have moved the tenant to another jurisdiction. */
async function whereItIs(tenant: Tenant): Promise<Tenant> {
  const found = await openDirectory(env.DIRECTORY).load({ by: "id", id: tenant.id });
  return found ?? tenant;
}

export async function checkTenant({ tenant: made, secrets }: Checked): Promise<void> {
  const tenant = await whereItIs(made);
  await drain(tenant);
  await checkExport(tenant);
  const state = await stateOf(tenant);
  await checkLog(tenant, state);
  await checkEvents(tenant);
  await checkDirectory(tenant, state);
  for (const shard of state.shards) {
    const [row] = await sqlIn(shardStub(tenant, shard), "SELECT epoch FROM shard_state");
    expect(row?.epoch, `epoch of shard ${shard}`).toBe(state.epoch);
  }
  await checkSecrets(tenant, state, secrets);
}

/** What was told has the shape that its type promises. */
async function checkEvents(tenant: Tenant): Promise<void> {
  for (const { type, data } of await sqlIn(tenantStub(tenant), "SELECT type, data FROM webhook_events")) {
    const row: EventTypeRow | undefined = EVENT_TYPES[type as EventType];
    if (row === undefined) throw new Error(`\`${type}\` is no type of event`);
    const [told] = JSON.parse(data as string) as [unknown];
    expect(row.data.safeParse(told).error?.issues, `data of \`${type}\``).toBeUndefined();
  }
}

/** What is due later is done now; then nothing may be left to do. */
async function drain(tenant: Tenant): Promise<void> {
  const stub = tenantStub(tenant);
  for (
    let left = await pending(tenant), tries = 0;
    left > 0 && tries < 5;
    left = await pending(tenant), tries++
  ) {
    await sqlIn(stub, "UPDATE effects SET not_before_ms = 1");
    await sqlIn(stub, "UPDATE due_work SET at_ms = 1 WHERE name = 'outbox'");
    await runDurableObjectAlarm(stub);
  }
  expect(await pending(tenant), "effects left").toBe(0);
}

async function pending(tenant: Tenant): Promise<number> {
  const [row] = await sqlIn(tenantStub(tenant), "SELECT count(*) AS n FROM effects");
  return row?.n as number;
}

async function entriesOf(tenant: Tenant): Promise<string[]> {
  const rows = await sqlIn(tenantStub(tenant), "SELECT entry FROM audit_entries ORDER BY seq");
  return rows.map((row) => row.entry as string);
}

async function checkExport(tenant: Tenant): Promise<void> {
  const sealed = await tenantApi(tenant).seal(envelopeOf({ action: "audit:view" }));
  if (!sealed.ok) throw new Error(sealed.fault.code);
  const key = parseVerifierKey(sealed.value.vkey);
  if (!key.ok) throw new Error(key.fault.code);
  const entries = await entriesOf(tenant);
  const { jurisdiction, id } = tenant;
  const header = exportHeaderLine({ tenant: id, jurisdiction, key: key.value, prefix: EMPTY_FRONTIER });
  const lines = [header, ...entries, exportCheckpointLine(sealed.value.checkpoint)].map((line) => utf8(line));
  const report = await verifyExport(lines, key.value);
  const unproven = Object.entries(report.checks).filter(([, finding]) => finding.status !== "passed");
  expect(unproven).toEqual([]);
  expect(report).toMatchObject({ isVerified: true, entries: sealed.value.size, tenant: id, jurisdiction });
}

async function checkLog(tenant: Tenant, state: StateRow): Promise<void> {
  const hashes = (await entriesOf(tenant)).map((entry) => leafHash(entry));
  const frontier = hashes.reduce((grown, hash) => append(grown, hash).frontier, EMPTY_FRONTIER);
  expect(hex(state.frontier), "frontier").toBe(hex(encodeFrontier(frontier)));
  const tiles = await sqlIn(
    tenantStub(tenant),
    "SELECT tile, hashes FROM audit_tiles WHERE level = 0 ORDER BY tile",
  );
  expect(tiles.length, "full tiles").toBe(Math.floor(hashes.length / TILE_WIDTH));
  for (const { tile, hashes: stored } of tiles) {
    const own = hashes.slice(tile * TILE_WIDTH, (tile + 1) * TILE_WIDTH);
    expect(hex(new Uint8Array(stored as ArrayBuffer)), `tile ${tile}`).toBe(
      own.map((hash) => hex(hash)).join(""),
    );
  }
  const log = await auditOf(tenant);
  expect(log.map((entry) => entry.seq)).toEqual(log.map((_, index) => index));
  checkFlushReports(log);
}

/** Of one shard and signal no two reports may tell of the same batch. */
function checkFlushReports(log: readonly LoggedEntry[]): void {
  const reports = log.filter((entry) => entry.action === "telemetry:store").map((entry) => entry.detail);
  const lanes = Map.groupBy(reports, (report) => `${report.shard} ${report.signal}`);
  for (const [lane, runs] of lanes) {
    const sorted = runs.toSorted((left, right) => left.seq_from - right.seq_from);
    sorted.forEach((run, index) => {
      expect(run.seq_from, `reports of ${lane} overlap`).toBeGreaterThanOrEqual(
        sorted[index - 1]?.seq_to ?? 0,
      );
    });
  }
}

async function checkDirectory(tenant: Tenant, state: StateRow): Promise<void> {
  const row = await env.DIRECTORY.prepare(
    "SELECT tier, status, version, jurisdiction, slug FROM tenants WHERE id = ?",
  )
    .bind(tenant.id)
    .first();
  const { tier, status, jurisdiction, slug } = state.tenant;
  expect(row).toEqual({ tier, status, jurisdiction, slug, version: state.version });
}

async function checkSecrets(tenant: Tenant, state: StateRow, secrets: ReadonlySet<string>): Promise<void> {
  const stubs = [tenantStub(tenant), ...state.shards.map((shard) => shardStub(tenant, shard))];
  const dumps = await Promise.all(stubs.map((stub) => dump(stub)));
  const stored = dumps.join("\n");
  expect(stored.length).toBeGreaterThan(0);
  for (const text of secrets) {
    const secret = text.split("_").at(-1)?.slice(0, 32) ?? text;
    expect(stored.includes(secret), "a key's secret is stored").toBe(false);
  }
}

/** All that an object has stored, as text; bytes one character each. */
async function dump(stub: unknown): Promise<string> {
  return runInDurableObject(stub as DurableObjectStub, (_object, { storage: { sql } }) => {
    const tables = sql.exec<{ name: string }>(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
    );
    const rows = tables.toArray().flatMap(({ name }) => sql.exec(`SELECT * FROM "${name}"`).toArray());
    return rows.flatMap((row) => Object.values(row).map((value) => asText(value))).join("\n");
  });
}

const latin1 = new TextDecoder("latin1");

function asText(value: SqlStorageValue): string {
  return value instanceof ArrayBuffer ? latin1.decode(value) : String(value);
}
