// What is wrong with a set that parses: policies that can never match or never matter, and a set that shuts out the last
// admin. Findings carry the pointer of their place; a `refused` one must not be saved. Of a change, what it brought: what
// is wrong with its documents, and what they do to others.

import type { Subject } from "../access-request.ts";
import type { AccessChange } from "../access-change.ts";
import { compilePolicies, type PolicyState } from "../compile/compile.ts";
import type { PolicyDocument } from "../policy-document.ts";
import type { Effort } from "./effort.ts";
import { warning, type Finding } from "./finding.ts";
import { isLockedOut } from "./lock-out.ts";
import { indexWide, outweighed, type Rivals } from "./outweighed.ts";
import { neverMatching, unknownRoles } from "./own-findings.ts";

export interface Reviewers {
  /** All who hold the admin role now; whether one of them keeps it is what is asked. */
  readonly admins: readonly Subject[];
  readonly nowMs: number;
}

/** LIMIT: a whole analysis compares about a million pairs of policies, below a second. */
const MOST_STEPS = 20_000_000;
/** LIMIT: on save some 20,000 pairs, about 10 ms: one policy against 10,000 others. */
const MOST_STEPS_ON_SAVE = 500_000;
const MOST_WARNINGS = 50;

const INCOMPLETE = warning(
  "incomplete",
  "",
  "there may be more: `POST /v1/policy/analyse` looks at everything",
);

export function analyse(state: PolicyState, { admins, nowMs }: Reviewers): readonly Finding[] {
  const effort = { left: MOST_STEPS };
  const found = findWarnings(state, () => true, effort);
  const findings = effort.left > 0 ? found : [...found, warning("incomplete", "", "not all was compared")];
  if (!isLockedOut(compilePolicies(state), admins, nowMs)) return findings;
  const message = "no admin could manage users and policies any more";
  return [...findings, { code: "locks_out_admins", severity: "refused", pointer: "/policies", message }];
}

/** What these changes brought to the set that they led to; one of MOST_WARNINGS says when there may be more. */
export function analyseChanges(state: PolicyState, changes: readonly AccessChange[]): readonly Finding[] {
  const set = new Set(changes.flatMap(({ kind, id }) => (kind === "policy" ? [id] : [])));
  const gone = new Set(
    changes.flatMap(({ kind, id, document }) => (kind === "role" && document === null ? [`role:${id}`] : [])),
  );
  const effort = { left: MOST_STEPS_ON_SAVE };
  const isBrought = ({ policy_id: id, subjects }: PolicyDocument): boolean =>
    set.has(id) || (gone.size > 0 && subjects.some((subject) => gone.has(subject)));
  const found = findWarnings(state, isBrought, effort);
  if (effort.left > 0 && found.length <= MOST_WARNINGS) return found;
  return [...found.slice(0, MOST_WARNINGS - 1), INCOMPLETE];
}

/** Those of the policies that are asked about, and what these do to the others. */
function findWarnings(
  state: PolicyState,
  isAsked: (policy: PolicyDocument) => boolean,
  effort: Effort,
): readonly Finding[] {
  const asked = state.policies.filter(isAsked);
  if (asked.length === 0) return [];
  const order = new Map(state.policies.map((policy, at) => [policy, at]));
  const all = { wide: indexWide(state.policies, asked), order, effort };
  const own = asked.flatMap((policy) => {
    const base = `/policies/${order.get(policy)}`;
    return [
      ...neverMatching(policy, base, effort),
      ...outweighed(policy, all),
      ...unknownRoles(policy, base, state),
    ];
  });
  return [...own, ...findBrought(state.policies, asked, { order, effort })];
}

/** What the policies that are asked about outweigh, and others did not before. */
function findBrought(
  policies: readonly PolicyDocument[],
  asked: readonly PolicyDocument[],
  compared: Omit<Rivals, "wide">,
): readonly Finding[] {
  const isOwn = new Set(asked);
  const others = policies.filter((policy) => !isOwn.has(policy));
  const outweighedBy = (by: readonly PolicyDocument[], judged: readonly PolicyDocument[]) => {
    const rivals = { ...compared, wide: indexWide(by, judged) };
    return judged.map((policy) => ({ policy, finding: outweighed(policy, rivals)[0] }));
  };
  const now = outweighedBy(asked, others).filter(({ finding }) => finding !== undefined);
  const before = outweighedBy(
    others,
    now.map(({ policy }) => policy),
  );
  return now.flatMap(({ finding }, at) =>
    finding === undefined || before[at]?.finding?.code === finding.code ? [] : [finding],
  );
}
