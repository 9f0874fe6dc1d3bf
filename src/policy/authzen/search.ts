// Searches of AuthZEN. Every result, asked again as an evaluation, is allowed (section 8.1): what is allowed on some rows
// only is none. A page token belongs to the question that gave it (section 8.2).

import { hex } from "../../kernel/bytes.ts";
import { canonicalJson, type Json } from "../../kernel/canonical-json.ts";
import { sha256 } from "../../kernel/sha256.ts";
import { ACTION_NAMES, ACTIONS, type Action } from "../actions.ts";
import type { AccessDecision } from "../decide-access.ts";
import type { Page, SearchResponse } from "./messages.ts";

const DEFAULT_LIMIT = 100;
const MOST_RESULTS = 1_000;
const TOKEN = /^(0|[1-9]\d{0,8})\.([0-9a-f]{16})$/;

export const isAllowedWhole = ({ effect, rowFilter }: AccessDecision): boolean =>
  effect === "allow" && rowFilter === null;

interface Paging {
  readonly page: Page;
  /** What was asked: subject, action, resource and context. */
  readonly about: unknown;
}

/** One page of what was found; null for a token that another question gave, or none of ours. */
export function pageOf<T>(found: readonly T[], { page, about }: Paging): SearchResponse<T> | null {
  // Without what is missing: canonical JSON has no word for undefined.
  const mark = hex(sha256(canonicalJson(JSON.parse(JSON.stringify(about)) as Json))).slice(0, 16);
  const from = offsetOf(page?.token, mark);
  if (from === null) return null;
  const to = from + Math.min(page?.limit ?? DEFAULT_LIMIT, MOST_RESULTS);
  const results = found.slice(from, to);
  const next_token = to < found.length ? `${to}.${mark}` : "";
  return { page: { next_token, count: results.length, total: found.length }, results };
}

function offsetOf(token: string | undefined, mark: string): number | null {
  if (token === undefined || token === "") return 0;
  const [, offset, given] = TOKEN.exec(token) ?? [];
  return offset !== undefined && given === mark ? Number(offset) : null;
}

/** The candidates of an action search: what can be done on that type of resource. */
export function actionsOn(type: string): readonly Action[] {
  return ACTION_NAMES.filter((name) => ACTIONS[name].kind === type);
}
