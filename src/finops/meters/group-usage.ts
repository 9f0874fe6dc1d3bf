// Usage by meter and whatever else is asked for, in intervals of an hour, a day or a month (UTC).

import { z } from "zod";
import { HOUR_MS } from "../../kernel/time.ts";
import { METER_NAMES, METERS, unitsOf, type Meter } from "./registry.ts";
import type { Attributed, UsageLine } from "./usage-line.ts";

/** `tag:` and the name of a declared tag. */
const TAG = "tag:";
const TAG_GROUP = /^tag:.{1,128}$/s;
const LABEL_GROUPS = ["service", "team", "environment", "key"] as const;

export type GroupName = (typeof LABEL_GROUPS)[number] | `tag:${string}`;

const isGroup = (text: string): text is GroupName =>
  (LABEL_GROUPS as readonly string[]).includes(text) || TAG_GROUP.test(text);

/** Names with commas between them; a meter always is a group of its own. */
export const groupBySchema = z
  .string()
  .default("")
  .transform((text) => text.split(",").filter((name) => name !== "" && name !== "meter"))
  .refine(
    (names) => names.length <= 5 && names.every(isGroup),
    "`meter`, `service`, `team`, `environment`, `key` and `tag:…`, with commas between",
  )
  .transform((names) => names as GroupName[]);

export const INTERVALS = ["hour", "day", "month"] as const;

export type Interval = (typeof INTERVALS)[number];

/** How an interval is told: the beginning of `2026-11-23T14:05:00.000Z`. */
const TOLD_CHARS: Readonly<Record<Interval, number>> = { hour: 13, day: 10, month: 7 };

function startOf(interval: Interval, hour: number): string {
  const told = new Date(hour * HOUR_MS).toISOString().slice(0, TOLD_CHARS[interval]);
  return interval === "hour" ? `${told}:00Z` : told;
}

export function groupValue(of: Attributed, group: GroupName): string {
  if (!group.startsWith(TAG)) return of[group as (typeof LABEL_GROUPS)[number]];
  const tag = group.slice(TAG.length);
  return Object.hasOwn(of.tags, tag) ? (of.tags[tag] ?? "") : "";
}

export interface UsageAsked {
  readonly interval: Interval;
  readonly groupBy: readonly GroupName[];
  /** Null for all. */
  readonly meter: Meter | null;
}

export interface GroupedUsage {
  readonly start: string;
  readonly meter: Meter;
  readonly unit: string;
  readonly quantity: number;
  /** What was asked for, by its name; the empty text for usage that does not say it. */
  readonly group: Readonly<Record<string, string>>;
}

interface HourLines {
  readonly hour: number;
  readonly lines: readonly UsageLine[];
}

/** In the order of time, then of the registry, then of first appearance. */
export function groupUsage(hours: readonly HourLines[], asked: UsageAsked): GroupedUsage[] {
  const sums = new Map<string, { readonly row: Omit<GroupedUsage, "quantity">; parts: number }>();
  const meters = asked.meter === null ? METER_NAMES : [asked.meter];
  for (const { hour, lines } of hours) {
    const start = startOf(asked.interval, hour);
    for (const line of lines) {
      const values = asked.groupBy.map((name) => [name, groupValue(line, name)] as const);
      for (const meter of meters) {
        const parts = line.quantities[meter] ?? 0;
        if (parts === 0) continue;
        const name = JSON.stringify([start, meter, values]);
        const known = sums.get(name);
        if (known !== undefined) known.parts += parts;
        else {
          const row = { start, meter, unit: METERS[meter].unit, group: Object.fromEntries(values) };
          sums.set(name, { row, parts });
        }
      }
    }
  }
  return [...sums.values()].map(({ row, parts }) => ({ ...row, quantity: unitsOf(row.meter, parts) }));
}
