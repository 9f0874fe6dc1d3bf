// Usage: quantities by meter of one attribution. A period's usage is a list of lines, no two of the same attribution.
// INVARIANT: adding never loses a quantity: what is one too many is kept under `__other__`.

import { OTHER } from "../../telemetry/index.ts";
import { METER_NAMES, type Meter } from "./registry.ts";

export type Quantities = Readonly<Partial<Record<Meter, number>>>;

/** Whom usage is charged to; the empty text for what was not said. */
export interface Attributed {
  readonly service: string;
  readonly team: string;
  readonly environment: string;
  /** The API key that sent or asked; or another principal. */
  readonly key: string;
  /** By name: the tags that the tenant has declared. */
  readonly tags: Readonly<Record<string, string>>;
}

export interface UsageLine extends Attributed {
  readonly quantities: Quantities;
}

export const NOBODY: Attributed = { service: "", team: "", environment: "", key: "", tags: {} };

/** LIMIT: lines of an hour or a day, so that they fit one row of 2 MB. */
export const MOST_LINES = 2_000;

export function addQuantities(left: Quantities, right: Quantities): Quantities {
  const sum: Partial<Record<Meter, number>> = { ...left };
  for (const meter of METER_NAMES) {
    const more = right[meter];
    if (more !== undefined) sum[meter] = (sum[meter] ?? 0) + more;
  }
  return sum;
}

function lineName({ service, team, environment, key, tags }: Attributed): string {
  const sorted = Object.entries(tags).sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify([service, team, environment, key, sorted]);
}

/** One line for each attribution. */
export function mergeLines(lines: Iterable<UsageLine>): UsageLine[] {
  const merged = new Map<string, UsageLine>();
  for (const line of lines) {
    const name = lineName(line);
    const known = merged.get(name);
    merged.set(
      name,
      known === undefined ? line : { ...known, quantities: addQuantities(known.quantities, line.quantities) },
    );
  }
  return [...merged.values()];
}

const LABELS = ["service", "team", "environment", "key"] as const;

/**
 * `before` with `more`, in which each label has at most `cap` values: those that are there stay, later ones become
 * `__other__`. Past MOST_LINES a new attribution is `__other__` throughout.
 */
export function addLines(before: readonly UsageLine[], more: readonly UsageLine[], cap: number): UsageLine[] {
  const seen = valuesSeen(before);
  const lines = new Map(before.map((line) => [lineName(line), line]));
  for (const line of more) {
    const capped = capLine(line, seen, cap);
    const isRoomless = lines.size >= MOST_LINES && !lines.has(lineName(capped));
    const kept: UsageLine = isRoomless ? { ...OTHERS, quantities: line.quantities } : capped;
    const name = lineName(kept);
    const known = lines.get(name);
    lines.set(
      name,
      known === undefined ? kept : { ...known, quantities: addQuantities(known.quantities, kept.quantities) },
    );
  }
  return [...lines.values()];
}

const OTHERS: Attributed = { service: OTHER, team: OTHER, environment: OTHER, key: OTHER, tags: {} };

type Seen = Map<string, Set<string>>;

function valuesSeen(lines: readonly UsageLine[]): Seen {
  const seen: Seen = new Map();
  for (const line of lines) for (const [label, value] of labelled(line)) noteValue(seen, label, value);
  return seen;
}

function* labelled(line: Attributed): Generator<[label: string, value: string]> {
  for (const label of LABELS) yield [label, line[label]];
  for (const [tag, value] of Object.entries(line.tags)) yield [`tag ${tag}`, value];
}

function noteValue(seen: Seen, label: string, value: string): void {
  const values = seen.get(label) ?? new Set();
  values.add(value);
  seen.set(label, values);
}

/** Absence and overflow take no place. */
function capLine(line: UsageLine, seen: Seen, cap: number): UsageLine {
  const capped = new Map<string, string>();
  for (const [label, value] of labelled(line)) {
    const values = seen.get(label) ?? new Set();
    const isFree = value === "" || value === OTHER || values.has(value) || placesTaken(values) < cap;
    capped.set(label, isFree ? value : OTHER);
    if (isFree) noteValue(seen, label, value);
  }
  const of = (label: string): string => capped.get(label) ?? "";
  const tags = Object.fromEntries(Object.keys(line.tags).map((tag) => [tag, of(`tag ${tag}`)]));
  const named = { service: of("service"), team: of("team"), environment: of("environment"), key: of("key") };
  return { ...named, tags, quantities: line.quantities };
}

const placesTaken = (values: ReadonlySet<string>): number =>
  values.size - Number(values.has("")) - Number(values.has(OTHER));
