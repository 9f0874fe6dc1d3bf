// The export `traceo-audit/1`, NDJSON that anyone can check offline: a header line, the entries from `from_seq` on
// (each line is the leaf input, byte for byte), and a line with the checkpoint whose size ends the export.
// INVARIANT: every line is canonical JSON. A part that starts later carries the frontier of what it leaves out.

import { base64, parseBase64 } from "../kernel/bytes.ts";
import { canonicalJson } from "../kernel/canonical-json.ts";
import { fault } from "../kernel/fault.ts";
import { isId } from "../kernel/ids.ts";
import { failed, ok, type Result } from "../kernel/result.ts";
import { isRecord, parseCanonicalJson } from "./canonical-line.ts";
import { logOrigin } from "./checkpoint.ts";
import { EMPTY_FRONTIER, encodeFrontier, parseFrontier, type Frontier } from "./frontier.ts";
import { encodeVerifierKey, parseVerifierKey, type VerifierKey } from "./verifier-key.ts";

const FORMAT = "traceo-audit/1";

export interface ExportHeader {
  readonly tenant: string;
  readonly jurisdiction: string;
  readonly key: VerifierKey;
  /** The tree before the first entry of the export: its size is `from_seq`. */
  readonly prefix: Frontier;
}

/** The first line, without its newline. */
export function exportHeaderLine({ tenant, jurisdiction, key, prefix }: ExportHeader): string {
  return canonicalJson({
    format: FORMAT,
    tenant,
    jurisdiction,
    from_seq: prefix.size,
    vkey: encodeVerifierKey(key),
    ...(prefix.size === 0 ? {} : { frontier: base64(encodeFrontier(prefix)) }),
  });
}

/** The last line, without its newline. */
export function exportCheckpointLine(checkpointNote: string): string {
  return canonicalJson({ checkpoint: checkpointNote });
}

/** The header, or `audit.malformed`. */
export function parseExportHeader(line: string): Result<ExportHeader> {
  const value = parseCanonicalJson(line);
  if (!isRecord(value, ["format", "tenant", "jurisdiction", "from_seq", "vkey"], ["frontier"])) {
    return malformed("the first line is no header of an audit export");
  }
  const fields = value as { readonly [name: string]: unknown };
  const { format, tenant, jurisdiction } = fields;
  if (format !== FORMAT) return malformed(`the format is not \`${FORMAT}\``);
  if (typeof tenant !== "string" || !isId("tenant", tenant)) return malformed("the header names no tenant");
  if (typeof jurisdiction !== "string") return malformed("the header names no jurisdiction");
  const key = parseVerifierKey(String(fields.vkey));
  if (!key.ok) return key;
  if (key.value.name !== logOrigin(tenant)) return malformed("the header's key is of another log");
  const prefix = parsePrefix(fields);
  return prefix.ok ? ok({ tenant, jurisdiction, key: key.value, prefix: prefix.value }) : prefix;
}

/** The note of the last line, or `audit.malformed`. */
export function parseExportCheckpoint(line: string): Result<string> {
  const value = parseCanonicalJson(line);
  const note = isRecord(value, ["checkpoint"])
    ? (value as { readonly checkpoint: unknown }).checkpoint
    : null;
  return typeof note === "string"
    ? ok(note)
    : malformed("the last line is no checkpoint: the export is cut short");
}

function parsePrefix({
  from_seq: fromSeq,
  frontier,
}: {
  readonly [name: string]: unknown;
}): Result<Frontier> {
  if (fromSeq === 0 && frontier === undefined) return ok(EMPTY_FRONTIER);
  const bytes = typeof frontier === "string" ? parseBase64(frontier) : null;
  const prefix = parseFrontier(bytes ?? new Uint8Array());
  const fits = prefix.ok && prefix.value.size > 0 && prefix.value.size === fromSeq;
  return fits ? prefix : malformed("the header's frontier is not the one of `from_seq` entries");
}

function malformed(detail: string): Result<never> {
  return failed(fault("audit.malformed", detail));
}
