// A bill read record by record: the header judged first, then every row by its rules; what is refused is told by number, what
// is taken is summed and handed on. Nothing of a bill that is to be whole is handed on after its first refused row.

import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { openBillSums, type BillSums, type BillSummary } from "./bill-sums.ts";
import { checkHeader, readHeader, type Header } from "./check-header.ts";
import { compileRowCheck, type Cells } from "./check-row.ts";
import type { FocusVersion } from "./columns.ts";
import { openFindingLog, refuses, type FindingLevel, type FindingList, type FindingLog } from "./finding.ts";

export interface BillRules {
  /** Which findings refuse a row. */
  readonly conformance: FindingLevel;
  /** What becomes of the bill when a row is refused: none of it is taken, or all but that row. */
  readonly onBadRow: "reject" | "skip";
}

export interface BillOutcome {
  /** Is the bill taken? */
  readonly isTaken: boolean;
  readonly version: FocusVersion;
  readonly columns: readonly string[];
  readonly rows: number;
  readonly refused: number;
  readonly findings: FindingList;
  readonly summary: BillSummary;
}

export interface BillReader {
  /** The header, once it was read. */
  header(): Header | null;
  /** Of these records the rows that are taken; `billing.malformed` when there is no way on. */
  take(records: readonly (readonly (string | null)[])[]): Result<readonly Cells[]>;
  outcome(): Result<BillOutcome>;
}

interface Opened {
  readonly header: Header;
  readonly check: ReturnType<typeof compileRowCheck>;
  readonly sums: BillSums;
}

const BOM = "\uFEFF";

const headerNames = (cells: readonly (string | null)[]): string[] =>
  cells.map((name, at) => (at === 0 ? (name ?? "").replace(BOM, "") : (name ?? "")));

function openRows(cells: Cells, log: FindingLog, conformance: FindingLevel): Result<Opened> {
  const header = readHeader(headerNames(cells));
  const found = checkHeader(header);
  for (const finding of found) log.add(finding);
  const bad = found.find(({ level }) => refuses(conformance, level));
  if (bad !== undefined)
    return failed(fault("billing.malformed", `the header: ${bad.column}: ${bad.message} (${bad.rule})`));
  return ok({ header, check: compileRowCheck(header), sums: openBillSums(header) });
}

interface Judged {
  readonly row: number;
  readonly cells: Cells;
  readonly log: FindingLog;
  readonly conformance: FindingLevel;
}

/** Is the row taken? */
function judge({ header, check }: Opened, { row, cells, log, conformance }: Judged): boolean {
  if (cells.length !== header.names.length) {
    const message = `${cells.length} fields under a header of ${header.names.length}`;
    log.add({ row, column: null, rule: "RFC4180", level: "usable", message });
    return false;
  }
  let isGood = true;
  check(cells, (finding) => {
    log.add({ row, ...finding });
    isGood &&= !refuses(conformance, finding.level);
  });
  return isGood;
}

export function openBill({ conformance, onBadRow }: BillRules): BillReader {
  const log = openFindingLog();
  let opened: Opened | null = null;
  let [row, taken, refused] = [0, 0, 0];
  return {
    header: () => opened?.header ?? null,
    take(records) {
      const rows: Cells[] = [];
      for (const cells of records) {
        row += 1;
        if (opened === null) {
          const made = openRows(cells, log, conformance);
          if (!made.ok) return made;
          opened = made.value;
        } else if (judge(opened, { row, cells, log, conformance })) {
          taken += 1;
          opened.sums.add(cells);
          rows.push(cells);
        } else refused += 1;
      }
      return ok(refused > 0 && onBadRow === "reject" ? [] : rows);
    },
    outcome() {
      if (opened === null) return failed(fault("billing.malformed", "the bill has no header"));
      const { header, sums } = opened;
      const isTaken = refused === 0 || onBadRow === "skip";
      return ok({
        isTaken,
        version: header.version,
        columns: header.names,
        rows: isTaken ? taken : 0,
        refused,
        findings: log.list(),
        summary: sums.summary(),
      });
    },
  };
}
