// Verifies an export as it streams by: one line and one frontier in memory, whatever the length.
// A changed entry that is still well formed shows in the root only: a Merkle root says that a byte differs, not where;
// the finding then names the checkpoint's line.

import { isSameBytes, parseUtf8 } from "../kernel/bytes.ts";
import { parseCheckpoint, verifyCheckpoint } from "./checkpoint.ts";
import { MAX_ENTRY_BYTES, parseEntry } from "./entry.ts";
import { parseExportCheckpoint, parseExportHeader, type ExportHeader } from "./export-format.ts";
import {
  createFindings,
  firstBadLine,
  isVerified,
  type ExportReport,
  type Findings,
} from "./export-report.ts";
import { append, rootOf, type Frontier } from "./frontier.ts";
import { leafHash } from "./tree-hash.ts";
import { isSameVerifierKey, type VerifierKey } from "./verifier-key.ts";

interface Scan {
  readonly header: ExportHeader;
  readonly key: VerifierKey;
  readonly findings: Findings;
  frontier: Frontier;
  checkpointAt: string | null;
}

/**
 * Checks the lines of an export (without their newlines). Without an `expected` key the one in the header is used,
 * which shows that the file agrees with itself and not who made it.
 */
export async function verifyExport(
  lines: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  expected?: VerifierKey,
): Promise<ExportReport> {
  const findings = createFindings();
  let scan: Scan | null = null;
  let held: Uint8Array | null = null;
  for await (const line of lines) {
    if (scan === null) {
      scan = startScan(line, findings, expected);
      if (scan === null) return report(null, findings);
      continue;
    }
    // Only the end of the stream tells which line was the last: each waits for the next one.
    if (held !== null) takeEntry(scan, held);
    held = line;
  }
  if (scan === null) findings.fail("header", 1, "the export is empty");
  else await takeLast(scan, held ?? new Uint8Array());
  return report(scan, findings);
}

function startScan(line: Uint8Array, findings: Findings, expected?: VerifierKey): Scan | null {
  const header = parseExportHeader(parseUtf8(line) ?? "");
  if (!header.ok) {
    findings.fail("header", 1, header.fault.detail ?? header.fault.code);
    return null;
  }
  findings.pass("header");
  findings.pass("entries");
  findings.pass("sequence");
  const { key, prefix } = header.value;
  if (expected === undefined)
    findings.skip("key", "no key was given: the one in the file was taken on trust");
  else if (isSameVerifierKey(key, expected)) findings.pass("key");
  else findings.fail("key", 1, "the export names another key");
  return { header: header.value, key: expected ?? key, findings, frontier: prefix, checkpointAt: null };
}

function takeEntry(scan: Scan, line: Uint8Array): void {
  const { header, findings, frontier } = scan;
  const lineNumber = frontier.size - header.prefix.size + 2;
  scan.frontier = append(frontier, leafHash(line)).frontier;
  const text = line.byteLength > MAX_ENTRY_BYTES ? null : parseUtf8(line);
  if (text === null) return findings.fail("entries", lineNumber, "the line is too long or not UTF-8");
  const entry = parseEntry(text);
  if (!entry.ok) return findings.fail("entries", lineNumber, entry.fault.detail ?? entry.fault.code);
  const { seq, tenant } = entry.value;
  if (tenant !== header.tenant) findings.fail("entries", lineNumber, `the entry is of tenant \`${tenant}\``);
  if (seq !== frontier.size) {
    findings.fail("sequence", lineNumber, `entry \`${seq}\` stands where \`${frontier.size}\` belongs`);
  }
}

async function takeLast(scan: Scan, line: Uint8Array): Promise<void> {
  const { header, findings, frontier } = scan;
  const lineNumber = frontier.size - header.prefix.size + 2;
  const note = parseExportCheckpoint(parseUtf8(line) ?? "");
  const checkpoint = note.ok ? parseCheckpoint(note.value) : note;
  if (!note.ok || !checkpoint.ok) {
    const detail = checkpoint.ok ? undefined : checkpoint.fault.detail;
    return findings.fail("checkpoint", lineNumber, detail ?? "the last line is no checkpoint");
  }
  const { size, root, origin, jurisdiction, at } = checkpoint.value;
  scan.checkpointAt = at;
  findings.pass("checkpoint");
  if (size !== frontier.size) {
    findings.fail(
      "checkpoint",
      lineNumber,
      `it signs \`${size}\` entries, the export ends at \`${frontier.size}\``,
    );
  }
  if (origin !== header.key.name) findings.fail("checkpoint", lineNumber, `it is of the log \`${origin}\``);
  if (jurisdiction !== header.jurisdiction) {
    findings.fail("checkpoint", lineNumber, `it is of jurisdiction \`${jurisdiction}\``);
  }
  if (isSameBytes(root, rootOf(frontier))) findings.pass("root");
  else
    findings.fail(
      "root",
      lineNumber,
      "the frontier and the entries before it do not hash to the signed root",
    );
  const signed = await verifyCheckpoint(note.value, scan.key);
  if (signed.ok) findings.pass("signature");
  else findings.fail("signature", lineNumber, signed.fault.detail ?? signed.fault.code);
}

function report(scan: Scan | null, findings: Findings): ExportReport {
  const checks = findings.all();
  return {
    isVerified: isVerified(checks),
    firstBadLine: firstBadLine(checks),
    tenant: scan?.header.tenant ?? null,
    jurisdiction: scan?.header.jurisdiction ?? null,
    fromSeq: scan?.header.prefix.size ?? 0,
    entries: scan === null ? 0 : scan.frontier.size - scan.header.prefix.size,
    checkpointAt: scan?.checkpointAt ?? null,
    root: scan === null ? null : rootOf(scan.frontier),
    checks,
  };
}
