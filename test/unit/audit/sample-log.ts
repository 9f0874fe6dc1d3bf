// Logs for the audit tests: entries, a fixed signing key (RFC 8032, 7.1, test 1) and whole exports as lines.

import {
  append,
  createVerifierKey,
  EMPTY_FRONTIER,
  encodeEntry,
  exportCheckpointLine,
  exportHeaderLine,
  leafHash,
  logOrigin,
  rootOf,
  signCheckpoint,
} from "../../../src/audit/index.ts";
import type { AuditEntry, CheckpointSigner, Frontier, VerifierKey } from "../../../src/audit/index.ts";
import { base64url, parseHex } from "../../../src/kernel/bytes.ts";
import type { TenantId } from "../../../src/kernel/ids.ts";

export const TENANT: TenantId = "ten_01hzy3k9qm0123456789";
export const OTHER_TENANT: TenantId = "ten_01hzy3k9qm9876543210";
export const CHECKPOINT_AT = "2026-11-23T10:00:00.000Z";
const FIRST_MS = Date.UTC(2026, 10, 23, 9, 30);

const PRIVATE_KEY = bytesOf("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
const PUBLIC_KEY = bytesOf("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");

export function bytesOf(hexText: string): Uint8Array {
  const bytes = parseHex(hexText);
  if (bytes === null) throw new TypeError("not hexadecimal");
  return bytes;
}

export function sampleEntry(seq: number, tenant: TenantId = TENANT): AuditEntry {
  return {
    v: 1,
    seq,
    at: new Date(FIRST_MS + seq * 250).toISOString(),
    tenant,
    actor: { kind: "key", id: "key_01hzy3k9qm0000000001", name: "deploy" },
    action: seq % 3 === 0 ? "keys:create" : "metrics:query",
    resource: `key:key_01hzy3k9qm${String(seq).padStart(10, "0")}`,
    outcome: seq % 5 === 4 ? "denied" : "allowed",
    epoch: 7,
    request_id: `req_01hzy3k9qm${String(seq).padStart(10, "0")}`,
    reasons: ["role.admin"],
    detail: { note: "line\u2028separator and \u00fcml\u00e4ut", count: seq, nested: [1.5, null, true] },
  };
}

export function verifierKey(tenant: TenantId = TENANT): VerifierKey {
  return createVerifierKey(logOrigin(tenant), PUBLIC_KEY);
}

export async function signerFor(tenant: TenantId = TENANT): Promise<CheckpointSigner> {
  const jwk = { kty: "OKP", crv: "Ed25519", d: base64url(PRIVATE_KEY), x: base64url(PUBLIC_KEY) };
  const key = await crypto.subtle.importKey("jwk", jwk, "Ed25519", false, ["sign"]);
  return {
    key: verifierKey(tenant),
    sign: async (message) => new Uint8Array(await crypto.subtle.sign("Ed25519", key, message)),
  };
}

export function frontierOf(encodedEntries: readonly string[]): Frontier {
  return encodedEntries.reduce((tree, line) => append(tree, leafHash(line)).frontier, EMPTY_FRONTIER);
}

export async function noteOf(frontier: Frontier, jurisdiction = "eu"): Promise<string> {
  const { size } = frontier;
  const origin = logOrigin(TENANT);
  const checkpoint = { origin, size, root: rootOf(frontier), at: CHECKPOINT_AT, jurisdiction };
  return signCheckpoint(checkpoint, await signerFor());
}

/** The lines of the export of entries [fromSeq, size). */
export async function sampleExport(size: number, fromSeq = 0): Promise<string[]> {
  const entries = Array.from({ length: size }, (_, seq) => encodeEntry(sampleEntry(seq)));
  const prefix = frontierOf(entries.slice(0, fromSeq));
  return [
    exportHeaderLine({ tenant: TENANT, jurisdiction: "eu", key: verifierKey(), prefix }),
    ...entries.slice(fromSeq),
    exportCheckpointLine(await noteOf(frontierOf(entries))),
  ];
}
