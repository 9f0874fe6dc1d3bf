// The header of a FOCUS dataset: which version it is, which columns it lacks (CostAndUsage-D-…-M) and which it may not have
// (ColumnHandling-A-010-M: a column that FOCUS does not define begins with `x_`).

import { FOCUS_COLUMNS, FOCUS_VERSIONS, focusColumn, type FocusVersion } from "./columns.ts";
import { quoted, type Finding } from "./finding.ts";

export interface Header {
  readonly names: readonly string[];
  readonly version: FocusVersion;
  /** Where each column stands; -1 for one that the dataset lacks. */
  readonly at: (column: string) => number;
}

const CUSTOM = /^x_/i;
/** What no charge can be summed without. */
const NEEDED = new Set([
  "BilledCost",
  "EffectiveCost",
  "BillingCurrency",
  "BillingPeriodStart",
  "BillingPeriodEnd",
  "ChargePeriodStart",
  "ChargePeriodEnd",
]);

export function isNeeded(column: string): boolean {
  return NEEDED.has(column);
}

/** The newest version that a column of the header came with. */
function versionOf(names: readonly string[]): FocusVersion {
  const newest = names.reduce((latest, name) => {
    const since = focusColumn(name)?.since ?? "1.0";
    return Math.max(latest, FOCUS_VERSIONS.indexOf(since));
  }, 0);
  return FOCUS_VERSIONS[newest] ?? "1.0";
}

export function readHeader(names: readonly string[]): Header {
  const places = new Map(names.map((name, at) => [name, at]));
  return { names, version: versionOf(names), at: (column) => places.get(column) ?? -1 };
}

export function checkHeader({ names }: Header): Finding[] {
  const present = new Set(names);
  const missing = FOCUS_COLUMNS.filter(({ name, isRequired }) => isRequired && !present.has(name));
  const unknown = names.filter((name) => focusColumn(name) === null && !CUSTOM.test(name));
  const twice = names.filter((name, at) => names.indexOf(name) !== at);
  return [
    ...missing.map(({ name, presenceRule }): Finding => ({
      row: 1,
      column: name,
      rule: presenceRule,
      level: isNeeded(name) ? "usable" : "column",
      message: `the column is missing`,
    })),
    ...unknown.map((name): Finding => ({
      row: 1,
      column: name.slice(0, 60),
      rule: "ColumnHandling-A-010-M",
      level: "row",
      message: `${quoted(name)} is no column of FOCUS; a custom column begins with \`x_\``,
    })),
    ...twice.map((name): Finding => ({
      row: 1,
      column: name.slice(0, 60),
      rule: "RFC4180",
      level: "usable",
      message: `the header names ${quoted(name)} twice`,
    })),
  ];
}
