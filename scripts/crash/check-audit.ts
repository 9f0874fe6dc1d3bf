// A tenant's audit log after the kills: the tree verifies, every acknowledged change has exactly one entry, and the rows
// that the shards reported as flushed are the rows that were acknowledged.

import { splitLines, verifyExport } from "../../src/audit/index.ts";
import { utf8 } from "../../src/kernel/bytes.ts";
import type { TenantAccess } from "../bench/gateway-world.ts";
import type { Effects } from "./effects-writer.ts";
import type { Host } from "../bench/host.ts";
import { insist } from "./insist.ts";

export interface AuditLog {
  readonly isVerified: boolean;
  readonly entries: readonly AuditLine[];
}

interface AuditLine {
  readonly action: string;
  readonly resource: string;
  readonly detail: { readonly rows?: number; readonly signal?: string } | null;
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

export async function readAuditLog(host: Host, tenant: TenantAccess): Promise<AuditLog> {
  const headers = { authorization: `Bearer ${tenant.adminKey}` };
  const { text } = await insist(host, {
    path: "/v1/audit/export",
    host: tenant.host,
    headers,
    expected: 200,
  });
  const report = await verifyExport(splitLines(once(utf8(text))));
  const lines = text.trimEnd().split("\n").slice(1, -1);
  return { isVerified: report.isVerified, entries: lines.map((line) => JSON.parse(line) as AuditLine) };
}

export function flushedRows({ entries }: AuditLog, signal: string): number {
  const reports = entries.filter(
    ({ action, detail }) => action === "telemetry:store" && detail?.signal === signal,
  );
  return reports.reduce((sum, { detail }) => sum + (detail?.rows ?? 0), 0);
}

/** Acknowledged changes without their entry, and entries that are there twice. */
export function wrongEntries({ entries }: AuditLog, effects: Effects): number {
  const counts = new Map<string, number>();
  for (const { action, resource } of entries) {
    counts.set(`${action} ${resource}`, (counts.get(`${action} ${resource}`) ?? 0) + 1);
  }
  const wanted = [
    ...effects.made.map(({ id }) => `keys:create key:${id}`),
    ...effects.revoked.map(({ id }) => `keys:revoke key:${id}`),
  ];
  const tierEntries = entries.filter(({ action }) => action === "tenants:set_tier").length;
  return wanted.filter((name) => counts.get(name) !== 1).length + Math.abs(tierEntries - effects.tierChanges);
}
