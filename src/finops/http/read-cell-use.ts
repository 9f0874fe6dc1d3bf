// What the tenants of a cell used in a month, from the directory and the cell's projections.
// LIMIT: the whole cell is read, a millisecond a tenant of twelve lines a day.

import type { HousedTenant } from "../../directory/index.ts";
import type { OperatorCall } from "../../edge/index.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import type { SpentPart } from "../budgets/spending.ts";
import type { CellUse } from "../chargeback/cell-statement.ts";
import { countsAsUse } from "../chargeback/counted-use.ts";
import type { Month } from "../chargeback/period.ts";
import { METER_NAMES, type Meter } from "../meters/registry.ts";
import type { Quantities } from "../meters/usage-line.ts";
import { bookStretches, type BookStretch } from "../rates/book-stretches.ts";
import type { PriceBooks } from "../rates/price-book.ts";
import { readPoolUsage, readSiloUsage } from "../store/cell-usage.ts";

const MOST_TENANTS = 20_000;
/** Of one question to the directory and to a pool's database. */
const TENANTS_AT_ONCE = 200;

interface CellMonth {
  readonly month: Month;
  readonly jurisdiction: HousedTenant["jurisdiction"];
  readonly books: PriceBooks;
}

/** Of every tenant that was there before the month ended, by id. `query.result_too_large` for more than can be shared out at once. */
export async function readCellUse(
  call: Pick<OperatorCall, "rim" | "directory">,
  { month, jurisdiction, books }: CellMonth,
): Promise<Result<CellUse[]>> {
  const meters = METER_NAMES.filter((meter) => countsAsUse(meter) || isPriced(books, meter));
  const stretches = bookStretches(books, month);
  const used: CellUse[] = [];
  let page: HousedTenant[] = [];
  do {
    const after = used.at(-1)?.id ?? "";
    const createdBeforeMs = Date.parse(month.end);
    page = await call.directory.listHoused({ jurisdiction, createdBeforeMs, after, limit: TENANTS_AT_ONCE });
    if (used.length + page.length > MOST_TENANTS)
      return failed(fault("query.result_too_large", `more than ${MOST_TENANTS} tenants`));
    const parts = new Map<string, SpentPart[]>(page.map(({ id }) => [id, []]));
    for (const stretch of stretches)
      for (const [id, quantities] of await usageOf(call, page, { ...stretch, meters }))
        parts.get(id)?.push({ month: month.name, book: stretch.book?.effective_from ?? "", quantities });
    used.push(...page.map(({ id, slug }) => ({ id, slug, parts: parts.get(id) ?? [] })));
  } while (page.length === TENANTS_AT_ONCE);
  return ok(used);
}

const isPriced = ({ books }: PriceBooks, meter: Meter): boolean =>
  books.some(({ rates }) => rates.some((rate) => rate.meter === meter));

/** Of each pool at once, and of each silo. */
async function usageOf(
  { rim: { placement } }: Pick<OperatorCall, "rim">,
  tenants: readonly HousedTenant[],
  asked: BookStretch & { readonly meters: readonly Meter[] },
): Promise<[id: string, used: Quantities][]> {
  const isPooled = ({ isolation }: HousedTenant): boolean => isolation === "pool";
  const pools = Map.groupBy(tenants.filter(isPooled), ({ jurisdiction, pool }) => {
    const database = placement.poolDatabases(jurisdiction)[pool];
    if (database === undefined) throw new Error(`pool ${pool} is not provisioned`);
    return database;
  });
  const used: [string, Quantities][] = [];
  for (const [database, of] of pools)
    used.push(
      ...(await readPoolUsage(
        database,
        of.map(({ id }) => id),
        asked,
      )),
    );
  for (const tenant of tenants.filter((one) => !isPooled(one)))
    used.push([tenant.id, await readSiloUsage(placement.database(tenant), asked)]);
  return used;
}
