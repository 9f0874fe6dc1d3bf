// A leaf of a condition: an operator of policies over a value of JSON, which is read as what it is: a text (or the instant or
// address that it writes), a number, a flag, a list of texts. Anything else is unknown to every operator but `exists`.
//
// LIMIT: a pattern has PATTERN_CHARS characters without counted repetition, so its automaton has about as many states; a text
// of more than MATCHED_CHARS is not matched.

import type { Json } from "../kernel/canonical-json.ts";
import {
  openZone,
  parseInstant,
  prepareOperator,
  type AttributeType,
  type Holds,
  type Zone,
} from "../policy/index.ts";
import { valueAt, type Steps } from "./json-path.ts";

const PATTERN_CHARS = 100;
const MATCHED_CHARS = 256;

/** Null is unknown. */
export type Verdict = boolean | null;

/** How a value of JSON may be read, by its type; the first that the operator takes. */
const READINGS: Readonly<Record<string, readonly AttributeType[]>> = {
  string: ["text", "instant", "address"],
  number: ["number"],
  boolean: ["flag"],
  texts: ["texts"],
};
/** Hours of `within_time` are UTC's: an event has no zone. */
const UTC = openZone("UTC") as Zone;
type Prepared =
  | { readonly judge: (whole: Json, steps: Steps) => Verdict }
  | { readonly slip: { readonly at: "operator" | "value"; readonly message: string } };

const refused = (at: "operator" | "value", message: string): Prepared => ({ slip: { at, message } });

/** What a leaf asks of what stands at its path, or what is wrong with it. */
export function testOf(operator: string, value: unknown): Prepared {
  return operator === "exists" ? existsTest(value) : valueTest(operator, value);
}

function existsTest(value: unknown = true): Prepared {
  if (typeof value !== "boolean") return refused("value", "`exists` takes true or false");
  return { judge: (whole, steps) => ((valueAt(whole, steps) ?? null) !== null) === value };
}

function valueTest(operator: string, value: unknown): Prepared {
  if (operator === "matches" && !isBoundedPattern(value))
    return refused(
      "value",
      `a pattern has at most ${PATTERN_CHARS} characters and no counted repetition (\`{\`)`,
    );
  const readings = new Map<AttributeType, Holds>();
  let slip: Prepared | null = null;
  for (const type of Object.values(READINGS).flat()) {
    const prepared = prepareOperator(operator, type, { value, zone: UTC });
    if (prepared.ok) readings.set(type, prepared.value);
    // Of all that is wrong, what is said of the value helps most: the operator is right then.
    else if (slip === null || prepared.fault.at === "value") slip = { slip: prepared.fault };
  }
  if (readings.size === 0 && slip !== null) return slip;
  return { judge: (whole, steps) => judgeValue(valueAt(whole, steps), operator, readings) };
}

function isBoundedPattern(value: unknown): boolean {
  return typeof value !== "string" || (value.length <= PATTERN_CHARS && !value.includes("{"));
}

function judgeValue(
  actual: Json | undefined,
  operator: string,
  readings: ReadonlyMap<AttributeType, Holds>,
): Verdict {
  const isTexts = Array.isArray(actual) && actual.every((item) => typeof item === "string");
  const reading = READINGS[isTexts ? "texts" : typeof actual]?.find((type) => readings.has(type));
  const holds = reading === undefined ? undefined : readings.get(reading);
  if (holds === undefined || actual === undefined) return null;
  if (operator === "matches" && (actual as string).length > MATCHED_CHARS) return null;
  if (reading !== "instant") return holds(actual as string | number | boolean | readonly string[]);
  const timeMs = parseInstant(actual);
  return timeMs === null ? null : holds(timeMs);
}
