// What may be asked of a tenant object, by name. Every query is fenced and leaves an audit entry like any other access.

import { frontierAt, encodeFrontier, inclusionProof } from "../audit/index.ts";
import { openTree, readEntries } from "../audit/store/log.ts";
import { viewKey } from "../identity/index.ts";
import { listKeys, loadKey } from "../identity/store/keys.ts";
import { hex } from "../kernel/bytes.ts";
import type { Json } from "../kernel/canonical-json.ts";
import { fault } from "../kernel/fault.ts";
import { failed, ok, type Result } from "../kernel/result.ts";
import { lastVersion, listVersions, loadAccess } from "../policy/store/access.ts";
import { listProposals } from "../policy/store/proposals.ts";
import type { ObjectState, ObjectStore } from "./object-store.ts";

/** What each query takes. */
export interface QueryInputs {
  "tenant.view": Readonly<Record<string, never>>;
  "keys.list": { readonly after: string; readonly limit: number };
  "keys.get": { readonly id: string };
  /** Entries `from` (included) to `to` (excluded), as their canonical JSON, with the frontier before `from`. */
  "audit.entries": { readonly from: number; readonly to: number };
  "audit.proof": { readonly seq: number; readonly size: number };
  /** The access state at a version; 0 for the one in force. */
  "access.state": { readonly version: number };
  /** Versions before this one, the newest first. */
  "access.versions": { readonly before: number; readonly limit: number };
  "access.proposals": { readonly limit: number };
  /** Audited requests since then, for trying a draft on them. */
  "access.recorded": { readonly sinceMs: number; readonly limit: number };
}

export type QueryName = keyof QueryInputs;

type Answer<N extends QueryName> = (
  store: ObjectStore,
  state: ObjectState,
  input: QueryInputs[N],
) => Result<Json>;

const viewTenant: Answer<"tenant.view"> = (_store, { tenant }) => ok({ ...tenant });

const listAllKeys: Answer<"keys.list"> = (store, _state, page) =>
  ok(listKeys(store.db, page).map((key) => viewKey(key, store.clock()) as unknown as Json));

const getKey: Answer<"keys.get"> = (store, _state, { id }) => {
  const key = loadKey(store.db, id);
  if (key === null) return failed(fault("keys.not_found"));
  return ok(viewKey(key, store.clock()) as unknown as Json);
};

const readAudit: Answer<"audit.entries"> = (store, { frontier }, range) => {
  const from = Math.min(range.from, frontier.size);
  const before = hex(encodeFrontier(frontierAt(from, openTree(store.db, frontier.size))));
  return ok({
    from,
    size: frontier.size,
    frontier: before,
    entries: readEntries(store.db, { from, to: range.to }),
  });
};

const proveEntry: Answer<"audit.proof"> = (store, { frontier }, { seq, size }) => {
  const treeSize = size === 0 ? frontier.size : size;
  if (treeSize > frontier.size || seq >= treeSize)
    return failed(fault("audit.not_found", "the tree is not that large"));
  const proof = inclusionProof(seq, treeSize, openTree(store.db, frontier.size));
  if (!proof.ok) return proof;
  const [entry = ""] = readEntries(store.db, { from: seq, to: seq + 1 });
  return ok({ seq, size: treeSize, entry, proof: proof.value.map((hash) => hex(hash)) });
};

const readState: Answer<"access.state"> = ({ db }, _state, { version }) => {
  if (version > lastVersion(db)) return failed(fault("policy.not_found", `there is no version ${version}`));
  return ok(loadAccess(db, version === 0 ? null : version) as unknown as Json);
};

const readVersions: Answer<"access.versions"> = ({ db }, _state, page) =>
  ok(listVersions(db, page) as unknown as Json);

const readProposals: Answer<"access.proposals"> = ({ db }, _state, { limit }) =>
  ok(listProposals(db, limit) as unknown as Json);

const readRecorded: Answer<"access.recorded"> = ({ db }, { frontier }, { sinceMs, limit }) => {
  const entries = readEntries(db, { from: Math.max(0, frontier.size - limit), to: frontier.size });
  const since = new Date(sinceMs).toISOString();
  const parsed = entries.map((entry) => JSON.parse(entry) as RecordedEntry);
  return ok(
    parsed.filter((entry) => entry.at >= since && entry.detail?.decided_on !== undefined) as unknown as Json,
  );
};

/** Of an audit entry, what a simulation looks at. */
interface RecordedEntry {
  readonly at: string;
  readonly detail?: { readonly decided_on?: Json } | null;
}

const QUERIES: { readonly [N in QueryName]: Answer<N> } = {
  "tenant.view": viewTenant,
  "keys.list": listAllKeys,
  "keys.get": getKey,
  "audit.entries": readAudit,
  "audit.proof": proveEntry,
  "access.state": readState,
  "access.versions": readVersions,
  "access.proposals": readProposals,
  "access.recorded": readRecorded,
};

export function answer<N extends QueryName>(
  store: ObjectStore,
  state: ObjectState,
  asked: { readonly name: N; readonly input: QueryInputs[N] },
): Result<Json> {
  return QUERIES[asked.name](store, state, asked.input);
}
