// The statement of where a tenant's data was kept over a period: what was observed, what held it, what moved, what was
// allowed as an exception and what was refused. It is signed, its hash is an entry of the tenant's audit log, and the file
// brings the proofs of both: `traceo-residency/1`.

import type { ResidencyException } from "../../directory/index.ts";
import { hex } from "../../kernel/bytes.ts";
import { canonicalJson, type Json } from "../../kernel/canonical-json.ts";
import { sha256 } from "../../kernel/sha256.ts";
import {
  coverageOf,
  heldSpans,
  type Coverage,
  type HeldSpan,
  type LoggedObservation,
  type Period,
} from "./coverage.ts";
import type { Observation } from "./observation.ts";

export const EVIDENCE_FORMAT = "traceo-residency/1";

/** What nobody can conclude from a statement. */
export const NOT_COVERED: readonly string[] = [
  "between two observations nothing was looked at: each tells of its own time only",
  "times are those of the machine that wrote them",
  "where databases and buckets are is what was asked for when they were made: the platform does not tell it at run time",
  "copies that the platform keeps to restore from (D1 and Durable Objects 30 days, R2 its own replicas) follow the store's jurisdiction by the platform's word",
  "requests pass through the isolate that they reach, wherever it is, unless processing is `in_region`",
  "the directory (ids, slugs, places, states) and queue messages (ids) are not kept in the jurisdiction alone",
  "telemetry that was refused before it was stored is counted in the access log and not here",
];

export interface StatedMove {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly from: Json;
  readonly to: Json;
  readonly at: Json;
  /** A compact JWS; null until the move has ended. */
  readonly receipt: string | null;
}

/** An entry of the log that says that data was not let out. */
export interface StatedRefusal {
  readonly seq: number;
  readonly at: string;
  readonly action: string;
  readonly detail: Json;
}

export interface StatementParts {
  readonly tenant: string;
  readonly period: Period;
  readonly madeAt: string;
  /** In the order of the log; the last one was made for this statement. */
  readonly observations: readonly (LoggedObservation & { readonly leaf: string })[];
  readonly moves: readonly StatedMove[];
  readonly refusals: readonly StatedRefusal[];
  /** The first entry that was searched for refusals. */
  readonly refusalsFromSeq: number;
}

export interface Statement {
  readonly format: typeof EVIDENCE_FORMAT;
  readonly tenant: string;
  readonly period: Period;
  readonly made_at: string;
  readonly coverage: Coverage;
  readonly held: readonly HeldSpan[];
  readonly latest: Observation | null;
  readonly observations: readonly { readonly seq: number; readonly at: string; readonly leaf: string }[];
  readonly moves: readonly StatedMove[];
  readonly exceptions: readonly ResidencyException[];
  readonly refusals: readonly StatedRefusal[];
  readonly refusals_from_seq: number;
  readonly not_covered: readonly string[];
}

/** The statement with what proves it. */
export interface Evidence {
  readonly statement: Statement;
  /** A compact JWS over the canonical JSON of the statement. */
  readonly jws: string;
  readonly audit: {
    /** The entry that holds the statement's hash, and the observations' entries. */
    readonly statement: ProvenEntry;
    readonly observations: readonly ProvenEntry[];
    readonly checkpoint: string;
    readonly vkey: string;
  };
}

export interface ProvenEntry {
  readonly seq: number;
  /** The leaf input. */
  readonly entry: string;
  /** Of inclusion in the checkpoint's tree, leaf upwards, in hexadecimal. */
  readonly proof: readonly string[];
}

export const STATEMENT_TYPE = "traceo-residency+jws";

export function makeStatement(parts: StatementParts): Statement {
  const { tenant, period, observations } = parts;
  return {
    format: EVIDENCE_FORMAT,
    tenant,
    period,
    made_at: parts.madeAt,
    coverage: coverageOf(observations, period),
    held: heldSpans(observations),
    latest: observations.at(-1)?.observation ?? null,
    observations: observations.map(({ seq, at, leaf }) => ({ seq, at, leaf })),
    moves: parts.moves,
    exceptions: exceptionsIn(observations),
    refusals: parts.refusals,
    refusals_from_seq: parts.refusalsFromSeq,
    not_covered: NOT_COVERED,
  };
}

/** Each exception that an observation found in force, once. */
export function exceptionsIn(observations: readonly LoggedObservation[]): ResidencyException[] {
  const found = new Map<string, ResidencyException>();
  for (const { at, observation } of observations) {
    const { exception } = observation.residency;
    if (exception !== null && at < exception.until) found.set(JSON.stringify(exception), exception);
  }
  return [...found.values()];
}

export function asJson(value: Statement | Observation): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}

/** What the audit entry says of the statement. */
export function statementHash(statement: Statement): string {
  return hex(sha256(canonicalJson(asJson(statement))));
}
