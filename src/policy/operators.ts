// The operators of conditions: a row each. A row says, for every type of attribute it takes, how the policy's value is
// read and what it then asks of the attribute. Intervals are half-open.

import { parsePattern } from "../kernel/pattern.ts";
import { failed, ok, type Result } from "../kernel/result.ts";
import type { AttributeType, AttributeValue } from "./attributes.ts";
import { isInNetwork, parseAddress, parseNetwork, type Network } from "./cidr.ts";
import { LIMITS } from "./policy-document.ts";
import { readWindow } from "./time-window.ts";
import type { Zone } from "./zone.ts";

/** Null when the attribute cannot be judged, such as an address that is none: the condition errs. */
export type Holds = (actual: AttributeValue) => boolean | null;
/** Given the policy's value: what it asks, or what is wrong with the value. */
type Prepare = (value: unknown, zone: Zone) => Result<Holds, string>;
type Operator = Readonly<Partial<Record<AttributeType, Prepare>>>;

const isText = (value: unknown): value is string =>
  typeof value === "string" && value.length <= LIMITS.valueChars;
const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);
const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?(?:Z|[+-]\d\d:\d\d)$/;

export function parseInstant(value: unknown): number | null {
  if (typeof value !== "string" || !RFC_3339.test(value)) return null;
  const timeMs = Date.parse(value);
  return Number.isNaN(timeMs) ? null : timeMs;
}

const ONE_TEXT = `one text of at most ${LIMITS.valueChars} characters`;
const textOf = (value: unknown): Result<string, string> => (isText(value) ? ok(value) : failed(ONE_TEXT));
const numberOf = (value: unknown): Result<number, string> =>
  isNumber(value) ? ok(value) : failed("one number");
const instantOf = (value: unknown): Result<number, string> => {
  const timeMs = parseInstant(value);
  return timeMs === null ? failed("one RFC 3339 instant") : ok(timeMs);
};
const flagOf = (value: unknown): Result<boolean, string> =>
  typeof value === "boolean" ? ok(value) : failed("true or false");

function listOf<T>(
  one: (value: unknown) => Result<T, string>,
): (value: unknown) => Result<ReadonlySet<T>, string> {
  return (value) => {
    const wanted = `a list of 1 to ${LIMITS.valuesPerList} values`;
    if (!Array.isArray(value) || value.length === 0 || value.length > LIMITS.valuesPerList)
      return failed(wanted);
    const items = new Set<T>();
    for (const item of value as readonly unknown[]) {
      const read = one(item);
      if (!read.ok) return failed(`${wanted}, each ${read.fault}`);
      items.add(read.value);
    }
    return ok(items);
  };
}

function asking<T>(
  read: (value: unknown) => Result<T, string>,
  holds: (actual: AttributeValue, wanted: T) => boolean | null,
): Prepare {
  return (value) => {
    const wanted = read(value);
    if (!wanted.ok) return wanted;
    const { value: bound } = wanted;
    return ok((actual) => holds(actual, bound));
  };
}

const same = (actual: AttributeValue, wanted: AttributeValue): boolean => actual === wanted;
const isAmong = (actual: AttributeValue, wanted: ReadonlySet<AttributeValue>): boolean => wanted.has(actual);
const overlaps = (actual: AttributeValue, wanted: ReadonlySet<string>): boolean =>
  (actual as readonly string[]).some((item) => wanted.has(item));

function addressOf(value: unknown): Result<Network, string> {
  const network = isText(value) && !value.includes("/") ? parseNetwork(value) : null;
  return network === null ? failed("one IPv4 or IPv6 address") : ok(network);
}

function networkOf(value: unknown): Result<Network, string> {
  const network = isText(value) ? parseNetwork(value) : null;
  return network === null ? failed("a network such as `10.0.0.0/8`, host bits zero") : ok(network);
}

function networksOf(value: unknown): Result<ReadonlySet<Network>, string> {
  return listOf(networkOf)(typeof value === "string" ? [value] : value);
}

function isInAny(actual: AttributeValue, networks: ReadonlySet<Network>): boolean | null {
  const address = typeof actual === "string" ? parseAddress(actual) : null;
  if (address === null) return null;
  for (const network of networks) if (isInNetwork(address, network)) return true;
  return false;
}

const isAddress = (actual: AttributeValue, wanted: Network): boolean | null =>
  isInAny(actual, new Set([wanted]));

const EQUALS: Operator = {
  text: asking(textOf, same),
  number: asking(numberOf, same),
  flag: asking(flagOf, same),
  instant: asking(instantOf, same),
  address: asking(addressOf, isAddress),
};

const IN: Operator = {
  text: asking(listOf(textOf), isAmong),
  number: asking(listOf(numberOf), isAmong),
  texts: asking(listOf(textOf), overlaps),
};

function negated(operator: Operator): Operator {
  const entries = Object.entries(operator).map(([type, prepare]) => [
    type,
    (value: unknown, zone: Zone): Result<Holds, string> => {
      const holds = prepare(value, zone);
      return holds.ok ? ok((actual) => invert(holds.value(actual))) : holds;
    },
  ]);
  return Object.fromEntries(entries) as Operator;
}

const invert = (held: boolean | null): boolean | null => (held === null ? null : !held);

function comparing(compare: (actual: number, wanted: number) => boolean): Operator {
  const holds = compare as (actual: AttributeValue, wanted: number) => boolean;
  return { number: asking(numberOf, holds), instant: asking(instantOf, holds) };
}

interface Bounds {
  readonly low: number;
  readonly high: number;
}

function boundsOf(
  one: (value: unknown) => Result<number, string>,
): (value: unknown) => Result<Bounds, string> {
  return (value) => {
    const [low, high] = Array.isArray(value) && value.length === 2 ? [one(value[0]), one(value[1])] : [];
    if (low?.ok !== true || high?.ok !== true) return failed("two bounds: [from, before]");
    return ok({ low: low.value, high: high.value });
  };
}

const isBetween = (actual: AttributeValue, { low, high }: Bounds): boolean =>
  (actual as number) >= low && (actual as number) < high;

const patternOf = (value: unknown): Result<(text: string) => boolean, string> =>
  isText(value) ? parsePattern(value) : failed(ONE_TEXT);

const onText =
  (judge: (actual: string, wanted: string) => boolean) =>
  (actual: AttributeValue, wanted: string): boolean =>
    judge(actual as string, wanted);

const present = (_: AttributeValue, wanted: boolean): boolean => wanted;
const EXISTS = asking(flagOf, present);

export const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ["equals", EQUALS],
  ["not_equals", negated(EQUALS)],
  ["in", IN],
  ["not_in", negated(IN)],
  ["greater", comparing((actual, wanted) => actual > wanted)],
  ["greater_or_equal", comparing((actual, wanted) => actual >= wanted)],
  ["less", comparing((actual, wanted) => actual < wanted)],
  ["less_or_equal", comparing((actual, wanted) => actual <= wanted)],
  [
    "between",
    { number: asking(boundsOf(numberOf), isBetween), instant: asking(boundsOf(instantOf), isBetween) },
  ],
  [
    "starts_with",
    {
      text: asking(
        textOf,
        onText((actual, wanted) => actual.startsWith(wanted)),
      ),
    },
  ],
  [
    "ends_with",
    {
      text: asking(
        textOf,
        onText((actual, wanted) => actual.endsWith(wanted)),
      ),
    },
  ],
  [
    "contains",
    {
      text: asking(
        textOf,
        onText((actual, wanted) => actual.includes(wanted)),
      ),
      texts: asking(textOf, (actual, wanted) => (actual as readonly string[]).includes(wanted)),
    },
  ],
  ["matches", { text: asking(patternOf, (actual, matches) => matches(actual as string)) }],
  ["exists", { text: EXISTS, number: EXISTS, flag: EXISTS, texts: EXISTS, instant: EXISTS, address: EXISTS }],
  ["in_cidr", { address: asking(networksOf, isInAny) }],
  ["within_time", { instant: readWindow }],
]);

/** What is wrong with it, or what it asks: unknown operators, attributes of the wrong type, values of the wrong shape. */
export function prepareOperator(
  name: string,
  type: AttributeType,
  { value, zone }: { readonly value: unknown; readonly zone: Zone },
): Result<Holds, { readonly at: "operator" | "value"; readonly message: string }> {
  const operator = OPERATORS.get(name);
  if (operator === undefined)
    return failed({ at: "operator", message: `there is no operator \`${name.slice(0, 100)}\`` });
  const prepare = operator[type];
  if (prepare === undefined)
    return failed({ at: "operator", message: `\`${name}\` is not for ${TYPE_NAMES[type]}` });
  const holds = prepare(value, zone);
  return holds.ok ? holds : failed({ at: "value", message: `\`${name}\` takes ${holds.fault}` });
}

const TYPE_NAMES: Readonly<Record<AttributeType, string>> = {
  text: "a text",
  number: "a number",
  flag: "a yes or no",
  texts: "a list of texts",
  instant: "an instant",
  address: "an address",
};
