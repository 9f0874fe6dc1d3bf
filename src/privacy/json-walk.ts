// Walks JSON values field by field and has each judged where it stands: under the names of all its parents. What is
// dropped leaves its object or list; a value that is replaced becomes a text.
// LIMIT: recursion is as deep as the value; ingest bounds nesting at 16.

import { canonicalJson, type Json } from "../kernel/canonical-json.ts";
import type { PersonalClass } from "./personal-classes.ts";
import { FREE_TEXT, type Place } from "./detect/detector.ts";
import { namedClassOf, type NamedClass } from "./detect/named-fields.ts";

export type Outcome =
  | { readonly kind: "same" }
  | { readonly kind: "changed"; readonly text: string }
  | { readonly kind: "dropped" }
  | { readonly kind: "refused"; readonly personalClass: PersonalClass }
  | { readonly kind: "unexamined" };

export interface Walk {
  isChanged: boolean;
  refused: PersonalClass | null;
  readonly named: readonly NamedClass[];
  readonly field: (text: string, place: Place) => Outcome;
  readonly spokenOf: (name: string) => string;
}

type Members = Record<string, Json>;

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

function isObject(value: Json | undefined): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value as it may be kept; undefined when it is dropped. */
export function redactValue(value: Json, spoken: string, walk: Walk): Json | undefined {
  if (value === null) return value;
  const isWhole = spoken !== " " && namedClassOf(spoken, walk.named) !== null;
  if (isWhole && typeof value === "object") return judge(canonicalJson(value), { value, spoken }, walk);
  if (isList(value)) {
    return value.map((item) => redactValue(item, spoken, walk)).filter((item) => item !== undefined);
  }
  if (isObject(value)) return redactObject(value, spoken, walk);
  return judge(String(value), { value, spoken }, walk);
}

function redactObject(members: Members, spoken: string, walk: Walk): Json {
  // Without a prototype: `__proto__` is a name like any other.
  const kept = Object.create(null) as Members;
  for (const [name, member] of Object.entries(members)) {
    const keptName = redactName(name, walk);
    if (keptName === undefined) continue;
    const value = redactValue(member, join(spoken, walk.spokenOf(name)), walk);
    if (value !== undefined) kept[keptName] = value;
  }
  return kept;
}

function join(parent: string, child: string): string {
  return child === " " ? parent : parent + child.slice(1);
}

/** Names hold personal data where values are kept by person. */
function redactName(name: string, walk: Walk): string | undefined {
  return judge(name, { value: name, spoken: " " }, walk) as string | undefined;
}

function judge(text: string, at: { value: Json; spoken: string }, walk: Walk): Json | undefined {
  const isNumber = typeof at.value === "number";
  const outcome = walk.field(
    text,
    at.spoken === " " && !isNumber ? FREE_TEXT : { spoken: at.spoken, isNumber },
  );
  if (outcome.kind === "same") return at.value;
  walk.isChanged = true;
  if (outcome.kind === "refused") walk.refused ??= outcome.personalClass;
  return outcome.kind === "changed" ? outcome.text : undefined;
}

const TEXT_FIELDS = ["name", "traceState"];
const ATTRIBUTE_FIELDS = ["attributes", "filteredAttributes"];

/** A list of events, links or exemplars in OTLP/JSON's shape. */
export function redactRecords(list: Json, walk: Walk): Json {
  if (!isList(list)) return list;
  return list.map((record) => {
    if (!isObject(record)) return record;
    const kept: Members = { ...record };
    for (const field of TEXT_FIELDS) {
      const text = record[field];
      if (typeof text === "string") put(kept, field, judge(text, { value: text, spoken: " " }, walk));
    }
    for (const field of ATTRIBUTE_FIELDS) {
      const entries = record[field];
      if (isList(entries)) kept[field] = redactEntries(entries, " ", walk);
    }
    return kept;
  });
}

function put(into: Members, field: string, value: Json | undefined): void {
  if (value === undefined) delete into[field];
  else into[field] = value;
}

/** A list of KeyValue. */
function redactEntries(entries: readonly Json[], spoken: string, walk: Walk): Json {
  return entries.flatMap((entry): Json[] => {
    if (!isObject(entry)) return [entry];
    const name = typeof entry["key"] === "string" ? entry["key"] : "";
    const key = redactName(name, walk);
    const value = redactAny(entry["value"] ?? {}, join(spoken, walk.spokenOf(name)), walk);
    return key === undefined || value === undefined ? [] : [{ key, value }];
  });
}

/** An AnyValue; whatever is replaced becomes a `stringValue`. */
function redactAny(any: Json, spoken: string, walk: Walk): Json | undefined {
  if (!isObject(any)) return any;
  const [field, value] = Object.entries(any)[0] ?? [];
  if (field === undefined || value === undefined) return any;
  const items = isObject(value) && isList(value["values"]) ? value["values"] : null;
  const isWhole = spoken !== " " && namedClassOf(spoken, walk.named) !== null;
  if (items !== null && !isWhole) return { [field]: { values: redactItems(field, items, { spoken, walk }) } };
  if (field === "bytesValue" && !isWhole) return any;
  return redactScalar(any, { field, value, spoken }, walk);
}

function redactItems(field: string, items: readonly Json[], at: { spoken: string; walk: Walk }): Json {
  if (field === "kvlistValue") return redactEntries(items, at.spoken, at.walk);
  return items.map((item) => redactAny(item, at.spoken, at.walk)).filter((item) => item !== undefined);
}

const NUMBERS: ReadonlySet<string> = new Set(["intValue", "doubleValue"]);

function redactScalar(
  any: Members,
  { field, value, spoken }: { field: string; value: Json; spoken: string },
  walk: Walk,
): Json | undefined {
  const text = typeof value === "object" ? canonicalJson(value) : String(value);
  // 64-bit integers are texts in OTLP/JSON and numbers nevertheless.
  const place = { value: NUMBERS.has(field) ? Number(value) : text, spoken };
  const judged = judge(text, place, walk);
  if (judged === undefined) return undefined;
  return judged === place.value ? any : { stringValue: judged };
}
