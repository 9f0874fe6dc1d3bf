// Which policies could apply: found by subject, then by action, then by the one attribute that all of a policy's resource
// patterns fix, so that a decision costs what concerns it and not what the tenant has. Kept as sorted columns of numbers:
// with 10,000 policies the cost is memory that has to be fetched, and this fetches least.
// INVARIANT: every policy whose subjects and actions match is visited, unless its resource patterns cannot match; a
// policy may be visited twice.

import { ACTION_NAMES, FAMILY_OF } from "../actions.ts";
import { findAttribute, type Attribute, type Facts } from "../attributes.ts";
import { parseResourcePattern } from "../resource-pattern.ts";
import type { CompiledPolicy } from "./compile-policy.ts";

/** One way in which a policy is found. */
interface Entry {
  readonly subject: number;
  readonly action: number;
  /** 0 for a policy that fixes no one attribute, else the attribute's number. */
  readonly slot: number;
  readonly value: number;
  readonly policy: CompiledPolicy;
}

const SUBJECT_KINDS = ["user", "group", "role", "key"] as const;
type SubjectKind = (typeof SUBJECT_KINDS)[number];

export interface PolicyIndex {
  readonly subjects: Readonly<Record<SubjectKind, ReadonlyMap<string, number>>>;
  /** Of the attribute values that patterns fix. */
  readonly values: ReadonlyMap<string, number>;
  /** By slot; the first slot has none. */
  readonly attributes: readonly (Attribute | null)[];
  /** The entries of subject n are those from `starts[n]` to before `starts[n + 1]`. */
  readonly starts: Int32Array;
  /** Columns of the entries, sorted by subject, action, slot and value. */
  readonly actionOf: Int32Array;
  readonly slotOf: Int32Array;
  readonly valueOf: Int32Array;
  readonly policyOf: readonly CompiledPolicy[];
}

const EVERYONE = 0;
const ANY_ACTION = 0;
const NO_SLOT = 0;

/** Numbers of `*`, of each `metrics:*` and of each action. */
const ACTION_NUMBERS: ReadonlyMap<string, number> = new Map(
  ["*", ...new Set([...FAMILY_OF.values()].map((family) => `${family}:*`)), ...ACTION_NAMES].map(
    (name, at) => [name, at],
  ),
);
const numbersOf = (action: string): readonly [number, number] => [
  ACTION_NUMBERS.get(`${FAMILY_OF.get(action)}:*`) ?? -1,
  ACTION_NUMBERS.get(action) ?? -1,
];
const NUMBERS_OF: ReadonlyMap<string, readonly [number, number]> = new Map(
  ACTION_NAMES.map((action) => [action, numbersOf(action)]),
);
const NO_NUMBERS: readonly [number, number] = [-1, -1];

function numberIn(map: Map<string, number>, name: string, first: number): number {
  const found = map.get(name);
  if (found !== undefined) return found;
  const next = first + map.size;
  map.set(name, next);
  return next;
}

export function indexPolicies(policies: readonly CompiledPolicy[]): PolicyIndex {
  const subjects = { user: new Map(), group: new Map(), role: new Map(), key: new Map() };
  const [everySubject, values] = [new Map<string, number>([["*", EVERYONE]]), new Map<string, number>()];
  const attributes: (Attribute | null)[] = [null];
  const entries: Entry[] = [];
  for (const policy of policies) {
    const places = placesOf(policy, attributes, values);
    for (const name of new Set(policy.document.subjects)) {
      const subject = numberIn(everySubject, name, 0);
      const colon = name.indexOf(":");
      if (name !== "*") subjects[name.slice(0, colon) as SubjectKind].set(name.slice(colon + 1), subject);
      for (const pattern of new Set(policy.document.actions)) {
        const action = ACTION_NUMBERS.get(pattern) ?? -1;
        for (const place of places) entries.push({ subject, action, ...place, policy });
      }
    }
  }
  return { subjects, values, attributes, ...columnsOf(entries, everySubject.size) };
}

type EntryPlace = Pick<Entry, "slot" | "value">;

function placesOf(
  { document }: CompiledPolicy,
  attributes: (Attribute | null)[],
  values: Map<string, number>,
): readonly EntryPlace[] {
  const fixed = document.resources.map((pattern) => parseResourcePattern(pattern)?.at(-1));
  const name = fixed[0]?.attribute;
  if (name === undefined || fixed.some((one) => one?.attribute !== name))
    return [{ slot: NO_SLOT, value: 0 }];
  const known = attributes.findIndex((attribute) => attribute?.name === name);
  const slot = known === -1 ? attributes.push(findAttribute(name)) - 1 : known;
  return [...new Set(fixed)].map((one) => ({ slot, value: numberIn(values, one?.value ?? "", 0) }));
}

type Columns = Pick<PolicyIndex, "starts" | "actionOf" | "slotOf" | "valueOf" | "policyOf">;

function columnsOf(entries: Entry[], subjects: number): Columns {
  entries.sort(
    (a, b) => a.subject - b.subject || a.action - b.action || a.slot - b.slot || a.value - b.value,
  );
  const starts = new Int32Array(subjects + 1);
  for (const { subject } of entries) starts[subject + 1] = (starts[subject + 1] as number) + 1;
  for (let i = 1; i <= subjects; i++) starts[i] = (starts[i] as number) + (starts[i - 1] as number);
  return {
    starts,
    actionOf: Int32Array.from(entries, ({ action }) => action),
    slotOf: Int32Array.from(entries, ({ slot }) => slot),
    valueOf: Int32Array.from(entries, ({ value }) => value),
    policyOf: entries.map(({ policy }) => policy),
  };
}

const NOT_FIXED = -1;
const UNREAD = -2;

const NOTHING_FIXED: readonly number[] = [NOT_FIXED];

/** What the resource says for each slot: the number of the value, NOT_FIXED for one that no pattern names, or UNREAD. */
function wantedOf({ attributes, values }: PolicyIndex, facts: Facts): readonly number[] {
  if (attributes.length === 1) return NOTHING_FIXED;
  const ifMissing = facts.resource.isUnread === true ? UNREAD : NOT_FIXED;
  // `map` makes a list of the right length at once; one that grows is copied.
  return attributes.map((attribute) => {
    if (attribute === null) return NOT_FIXED;
    const value = attribute.read(facts);
    return value === undefined ? ifMissing : (values.get(value as string) ?? NOT_FIXED);
  });
}

/** Takes each policy that could apply together with what the visit is about. */
export type Visit<T> = (policy: CompiledPolicy, about: T) => void;

interface Search<T> {
  readonly index: PolicyIndex;
  readonly wanted: readonly number[];
  readonly family: number;
  readonly action: number;
  readonly about: T;
  readonly visit: Visit<T>;
}

export function visitCandidates<T extends { readonly facts: Facts }>(
  index: PolicyIndex,
  about: T,
  visit: Visit<T>,
): void {
  if (index.policyOf.length === 0) return;
  const { principal, roles, action } = about.facts;
  const [family, exact] = NUMBERS_OF.get(action) ?? NO_NUMBERS;
  const search = { index, wanted: wantedOf(index, about.facts), family, action: exact, about, visit };
  visitSubject(EVERYONE, search);
  const { user, key, group, role } = index.subjects;
  const own = principal.kind === "user" ? user : key;
  if (own.size > 0) visitSubject(own.get(principal.id), search);
  if (group.size > 0 && principal.groups !== undefined) {
    for (const name of principal.groups) visitSubject(group.get(name), search);
  }
  if (role.size > 0) for (const name of roles) visitSubject(role.get(name), search);
}

/** LIMIT: below this many entries looking at each is cheaper than searching. */
const FEW = 16;

function visitSubject<T>(subject: number | undefined, search: Search<T>): void {
  if (subject === undefined) return;
  const { starts, actionOf } = search.index;
  const [from, to] = [starts[subject] as number, starts[subject + 1] as number];
  if (to - from <= FEW) return visitEach(from, to, search);
  for (const action of [ANY_ACTION, search.family, search.action]) {
    const low = lowerBound(actionOf, action, { from, to });
    visitSlots(low, lowerBound(actionOf, action + 1, { from: low, to }), search);
  }
}

function visitEach<T>(
  from: number,
  to: number,
  { index, wanted, family, action, about, visit }: Search<T>,
): void {
  const { actionOf, slotOf, valueOf, policyOf } = index;
  for (let i = from; i < to; i++) {
    const one = actionOf[i];
    if (one !== action && one !== ANY_ACTION && one !== family) continue;
    const wantedValue = wanted[slotOf[i] as number];
    if (wantedValue !== valueOf[i] && wantedValue !== UNREAD && slotOf[i] !== NO_SLOT) continue;
    visit(policyOf[i] as CompiledPolicy, about);
  }
}

/** Of entries that share subject and action: in each slot those with the wanted value. */
function visitSlots<T>(from: number, to: number, { index, wanted, about, visit }: Search<T>): void {
  const { slotOf, valueOf, policyOf } = index;
  for (let slot = NO_SLOT, low = from; slot < wanted.length && low < to; slot++) {
    const high = lowerBound(slotOf, slot + 1, { from: low, to });
    const value = wanted[slot] as number;
    const isWhole = slot === NO_SLOT || value === UNREAD;
    const first = isWhole ? low : lowerBound(valueOf, value, { from: low, to: high });
    const last = isWhole ? high : lowerBound(valueOf, value + 1, { from: first, to: high });
    for (let i = first; i < last; i++) visit(policyOf[i] as CompiledPolicy, about);
    low = high;
  }
}

/** The first place in a sorted range whose number is at least that. */
function lowerBound(column: Int32Array, wanted: number, { from, to }: { from: number; to: number }): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((column[middle] as number) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
