// The signed head of a tenant's tree, in C2SP tlog-checkpoint form: origin, size, root, then our two extension lines
// `time …` and `jurisdiction …`, and an Ed25519 signature whose key name is the origin.
// INVARIANT: a log signs no two checkpoints of which one is not a beginning of the other.

import { base64, parseBase64, utf8 } from "../kernel/bytes.ts";
import { fault } from "../kernel/fault.ts";
import type { TenantId } from "../kernel/ids.ts";
import { failed, ok, type Result } from "../kernel/result.ts";
import { isLogInstant } from "./entry.ts";
import { formatNote, parseNote, verifyNote } from "./signed-note.ts";
import { HASH_BYTES } from "./tree-hash.ts";
import type { VerifierKey } from "./verifier-key.ts";

export interface Checkpoint {
  readonly origin: string;
  /** Leaves in the tree: the next `seq`. */
  readonly size: number;
  readonly root: Uint8Array;
  /** RFC 3339 in UTC with milliseconds. */
  readonly at: string;
  readonly jurisdiction: string;
}

export interface CheckpointSigner {
  readonly key: VerifierKey;
  readonly sign: (message: Uint8Array) => Promise<Uint8Array> | Uint8Array;
}

const SIZE = /^(0|[1-9]\d{0,15})$/;
const JURISDICTION = /^[a-z][a-z0-9-]*$/;

/** The log's name: origin of its checkpoints and name of its key. */
export function logOrigin(tenant: TenantId | string): string {
  return `traceo-gateway/${tenant}`;
}

/** The checkpoint as a note. Throws a TypeError when it could not be read back or the key is another log's. */
export async function signCheckpoint(checkpoint: Checkpoint, signer: CheckpointSigner): Promise<string> {
  if (checkpoint.origin !== signer.key.name)
    throw new TypeError("a checkpoint signed with another log's key");
  const text = checkpointText(checkpoint);
  const readBack = readText(text);
  if (readBack === null || checkpointText(readBack) !== text) {
    throw new TypeError("a checkpoint that cannot be read back");
  }
  return formatNote(text, signer.key, await signer.sign(utf8(text)));
}

/** What the note claims, unverified, or `audit.malformed`. */
export function parseCheckpoint(note: string): Result<Checkpoint> {
  const parsed = parseNote(note);
  if (!parsed.ok) return parsed;
  const checkpoint = readText(parsed.value.text);
  return checkpoint === null ? failed(fault("audit.malformed", "the note is no checkpoint")) : ok(checkpoint);
}

/** The checkpoint once the key's signature holds; `audit.malformed`, or `audit.unverified`. */
export async function verifyCheckpoint(note: string, key: VerifierKey): Promise<Result<Checkpoint>> {
  const checkpoint = parseCheckpoint(note);
  const parsed = parseNote(note);
  if (!checkpoint.ok || !parsed.ok) return checkpoint;
  if (checkpoint.value.origin !== key.name) {
    return failed(fault("audit.unverified", "the checkpoint is of another log than the key"));
  }
  if (await verifyNote(parsed.value, key)) return checkpoint;
  return failed(fault("audit.unverified", "the checkpoint is not signed by the key"));
}

function checkpointText({ origin, size, root, at, jurisdiction }: Checkpoint): string {
  return `${origin}\n${size}\n${base64(root)}\ntime ${at}\njurisdiction ${jurisdiction}\n`;
}

function readText(text: string): Checkpoint | null {
  const lines = text.slice(0, -1).split("\n");
  const [origin = "", size = "", encodedRoot = "", time = "", place = ""] = lines;
  const root = parseBase64(encodedRoot);
  // Lines after ours are later versions' extensions: signed with the rest, and passed over.
  if (lines.includes("") || lines.length < 5 || root?.byteLength !== HASH_BYTES || !SIZE.test(size))
    return null;
  const at = time.replace(/^time /, "");
  const jurisdiction = place.replace(/^jurisdiction /, "");
  if (!isLogInstant(at) || !JURISDICTION.test(jurisdiction) || !Number.isSafeInteger(Number(size)))
    return null;
  const checkpoint = { origin, size: Number(size), root, at, jurisdiction };
  // One spelling per checkpoint: also refuses a missing `time `, and base64 with loose last bits.
  return text.startsWith(checkpointText(checkpoint)) ? checkpoint : null;
}
