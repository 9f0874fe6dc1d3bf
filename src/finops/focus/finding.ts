// What is wrong with a row of a bill, with its number and the rule; kept in a bounded list and counted per rule without
// bound. Row 1 is the header, row 2 the first charge.

/**
 * How much depends on it: `usable` what no sum can be made without, `column` a rule about one column, `row` a rule between
 * columns or rows.
 */
export type FindingLevel = "usable" | "column" | "row";

export interface Finding {
  readonly row: number;
  readonly column: string | null;
  /** Of the published FOCUS rules, `RFC4180` or `PARQUET`. */
  readonly rule: string;
  readonly level: FindingLevel;
  readonly message: string;
}

/** Which findings refuse a row: an import says it. */
export const CONFORMANCE_LEVELS = ["usable", "column", "row"] as const satisfies readonly FindingLevel[];

export function refuses(wanted: FindingLevel, found: FindingLevel): boolean {
  return CONFORMANCE_LEVELS.indexOf(found) <= CONFORMANCE_LEVELS.indexOf(wanted);
}

export interface FindingList {
  /** The first ones, at most `MOST_LISTED`. */
  readonly listed: readonly Finding[];
  readonly counts: Readonly<Record<string, number>>;
  readonly total: number;
}

export const MOST_LISTED = 100;

export interface FindingLog {
  add(finding: Finding): void;
  list(): FindingList;
}

/** The log of one import. LIMIT: `MOST_LISTED` findings and one count per rule, whatever the file holds. */
export function openFindingLog(): FindingLog {
  const listed: Finding[] = [];
  const counts = new Map<string, number>();
  let total = 0;
  return {
    add(finding) {
      total += 1;
      counts.set(finding.rule, (counts.get(finding.rule) ?? 0) + 1);
      if (listed.length < MOST_LISTED) listed.push(finding);
    },
    list: () => ({ listed, counts: Object.fromEntries(counts), total }),
  };
}

/** What the file says, short enough for a message. */
export function quoted(text: string | null): string {
  return text === null ? "nothing" : `\`${text.slice(0, 60)}\``;
}
