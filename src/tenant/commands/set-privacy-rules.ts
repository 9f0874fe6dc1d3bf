// New privacy rules of the tenant, as a whole: in force everywhere once acknowledged, because the epoch rises with them
// and rows that were rewritten by the old rules are refused and rewritten.

import type { Json } from "../../kernel/canonical-json.ts";
import { ok, type Result } from "../../kernel/result.ts";
import { effectiveRules, type PrivacyRules } from "../../privacy/index.ts";
import { loadRules, saveRules } from "../../privacy/store/rules.ts";
import { newEvent } from "../../webhooks/index.ts";
import type { Change, Tx } from "../commit.ts";

export interface SetPrivacyRules {
  readonly rules: PrivacyRules;
}

/** What is done with each class that the tenant has set. */
function actionsOf(rules: PrivacyRules): Record<string, string> {
  const set = Object.entries(rules).flatMap(([name, rule]) =>
    rule === undefined ? [] : [[name, rule.action]],
  );
  return Object.fromEntries(set) as Record<string, string>;
}

export function setPrivacyRules(tx: Tx, { rules }: SetPrivacyRules): Result<Change> {
  const before = loadRules(tx.db);
  const version = before.version + 1;
  saveRules(tx.db, { version, rules });
  // Only JSON is left of it: what zod left undefined is gone.
  const plain = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json;
  const effective = effectiveRules(rules, tx.state.tenant.jurisdiction);
  return ok({
    reply: plain({ version, rules, effective }),
    resource: `privacy_rules:${version}`,
    detail: plain({ before: before.rules, after: rules }),
    raisesEpoch: true,
    effects: [],
    events: [newEvent("privacy.rules_changed", { rules: actionsOf(rules) })],
  });
}
