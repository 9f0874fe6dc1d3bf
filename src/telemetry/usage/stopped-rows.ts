// Which rows a budget's stop refuses. The edge leaves them out and says so; the shards refuse what an edge did not know of.

import type { AttributionLabels, BudgetStop, StopMatch } from "../../policy/index.ts";
import { filterRows } from "../filter-rows.ts";
import type { Table } from "../table.ts";
import { openLabelReader, type Attribution } from "./attribution.ts";
import { attributeRows } from "./attribute-rows.ts";

/** Of what is judged: its signal, whom it is charged to, the key that sends it. */
export interface Charged extends Attribution {
  readonly signal: string;
  readonly key: string;
}

export function isMatched(
  match: StopMatch,
  { signal, key, service, team, environment, tags }: Charged,
): boolean {
  const { teams, tag } = match;
  return (
    match.signals.includes(signal) &&
    (teams === undefined || teams.includes(team)) &&
    (match.service === undefined || match.service === service) &&
    (match.environment === undefined || match.environment === environment) &&
    (match.key === undefined || match.key === key) &&
    (tag === undefined || tags[tag[0]] === tag[1])
  );
}

export interface Stopping {
  readonly stops: readonly BudgetStop[];
  readonly labels: AttributionLabels;
  readonly key: string;
}

export interface Unstopped {
  readonly table: Table;
  readonly dropped: readonly number[];
  /** The names of the budgets that refused some. */
  readonly budgets: readonly string[];
}

export function withoutStopped(table: Table, { stops, labels, key }: Stopping): Unstopped {
  const writes = stops.flatMap(({ name, writes: match }) => (match === null ? [] : [{ name, match }]));
  if (writes.length === 0) return { table, dropped: [], budgets: [] };
  const rows = attributeRows(table, openLabelReader(labels));
  const verdicts = new Map<number, string | null>();
  const verdictOf = (row: number): string | null => {
    const name = rows.nameOf(row);
    const known = verdicts.get(name);
    if (known !== undefined) return known;
    const charged: Charged = { ...rows.at(name), signal: table.signal, key };
    const verdict = writes.find(({ match }) => isMatched(match, charged))?.name ?? null;
    verdicts.set(name, verdict);
    return verdict;
  };
  const kept = filterRows(table, (_table, row) => verdictOf(row) === null);
  const budgets = [...new Set([...verdicts.values()].filter((name) => name !== null))];
  return { table: kept.table, dropped: kept.dropped, budgets };
}
