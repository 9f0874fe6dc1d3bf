// C2SP signed-note: a text, an empty line, and lines `— name base64(key id || signature)` over the text.
// INVARIANT: the text ends in a newline that is signed; the empty line is not. The last empty line is the border.

import { base64, concatBytes, isSameBytes, parseBase64, utf8 } from "../kernel/bytes.ts";
import { isEd25519Signed } from "../kernel/ed25519.ts";
import { fault } from "../kernel/fault.ts";
import { failed, ok, type Result } from "../kernel/result.ts";
import { isKeyName, type VerifierKey } from "./verifier-key.ts";

interface SignedNote {
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

interface NoteSignature {
  readonly name: string;
  readonly keyId: Uint8Array;
  readonly signature: Uint8Array;
}

/** LIMIT: the standard asks for 16 signatures at least; ours carry one, witnesses may add. */
const MAX_SIGNATURES = 64;
const MAX_NOTE_CHARS = 262_144;
const KEY_ID_BYTES = 4;
// Every ASCII control character but the newline.
// oxlint-disable-next-line no-control-regex -- the standard forbids exactly these
const CONTROL = /[\u0000-\u0009\u000b-\u001f]/;

export function formatNote(text: string, key: VerifierKey, signature: Uint8Array): string {
  return `${text}\n— ${key.name} ${base64(concatBytes([key.keyId, signature]))}\n`;
}

/** The parts of a note, or `audit.malformed`. Nothing in it is to be believed before `verifyNote`. */
export function parseNote(note: string): Result<SignedNote> {
  const malformed = failed(fault("audit.malformed", "the text is no signed note"));
  if (note.length > MAX_NOTE_CHARS || !note.isWellFormed() || CONTROL.test(note)) return malformed;
  const border = note.lastIndexOf("\n\n");
  if (border < 1 || !note.endsWith("\n")) return malformed;
  const lines = note.slice(border + 2, -1).split("\n");
  const signatures = lines.map(parseSignature).filter((signature) => signature !== null);
  if (signatures.length !== lines.length || lines.length > MAX_SIGNATURES) return malformed;
  return ok({ text: note.slice(0, border + 1), signatures });
}

/** Did this key sign the note? Lines of other keys say nothing; one bad line of this key spoils the note. */
export async function verifyNote(note: SignedNote, key: VerifierKey): Promise<boolean> {
  const own = note.signatures.filter(({ name, keyId }) => name === key.name && isSameBytes(keyId, key.keyId));
  if (own.length === 0) return false;
  const message = utf8(note.text);
  const verdicts = own.map(({ signature }) => isEd25519Signed(key.publicKey, signature, message));
  return (await Promise.all(verdicts)).every(Boolean);
}

function parseSignature(line: string): NoteSignature | null {
  const match = /^— (\S+) (\S+)$/.exec(line);
  if (match === null) return null;
  const [, name = "", encoded = ""] = match;
  const bytes = parseBase64(encoded);
  if (bytes === null || bytes.byteLength <= KEY_ID_BYTES || !isKeyName(name)) return null;
  return { name, keyId: bytes.slice(0, KEY_ID_BYTES), signature: bytes.slice(KEY_ID_BYTES) };
}
