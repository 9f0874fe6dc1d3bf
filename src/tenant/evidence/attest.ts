// Makes a statement of residency: looks once more, states the period, signs, puts the hash into the log, and proves every
// entry that it names in the tree whose head it then signs.
//
// Crash gaps: before the last commit nothing but an observation is left, which is true by itself; after it the log has the
// hash of a statement that nobody got.

import { inclusionProof, leafHash, type ReadHash } from "../../audit/index.ts";
import { openTree, readEntries } from "../../audit/store/log.ts";
import { hex } from "../../kernel/bytes.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import {
  asJson,
  makeStatement,
  STATEMENT_TYPE,
  statementHash,
  type Evidence,
  type Observation,
  type Period,
  type ProvenEntry,
  type StatedMove,
  type Statement,
} from "../../residency/index.ts";
import { listObservations } from "../../residency/store/observations.ts";
import { bindCommand } from "../commands.ts";
import { commit } from "../commit.ts";
import type { Envelope } from "../envelope.ts";
import { listMoves } from "../moves/move-store.ts";
import { loadState, type ObjectStore } from "../object-store.ts";
import type { SealedHead } from "../seal.ts";
import { signStatement } from "../sign-statement.ts";
import { findRefusals } from "./find-refusals.ts";

/** LIMIT: a year by day and as many again; each brings its entry and its proof, some 5 KB. */
const MOST_OBSERVATIONS = 1_000;
const MOST_MOVES = 1_000;

/** Up to now, with what is seen now, unless an end is named. */
export interface AskedPeriod {
  readonly from: string;
  readonly to: string | null;
}

export interface Attestation {
  readonly store: ObjectStore;
  readonly checkpointKey: string;
  /** Looks at all stores and records it. */
  readonly observe: () => Promise<Result<unknown>>;
  readonly seal: () => Promise<SealedHead>;
}

export async function attest(
  { store, checkpointKey, observe, seal }: Attestation,
  asked: AskedPeriod,
  envelope: Envelope,
): Promise<Result<Evidence>> {
  const observed = asked.to === null ? await observe() : ok(null);
  if (!observed.ok) return observed;
  const period = { from: asked.from, to: asked.to ?? new Date(store.clock() + 1).toISOString() };
  const statement = stateResidency(store, period);
  if (statement === null) return failed(fault("tenant.unknown"));
  const jws = await signStatement(checkpointKey, STATEMENT_TYPE, asJson(statement));
  const input = { statement: statementHash(statement), from: period.from, to: period.to };
  const attested = commit(store, envelope, bindCommand("residency.attest", input));
  if (!attested.ok) return attested;
  const { seq } = attested.value.reply as { seq: number };
  const { checkpoint, vkey, size } = await seal();
  const tree = openTree(store.db, size);
  const prove = (of: number): ProvenEntry => proveEntry(store, { seq: of, size, tree });
  const observations = statement.observations.map((one) => prove(one.seq));
  return ok({ statement, jws, audit: { statement: prove(seq), observations, checkpoint, vkey } });
}

interface Proving {
  readonly seq: number;
  readonly size: number;
  readonly tree: ReadHash;
}

function proveEntry({ db }: ObjectStore, { seq, size, tree }: Proving): ProvenEntry {
  const proof = inclusionProof(seq, size, tree);
  if (!proof.ok) throw new Error(`entry ${seq} of ${size}: ${proof.fault.code}`);
  const [entry = ""] = readEntries(db, { from: seq, to: seq + 1 });
  return { seq, entry, proof: proof.value.map((hash) => hex(hash)) };
}

function stateResidency(store: ObjectStore, period: Period): Statement | null {
  const { db, clock, storage } = store;
  const state = loadState(db);
  if (state === null) return null;
  const { refusals, fromSeq } = findRefusals(storage.sql, { ...period, size: state.frontier.size });
  return makeStatement({
    tenant: state.tenant.id,
    period,
    madeAt: new Date(clock()).toISOString(),
    observations: loggedIn(db, period),
    moves: movesIn(db, period),
    refusals,
    refusalsFromSeq: fromSeq,
  });
}

function loggedIn(db: ObjectStore["db"], { from, to }: Period) {
  const [fromMs, toMs] = [Date.parse(from), Date.parse(to)];
  return listObservations(db, { fromMs, toMs, limit: MOST_OBSERVATIONS }).map(({ seq }) => {
    const [entry = ""] = readEntries(db, { from: seq, to: seq + 1 });
    const { at, detail } = JSON.parse(entry) as { at: string; detail: Observation };
    return { seq, at, observation: detail, leaf: hex(leafHash(entry)) };
  });
}

/** Those of which something happened in the period. */
function movesIn(db: ObjectStore["db"], { from, to }: Period): StatedMove[] {
  const isWithin = (at: string | undefined): boolean => at !== undefined && at >= from && at < to;
  return listMoves(db, MOST_MOVES)
    .filter(({ at }) => Object.values(at).some(isWithin))
    .map((move) => ({
      id: move.id,
      kind: move.kind,
      state: move.state,
      from: { ...move.from },
      to: { ...move.to },
      at: { ...move.at },
      receipt: move.receipt,
    }));
}
