// A condition on an event: leaves of path, operator and value under `all`, `any` and `not`, with the operators of policies.
// An event is sent where the condition is true. A leaf about something that is missing, null or of another type is unknown,
// and outcomes combine by Kleene's logic, so `not` of an unknown is no yes; `exists` is never unknown.
//
// LIMIT: a condition is judged in the transaction that commits the event, so its cost is bounded: MOST_LEAVES leaves, of which
// MOST_PATTERNS match a pattern (condition-leaf.ts). The worst that fits takes about 10 ms, a common one 1 µs.

import type { Json } from "../kernel/canonical-json.ts";
import { testOf, type Verdict } from "./condition-leaf.ts";
import { parsePointer } from "./json-path.ts";
import { isRecord, MOST_SLIPS, nestsDeeper, type Path, type Slip } from "./slips.ts";

const MOST_LEAVES = 50;
const MOST_DEPTH = 8;
const MOST_PARTS = 50;
/** Each condition takes at most two levels of JSON for its own, and its value two more. */
const MOST_LEVELS = MOST_DEPTH * 2 + 2;
const MOST_PATTERNS = 5;

export interface ConditionLeaf {
  /** RFC 6901, into the envelope: `/type`, `/timestamp`, `/data/…`. */
  readonly path: string;
  readonly operator: string;
  readonly value?: Json;
}

export type Condition =
  | ConditionLeaf
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition };

type Test = (envelope: Json) => Verdict;

const BRANCHES = ["all", "any", "not"] as const;
const LEAF_FIELDS: ReadonlySet<string> = new Set(["path", "operator", "value"]);
const NOTHING: Test = () => null;

class Reader {
  readonly slips: Slip[] = [];
  #leaves = 0;
  #patterns = 0;

  read(value: unknown, path: Path): Test {
    if (this.slips.length >= MOST_SLIPS) return NOTHING;
    if (!isRecord(value)) return this.#refuse(path, "expected a condition");
    const branch = BRANCHES.find((name) => Object.hasOwn(value, name));
    if (branch === undefined) return this.#leaf(value, path);
    for (const name of Object.keys(value))
      if (name !== branch) this.#refuse([...path, name], "there is no such field");
    if (branch === "not") return inverted(this.read(value["not"], [...path, "not"]));
    const parts = this.#parts(value[branch], [...path, branch]);
    return branch === "all" ? allOf(parts) : anyOf(parts);
  }

  #parts(value: unknown, path: Path): readonly Test[] {
    if (Array.isArray(value) && value.length > 0 && value.length <= MOST_PARTS)
      return value.map((part: unknown, at) => this.read(part, [...path, at]));
    this.#refuse(path, `expected a list of 1 to ${MOST_PARTS} conditions`);
    return [];
  }

  #leaf(leaf: Readonly<Record<string, unknown>>, path: Path): Test {
    this.#leaves += 1;
    if (this.#leaves > MOST_LEAVES)
      return this.#refuse(path, `a condition has at most ${MOST_LEAVES} leaves`);
    for (const name of Object.keys(leaf))
      if (!LEAF_FIELDS.has(name)) this.#refuse([...path, name], "there is no such field");
    const steps = parsePointer(leaf["path"]);
    if (steps === null) this.#refuse([...path, "path"], "a JSON pointer such as `/data/tier` (RFC 6901)");
    const { operator, value } = leaf;
    if (typeof operator !== "string") return this.#refuse([...path, "operator"], "expected a text");
    if (operator === "matches" && ++this.#patterns > MOST_PATTERNS)
      return this.#refuse(path, `a condition matches at most ${MOST_PATTERNS} patterns`);
    const test = testOf(operator, value);
    if (!("slip" in test)) return steps === null ? NOTHING : (whole) => test.judge(whole, steps);
    return this.#refuse([...path, test.slip.at], test.slip.message);
  }

  #refuse(path: Path, message: string): Test {
    this.slips.push({ path, message });
    return NOTHING;
  }
}

function inverted(test: Test): Test {
  return (whole) => {
    const verdict = test(whole);
    return verdict === null ? null : !verdict;
  };
}

function allOf(tests: readonly Test[]): Test {
  return (whole) => settled(tests, whole, false);
}

function anyOf(tests: readonly Test[]): Test {
  return (whole) => settled(tests, whole, true);
}

/** One verdict of `decisive` settles it, else an unknown leaves it unknown. */
function settled(tests: readonly Test[], whole: Json, decisive: Verdict): Verdict {
  let hasUnknown = false;
  for (const test of tests) {
    const verdict = test(whole);
    if (verdict === decisive) return decisive;
    if (verdict === null) hasUnknown = true;
  }
  return hasUnknown ? null : decisive === false;
}

interface Read {
  readonly slips: readonly Slip[];
  readonly test: Test;
}

function readCondition(value: unknown): Read {
  if (nestsDeeper(value, MOST_LEVELS))
    return { slips: [{ path: [], message: `conditions nest at most ${MOST_DEPTH} deep` }], test: NOTHING };
  const reader = new Reader();
  const test = reader.read(value, []);
  return { slips: reader.slips, test };
}

export function judgeCondition(value: unknown): readonly Slip[] {
  return readCondition(value).slips;
}

/** Whether an envelope meets it. Throws for a condition that was not judged. */
export function compileCondition(condition: Condition): (envelope: Json) => boolean {
  const { slips, test } = readCondition(condition);
  if (slips.length > 0) throw new TypeError("a condition that was never judged");
  return (envelope) => test(envelope) === true;
}
