// What every measuring command of the project prints: a table for people, and with `--json` one object on the last line
// of standard output. A target is text such as `>= 0.6`; whether it is met is decided here and nowhere else.

export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** null for a figure that is only told. */
  readonly target: string | null;
  /** null without a target. */
  readonly met: boolean | null;
}

export interface Measured {
  readonly name: string;
  readonly rows: readonly Row[];
}

const COMPARISONS: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  ">=": (value, bound) => value >= bound,
  "<=": (value, bound) => value <= bound,
  "<": (value, bound) => value < bound,
  "=": (value, bound) => value === bound,
};

export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly target?: string;
}

export function toRow({ name, value, unit, target }: Figure): Row {
  if (target === undefined) return { name, value, unit, target: null, met: null };
  const [sign = "", bound = ""] = target.split(" ");
  const holds = COMPARISONS[sign];
  if (holds === undefined || bound === "")
    throw new Error(`\`${target}\` is not a target such as \`>= 0.6\``);
  return { name, value, unit, target, met: holds(value, Number(bound)) };
}

export function isMissed({ rows }: Measured): boolean {
  return rows.some((row) => row.met === false);
}

function shown(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString("en");
  return Math.abs(value) >= 100 ? Math.round(value).toLocaleString("en") : value.toPrecision(3);
}

export function toTable({ name, rows }: Measured): string {
  const cells = rows.map((row) => [row.name, shown(row.value), row.unit, row.target ?? "", verdict(row)]);
  const widths = [0, 1, 2, 3].map((at) => Math.max(...cells.map((line) => (line[at] ?? "").length)));
  const lines = cells.map((line) =>
    line
      .map((cell, at) => (at === 1 ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
  return [name, ...lines.map((line) => `  ${line}`), ""].join("\n");
}

function verdict({ met }: Row): string {
  if (met === null) return "";
  return met ? "met" : "MISSED";
}
