// What the verification of an export found: one row per check, the first finding of each with its line.
// INVARIANT: an export is verified when no check failed and both `root` and `signature` were reached and passed.

export const EXPORT_CHECKS = {
  header: "the first line is a header",
  key: "the export names the key you expect",
  entries: "every line is one entry of this tenant, in canonical form",
  sequence: "the entries follow each other without a gap",
  checkpoint: "the last line is a checkpoint of this log at this size",
  root: "the entries hash to the checkpoint's root",
  signature: "the checkpoint is signed by the key",
} as const;

export type ExportCheck = keyof typeof EXPORT_CHECKS;

export interface ExportFinding {
  readonly status: "passed" | "failed" | "skipped";
  /** The first bad line, counted from 1; null unless the check failed. */
  readonly line: number | null;
  readonly detail: string | null;
}

export interface ExportReport {
  readonly isVerified: boolean;
  /** The smallest bad line over all checks. */
  readonly firstBadLine: number | null;
  readonly tenant: string | null;
  readonly jurisdiction: string | null;
  readonly fromSeq: number;
  readonly entries: number;
  /** The time of the checkpoint, once it could be read. */
  readonly checkpointAt: string | null;
  /** Recomputed from the entries; null when there was no header. */
  readonly root: Uint8Array | null;
  readonly checks: Readonly<Record<ExportCheck, ExportFinding>>;
}

export interface Findings {
  pass(check: ExportCheck): void;
  fail(check: ExportCheck, line: number, detail: string): void;
  /** A reason to leave a check out. */
  skip(check: ExportCheck, detail: string): void;
  all(): Readonly<Record<ExportCheck, ExportFinding>>;
}

/** Keeps the first failure of each check; a later pass does not undo it. */
export function createFindings(): Findings {
  const notReached: ExportFinding = { status: "skipped", line: null, detail: "not reached" };
  const found = new Map<ExportCheck, ExportFinding>();
  const put = (check: ExportCheck, finding: ExportFinding): void => {
    if (found.get(check)?.status !== "failed") found.set(check, finding);
  };
  const names = Object.keys(EXPORT_CHECKS) as ExportCheck[];
  return {
    pass: (check) => put(check, { status: "passed", line: null, detail: null }),
    fail: (check, line, detail) => put(check, { status: "failed", line, detail }),
    skip: (check, detail) => put(check, { status: "skipped", line: null, detail }),
    all: () => {
      const rows = names.map((name) => [name, found.get(name) ?? notReached] as const);
      return Object.fromEntries(rows) as Record<ExportCheck, ExportFinding>;
    },
  };
}

export function isVerified(checks: ExportReport["checks"]): boolean {
  const isClean = Object.values(checks).every(({ status }) => status !== "failed");
  return isClean && checks.root.status === "passed" && checks.signature.status === "passed";
}

export function firstBadLine(checks: ExportReport["checks"]): number | null {
  const lines = Object.values(checks).flatMap(({ line }) => (line === null ? [] : [line]));
  return lines.length === 0 ? null : Math.min(...lines);
}
