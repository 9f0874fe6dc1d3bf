// Searches of AuthZEN: of given candidates those that are allowed. Every result, asked again as an evaluation, is allowed
// (section 8): what is allowed on some rows only is left out.

import { ACTION_NAMES, ACTIONS, type Action } from "../actions.ts";
import type { AccessDecision } from "../decide-access.ts";
import type { SearchResponse } from "./messages.ts";

const DEFAULT_LIMIT = 100;

export interface Page {
  readonly token?: string | undefined;
  readonly limit?: number | undefined;
}

/** The token is where to go on; null for one that is not ours. */
function offsetOf(page: Page | undefined): number | null {
  if (page?.token === undefined || page.token === "") return 0;
  return /^[1-9]\d{0,8}$/.test(page.token) ? Number(page.token) : null;
}

/** Null for a page token that is not ours. `total` counts candidates that are allowed, on all pages. */
export function searchAllowed<T>(
  candidates: readonly T[],
  decide: (candidate: T) => AccessDecision,
  page?: Page,
): SearchResponse<T> | null {
  const from = offsetOf(page);
  if (from === null) return null;
  const allowed = candidates.filter((candidate) => {
    const { effect, rowFilter } = decide(candidate);
    return effect === "allow" && rowFilter === null;
  });
  const to = from + (page?.limit ?? DEFAULT_LIMIT);
  const results = allowed.slice(from, to);
  const next_token = to < allowed.length ? String(to) : "";
  return { page: { next_token, count: results.length, total: allowed.length }, results };
}

/** The candidates of an action search: what can be done on that type of resource. */
export function actionsOn(type: string): readonly Action[] {
  return ACTION_NAMES.filter((name) => ACTIONS[name].kind === type);
}
