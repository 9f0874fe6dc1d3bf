// Checks a residency evidence file by itself: signature, proofs against the signed checkpoint, and that everything in the
// statement follows from the observations that it names. Nothing in the file is believed before it is checked.

import {
  leafHash,
  parseEntry,
  parseVerifierKey,
  verifyCheckpoint,
  verifyInclusion,
  type AuditEntry,
  type VerifierKey,
} from "../../src/audit/index.ts";
import { hex, parseHex } from "../../src/kernel/bytes.ts";
import { canonicalJson, type Json } from "../../src/kernel/canonical-json.ts";
import { openJws } from "../../src/kernel/compact-jws.ts";
import { coverageOf, heldSpans, type LoggedObservation } from "../../src/residency/evidence/coverage.ts";
import type { Observation } from "../../src/residency/evidence/observation.ts";
import {
  asJson,
  EVIDENCE_FORMAT,
  exceptionsIn,
  NOT_COVERED,
  STATEMENT_TYPE,
  statementHash,
  type Evidence,
  type ProvenEntry,
  type Statement,
} from "../../src/residency/evidence/statement.ts";

export const EVIDENCE_CHECKS = {
  format: "the file is residency evidence of this format",
  key: "the file names the key you expect",
  signature: "the statement is signed by the key, word for word",
  checkpoint: "the checkpoint of the audit log is signed by the key",
  entry: "the log has an entry with the statement's hash",
  inclusion: "every entry that is named is in the log, where the file says",
  observations: "the observations are of this tenant, of this period and in their order",
  derived: "coverage, guarantees and exceptions follow from the observations",
  moves: "the receipts of the moves are signed by the key and say the same",
} as const;

export type EvidenceCheck = keyof typeof EVIDENCE_CHECKS;

export interface Finding {
  readonly check: EvidenceCheck;
  readonly status: "passed" | "failed" | "skipped";
  readonly detail: string | null;
}

export interface EvidenceReport {
  readonly isVerified: boolean;
  readonly tenant: string | null;
  readonly period: Statement["period"] | null;
  readonly findings: readonly Finding[];
  readonly statement: Statement | null;
}

/** Null when it holds; otherwise what does not. */
type Verdict = string | null;

interface Opened {
  readonly evidence: Evidence;
  readonly key: VerifierKey;
  readonly root: Uint8Array | null;
  readonly size: number;
}

export async function checkEvidence(text: string, expected?: VerifierKey): Promise<EvidenceReport> {
  const evidence = parseEvidence(text);
  const named = evidence === null ? null : parseVerifierKey(evidence.audit.vkey);
  if (evidence === null || named === null || !named.ok)
    return report(null, [{ check: "format", status: "failed", detail: "it does not have that shape" }]);
  const key = expected ?? named.value;
  const signed = await verifyCheckpoint(evidence.audit.checkpoint, key);
  const [root, size] = signed.ok ? [signed.value.root, signed.value.size] : [null, 0];
  const opened: Opened = { evidence, key, root, size };
  const findings: Finding[] = [pass("format"), keyFinding(named.value, expected)];
  for (const [check, judge] of JUDGES) findings.push(await findingOf(check, judge, opened));
  if (!signed.ok) findings.push(fail("checkpoint", signed.fault.detail ?? signed.fault.code));
  else findings.push(pass("checkpoint"));
  return report(evidence.statement, findings);
}

const pass = (check: EvidenceCheck): Finding => ({ check, status: "passed", detail: null });
const fail = (check: EvidenceCheck, detail: string): Finding => ({ check, status: "failed", detail });

function keyFinding(named: VerifierKey, expected?: VerifierKey): Finding {
  if (expected === undefined)
    return {
      check: "key",
      status: "skipped",
      detail: "no key was given: the one in the file was taken on trust",
    };
  const isSame = named.name === expected.name && hex(named.publicKey) === hex(expected.publicKey);
  return isSame ? pass("key") : fail("key", "the file names another key");
}

async function findingOf(check: EvidenceCheck, judge: Judge, opened: Opened): Promise<Finding> {
  try {
    const verdict = await judge(opened);
    return verdict === null ? pass(check) : fail(check, verdict);
  } catch (error) {
    // A file of another shape inside: whatever it tripped over, it is not what it says.
    return fail(check, `it could not be read: ${(error as Error).message}`);
  }
}

function report(statement: Statement | null, findings: readonly Finding[]): EvidenceReport {
  const isVerified = statement !== null && findings.every(({ status }) => status !== "failed");
  return {
    isVerified,
    findings,
    statement,
    tenant: statement?.tenant ?? null,
    period: statement?.period ?? null,
  };
}

function parseEvidence(text: string): Evidence | null {
  try {
    const value = JSON.parse(text) as Evidence;
    return value.statement.format === EVIDENCE_FORMAT && typeof value.jws === "string" ? value : null;
  } catch {
    return null;
  }
}

type Judge = (opened: Opened) => Promise<Verdict> | Verdict;

const signature: Judge = async ({ evidence, key }) => {
  const opened = await openJws(evidence.jws, key.publicKey);
  if (opened?.typ !== STATEMENT_TYPE) return "it is not signed by the key as a statement";
  return opened.payload === canonicalJson(asJson(evidence.statement)) ? null : "another statement was signed";
};

function entryOf({ entry }: ProvenEntry): AuditEntry {
  const parsed = parseEntry(entry);
  if (!parsed.ok) throw new Error(parsed.fault.detail ?? parsed.fault.code);
  return parsed.value;
}

const entry: Judge = ({ evidence, key }) => {
  const { statement, audit } = evidence;
  const { tenant, action, detail } = entryOf(audit.statement);
  if (tenant !== statement.tenant || key.name !== `traceo-gateway/${tenant}`)
    return "it is of another tenant";
  if (action !== "residency:attest") return `the entry is of \`${action}\``;
  const told = (detail as { readonly statement?: Json }).statement;
  return told === statementHash(statement) ? null : "the entry holds another statement's hash";
};

const inclusion: Judge = ({ evidence, root, size }) => {
  if (root === null) return "there is no checkpoint to check it against";
  for (const proven of [evidence.audit.statement, ...evidence.audit.observations]) {
    if (entryOf(proven).seq !== proven.seq) return `entry ${proven.seq} says another number of itself`;
    const proof = proven.proof.map((step) => parseHex(step) ?? new Uint8Array());
    const claim = { leaf: leafHash(proven.entry), index: proven.seq, size, root, proof };
    if (!verifyInclusion(claim)) return `entry ${proven.seq} is not in the log`;
  }
  return null;
};

function logged({ statement, audit }: Evidence): LoggedObservation[] {
  return audit.observations.map((proven) => {
    const { at, action, tenant, detail, seq } = entryOf(proven);
    if (action !== "residency:observe" || tenant !== statement.tenant)
      throw new Error(`entry ${seq} is no observation of this tenant`);
    return { seq, at, observation: detail as unknown as Observation };
  });
}

const observations: Judge = ({ evidence }) => {
  const { statement, audit } = evidence;
  const found = logged(evidence);
  const named = statement.observations.map((one) => `${one.seq} ${one.at} ${one.leaf}`);
  const there = found.map(
    ({ seq, at }, index) => `${seq} ${at} ${hex(leafHash(audit.observations[index]?.entry ?? ""))}`,
  );
  if (named.join() !== there.join()) return "the file brings other observations than the statement names";
  const { from, to } = statement.period;
  const isOrdered = found.every(({ seq }, index) => index === 0 || seq > (found[index - 1]?.seq ?? seq));
  if (!isOrdered) return "they are not in the order of the log";
  const outside = found.find(({ at }) => at < from || at >= to);
  return outside === undefined ? null : `entry ${outside.seq} is not of the period`;
};

const derived: Judge = ({ evidence: { statement, audit } }) => {
  const found = logged({ statement, audit } as Evidence);
  const wanted: Readonly<Record<string, unknown>> = {
    coverage: coverageOf(found, statement.period),
    held: heldSpans(found),
    exceptions: exceptionsIn(found),
    latest: found.at(-1)?.observation ?? null,
    not_covered: NOT_COVERED,
  };
  const text = (value: unknown): string => canonicalJson(JSON.parse(JSON.stringify(value)) as Json);
  const stated: Readonly<Record<string, unknown>> = { ...statement };
  const wrong = Object.keys(wanted).find((name) => text(wanted[name]) !== text(stated[name]));
  return wrong === undefined ? null : `\`${wrong}\` does not follow from the observations`;
};

const moves: Judge = async ({ evidence: { statement }, key }) => {
  for (const move of statement.moves) {
    if (move.receipt === null) continue;
    const opened = await openJws(move.receipt, key.publicKey);
    if (opened === null) return `the receipt of ${move.id} is not signed by the key`;
    const { tenant, move: told } = JSON.parse(opened.payload) as { tenant: string; move: typeof move };
    const isSame = tenant === statement.tenant && told.id === move.id && told.kind === move.kind;
    const isPlace = canonicalJson([told.from, told.to]) === canonicalJson([move.from, move.to]);
    if (!isSame || !isPlace) return `the receipt of ${move.id} tells of another move`;
  }
  return null;
};

const JUDGES: readonly (readonly [EvidenceCheck, Judge])[] = [
  ["signature", signature],
  ["entry", entry],
  ["inclusion", inclusion],
  ["observations", observations],
  ["derived", derived],
  ["moves", moves],
];
