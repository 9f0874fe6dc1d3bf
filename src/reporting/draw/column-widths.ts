// How wide the columns of a table are: as wide as they need, in proportion where that is too wide. Together they are as wide as
// the room that there is.

import type { Table } from "../kinds/kind.ts";
import { textWidth } from "./text-width.ts";

/** LIMIT: a column asks for no more than this, so that one long text does not starve the others. */
const MOST_WANTED = 420;
const ROWS_MEASURED = 100;

interface Room {
  readonly fontSize: number;
  /** Left and right of each text. */
  readonly pad: number;
  readonly width: number;
}

export function columnWidths({ columns, rows }: Table, { fontSize, pad, width }: Room): number[] {
  const wanted = columns.map(({ title }, at) => {
    const texts = [title, ...rows.slice(0, ROWS_MEASURED).map((row) => row[at]?.text ?? "")];
    const widest = Math.max(...texts.map((text) => textWidth(text.slice(0, 200), fontSize)));
    return Math.min(MOST_WANTED, widest * 1.06) + 2 * pad;
  });
  const total = wanted.reduce((sum, one) => sum + one, 0);
  if (total <= width) return wanted.map((one) => one + (width - total) / Math.max(1, wanted.length));
  return shareOut(
    wanted.map((one, at) => ({ wanted: one, isWhole: columns[at]?.type === "time" })),
    width,
  );
}

interface Wish {
  readonly wanted: number;
  /** Instants are of no use without their end. */
  readonly isWhole: boolean;
}

/** Instants and narrow columns get what they need; the wide ones share what is left. */
function shareOut(wishes: readonly Wish[], width: number): number[] {
  const given = wishes.map(() => 0);
  let left = width;
  let open = wishes.length;
  const rank = ({ wanted, isWhole }: Wish): number => (isWhole ? 0 : wanted);
  const order = wishes.map((wish, at) => ({ ...wish, at })).sort((a, b) => rank(a) - rank(b));
  for (const { wanted, isWhole, at } of order) {
    const share = isWhole ? Math.min(wanted, left * 0.6) : Math.min(wanted, left / open);
    given[at] = share;
    left -= share;
    open--;
  }
  return given;
}
