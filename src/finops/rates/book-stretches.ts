// A month cut where its price book changes: each stretch has one book, or none.

import type { Month } from "../chargeback/period.ts";
import { bookOn, type PriceBook, type PriceBooks } from "./price-book.ts";

export interface BookStretch {
  readonly book: PriceBook | null;
  /** UTC days, half-open. */
  readonly from: string;
  readonly to: string;
}

export function bookStretches(books: PriceBooks, { start, end }: Month): BookStretch[] {
  const [first, last] = [start.slice(0, 10), end.slice(0, 10)];
  const cuts = books.books
    .flatMap(({ effective_from: from, effective_to: to }) => (to === null ? [from] : [from, to]))
    .filter((day) => day > first && day < last);
  const days = [...new Set([first, ...cuts, last])].sort();
  return days.slice(0, -1).map((from, at) => ({ book: bookOn(books, from), from, to: days[at + 1] ?? last }));
}
