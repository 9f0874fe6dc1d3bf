// What may be asked of a tenant object, by name. Every query is fenced and leaves an audit entry like any other access.

import { frontierAt, encodeFrontier, inclusionProof } from "../audit/index.ts";
import { openTree, readEntries } from "../audit/store/log.ts";
import { loadSetting } from "../finops/store/settings.ts";
import { listImports, loadImport } from "../finops/store/bills.ts";
import { listClosed } from "../finops/store/chargebacks.ts";
import { listCorrections } from "../finops/store/usage.ts";
import { viewKey } from "../identity/index.ts";
import { listKeys, loadKey } from "../identity/store/keys.ts";
import { hex } from "../kernel/bytes.ts";
import type { Json } from "../kernel/canonical-json.ts";
import { fault } from "../kernel/fault.ts";
import { failed, ok, type Result } from "../kernel/result.ts";
import { lastVersion, listVersions, loadAccess } from "../policy/store/access.ts";
import { effectiveRules } from "../privacy/index.ts";
import { loadRules } from "../privacy/store/rules.ts";
import { listProposals, loadProposal, type ProposalPage } from "../policy/store/proposals.ts";
import { loadTransferBasis } from "../residency/store/transfer-basis.ts";
import { viewHookSource } from "../webhooks/index.ts";
import { listHookSources } from "../webhooks/store/hook-sources.ts";
import { listMoves, loadMove } from "./moves/move-store.ts";
import type { ObjectState, ObjectStore } from "./object-store.ts";
import { percentOf } from "./offboarding/offboarding.ts";
import { loadOffboarding } from "./offboarding/offboarding-store.ts";
import { AUDIT_QUERIES, type AuditQueryInputs } from "./queries/audit-stretch.ts";
import { DASHBOARD_QUERIES, type DashboardQueryInputs } from "./queries/dashboards.ts";
import { EXPORT_QUERIES, type ExportQueryInputs } from "./queries/exports.ts";
import { SCHEDULE_QUERIES, type ScheduleQueryInputs } from "./queries/schedules.ts";
import { WEBHOOK_QUERIES, type WebhookQueryInputs } from "./queries/webhooks.ts";

/** What each query takes. */
export interface QueryInputs
  extends AuditQueryInputs, WebhookQueryInputs, DashboardQueryInputs, ExportQueryInputs, ScheduleQueryInputs {
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
  "access.proposals": ProposalPage;
  "access.proposal": { readonly id: string };
  "privacy.rules": Readonly<Record<string, never>>;
  /** Audited requests since then, the newest `limit` entries at most, for trying a draft on them; and since when. */
  "access.recorded": { readonly sinceMs: number; readonly limit: number };
  "residency.transfer_basis": Readonly<Record<string, never>>;
  /** The newest first. */
  "moves.list": { readonly limit: number };
  "moves.get": { readonly id: string };
  "offboarding.get": Readonly<Record<string, never>>;
  "hook_sources.list": Readonly<Record<string, never>>;
  "usage.attribution": Readonly<Record<string, never>>;
  "usage.corrections": { readonly limit: number };
  /** The newest first, before that id. */
  "bills.imports": { readonly before: string; readonly limit: number };
  "bills.import": { readonly id: string };
  "chargeback.model": Readonly<Record<string, never>>;
  "chargeback.closed": Readonly<Record<string, never>>;
  "rates.price_books": Readonly<Record<string, never>>;
  "rates.exchange_rates": Readonly<Record<string, never>>;
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

const readProposals: Answer<"access.proposals"> = ({ db }, _state, page) =>
  ok(listProposals(db, page) as unknown as Json);

const readProposal: Answer<"access.proposal"> = ({ db }, _state, { id }) => {
  const proposal = loadProposal(db, id);
  if (proposal === null) return failed(fault("policy.not_found", "there is no such proposal"));
  return ok(proposal as unknown as Json);
};

const readPrivacyRules: Answer<"privacy.rules"> = ({ db }, { tenant }) => {
  const { version, rules } = loadRules(db);
  const effective = effectiveRules(rules, tenant.jurisdiction);
  return ok({ version, rules, effective } as unknown as Json);
};

const readRecorded: Answer<"access.recorded"> = ({ db }, { frontier }, { sinceMs, limit }) => {
  const from = Math.max(0, frontier.size - limit);
  const parsed = readEntries(db, { from, to: frontier.size }).map(
    (text) => JSON.parse(text) as RecordedEntry,
  );
  const wanted = new Date(sinceMs).toISOString();
  const oldest = parsed[0]?.at ?? wanted;
  const since = from === 0 || oldest < wanted ? wanted : oldest;
  // Only what a simulation looks at: what else an entry tells may be long.
  const entries = parsed.flatMap(({ at, actor, outcome, detail }) => {
    const { decided_on, attempts = 1 } = detail ?? {};
    return at < since || decided_on === undefined ? [] : [{ actor, outcome, decided_on, attempts }];
  });
  return ok({ since, entries });
};

/** Of an audit entry, what a simulation looks at. */
interface RecordedEntry {
  readonly at: string;
  readonly actor: Json;
  readonly outcome: string;
  readonly detail?: { readonly decided_on?: Json; readonly attempts?: number } | null;
}

const readMoves: Answer<"moves.list"> = ({ db }, _state, { limit }) =>
  ok(listMoves(db, limit) as unknown as Json);

const readMove: Answer<"moves.get"> = ({ db }, _state, { id }) => {
  const move = loadMove(db, id);
  return move === null ? failed(fault("moves.not_found", `no move \`${id}\``)) : ok(move as unknown as Json);
};

const readOffboarding: Answer<"offboarding.get"> = ({ db }) => {
  const stored = loadOffboarding(db);
  if (stored === null) return failed(fault("offboarding.not_found"));
  const { record, progress } = stored;
  return ok({ ...record, percent: percentOf(record, progress) });
};

const readBasis: Answer<"residency.transfer_basis"> = ({ db }) => ok(loadTransferBasis(db));

const readAttribution: Answer<"usage.attribution"> = ({ db }) => {
  const { version, document } = loadSetting(db, "attribution");
  return ok({ version, ...document });
};

const readImports: Answer<"bills.imports"> = ({ db }, _state, page) =>
  ok(listImports(db, page) as unknown as Json);

const readImport: Answer<"bills.import"> = ({ db }, _state, { id }) => {
  const stored = loadImport(db, id);
  return stored === null ? failed(fault("billing.not_found")) : ok(stored.record as unknown as Json);
};

const readModel: Answer<"chargeback.model"> = ({ db }) =>
  ok(loadSetting(db, "chargeback_model") as unknown as Json);

const readClosed: Answer<"chargeback.closed"> = ({ db }) => ok(listClosed(db) as unknown as Json);

const readCorrections: Answer<"usage.corrections"> = ({ db }, _state, { limit }) =>
  ok(listCorrections(db, limit) as unknown as Json);

const readPriceBooks: Answer<"rates.price_books"> = ({ db }) => {
  const { version, document } = loadSetting(db, "price_books");
  return ok({ version, ...document });
};

const readExchangeRates: Answer<"rates.exchange_rates"> = ({ db }) => {
  const { version, document } = loadSetting(db, "exchange_rates");
  return ok({ version, ...document });
};

const readHookSources: Answer<"hook_sources.list"> = ({ db }) => {
  const views = listHookSources(db).map(({ source, createdAtMs }) => viewHookSource(source, createdAtMs));
  return ok(views as unknown as Json);
};

const QUERIES: { readonly [N in QueryName]: Answer<N> } = {
  "tenant.view": viewTenant,
  "keys.list": listAllKeys,
  "keys.get": getKey,
  "audit.entries": readAudit,
  "audit.proof": proveEntry,
  "access.state": readState,
  "access.versions": readVersions,
  "access.proposals": readProposals,
  "access.proposal": readProposal,
  "privacy.rules": readPrivacyRules,
  "access.recorded": readRecorded,
  "residency.transfer_basis": readBasis,
  "moves.list": readMoves,
  "moves.get": readMove,
  "offboarding.get": readOffboarding,
  "hook_sources.list": readHookSources,
  ...AUDIT_QUERIES,
  ...WEBHOOK_QUERIES,
  ...DASHBOARD_QUERIES,
  ...EXPORT_QUERIES,
  ...SCHEDULE_QUERIES,
  "usage.attribution": readAttribution,
  "usage.corrections": readCorrections,
  "bills.imports": readImports,
  "bills.import": readImport,
  "chargeback.model": readModel,
  "chargeback.closed": readClosed,
  "rates.price_books": readPriceBooks,
  "rates.exchange_rates": readExchangeRates,
};

export function answer<N extends QueryName>(
  store: ObjectStore,
  state: ObjectState,
  asked: { readonly name: N; readonly input: QueryInputs[N] },
): Result<Json> {
  return QUERIES[asked.name](store, state, asked.input);
}
