// A statement as a file: CSV for people (RFC 4180, no cell that a spreadsheet would run) and FOCUS 1.2 for programs. A closed
// month's adjustments are rows of their own: corrections in FOCUS.

import { divideRounded, formatMoney, moneyOf, ONE } from "../../kernel/money.ts";
import { csvLine, guardFormula, type CsvCell } from "../focus/csv-writer.ts";
import { focusHeaderLine, focusLine, type OwnCharge } from "../focus/own-charge.ts";
import type { Month } from "./period.ts";
import type { Adjustment, StatementDocument } from "./statement-document.ts";

const CSV_HEADER = [
  "period",
  "tenant",
  "department",
  "team",
  "service",
  "component",
  "item",
  "quantity",
  "unit_price",
  "amount",
  "currency",
  "note",
];

interface CsvRow {
  readonly department: string | null;
  readonly team: string | null;
  readonly service: string | null;
  readonly component: string;
  readonly item: string;
  readonly quantity?: string;
  readonly unit_price?: string;
  readonly amount: string;
  readonly note?: string;
}

const DIRECT = "direct";
const NOBODY = { department: null, team: null, service: null } as const;

/** Target weights leave a tenant a direct part also of a month in which it used nothing: no meter has it. */
function directWithoutUse({ components, meters }: StatementDocument): string | null {
  return meters.length > 0 || components.direct === "0" ? null : components.direct;
}

/** Every charge once: the amounts of the rows add up to the total with its adjustments. */
export function statementCsv(document: StatementDocument, adjustments: readonly Adjustment[]): string {
  const { period, tenant, currency } = document;
  const unused = directWithoutUse(document);
  const rows: readonly CsvRow[] = [
    ...(unused === null ? [] : [{ ...NOBODY, component: DIRECT, item: DIRECT, amount: unused }]),
    ...document.meters.map(({ meter, cost: _cost, ...line }) => ({
      ...line,
      component: DIRECT,
      item: meter,
    })),
    ...document.pools.map(({ pool, ...line }) => ({ ...line, item: pool })),
    ...adjustments.map(({ id, at: _at, reason, ...line }) => ({
      ...line,
      component: "adjustment",
      item: id,
      note: reason,
    })),
  ];
  const lines = rows.map((row): CsvCell[] => [
    period,
    tenant,
    row.department,
    row.team,
    row.service,
    row.component,
    row.item,
    row.quantity ?? null,
    row.unit_price ?? null,
    row.amount,
    currency,
    row.note ?? null,
  ]);
  return [CSV_HEADER, ...lines].map((cells) => csvLine(cells.map(guardFormula))).join("");
}

export interface FocusContext {
  readonly month: Month;
  readonly tenant: OwnCharge["tenant"];
  readonly region: OwnCharge["region"];
  readonly isClosed: boolean;
}

interface Placed {
  readonly department: string | null;
  readonly team: string | null;
  readonly service: string | null;
}

function tagsOf({ department, team, service }: Placed): Record<string, string> {
  const tags = { department, team, service };
  return Object.fromEntries(Object.entries(tags).filter((tag): tag is [string, string] => tag[1] !== null));
}

type Own = Pick<
  OwnCharge,
  "kind" | "cost" | "listCost" | "quantity" | "unitPrice" | "unit" | "sku" | "description"
>;

function chargeOf(document: StatementDocument, { month, tenant, region, isClosed }: FocusContext) {
  const period = { start: month.start, end: month.end };
  return (placed: Placed, own: Own): OwnCharge => ({
    ...own,
    tenant,
    region,
    billingPeriod: period,
    chargePeriod: period,
    currency: document.currency,
    team: placed.team,
    tags: tagsOf(placed),
    invoiceId: isClosed ? `${tenant.id}/${month.name}` : null,
  });
}

/** What is charged once a month, whoever carries how much of it. */
function feeOf(id: string, amount: string): Own {
  return {
    kind: "fee",
    cost: amount,
    listCost: amount,
    quantity: "1",
    unitPrice: amount,
    unit: "Months",
    sku: { id, priceId: id, name: id },
    description: `part of ${id}`,
  };
}

function correctionOf({ id, amount, reason }: Adjustment): Own {
  return {
    kind: "correction",
    cost: amount,
    listCost: amount,
    quantity: "1",
    unitPrice: amount,
    unit: "Months",
    sku: { id, priceId: id, name: id },
    description: reason,
  };
}

export function statementFocus(
  document: StatementDocument,
  adjustments: readonly Adjustment[],
  context: FocusContext,
): string {
  const charge = chargeOf(document, context);
  const used = document.meters.map((line) =>
    charge(line, {
      // At the price of the list, also where an allowance or a commitment makes it cost less.
      kind: "usage",
      cost: line.amount,
      quantity: line.quantity,
      listCost: formatMoney(divideRounded(moneyOf(line.quantity) * moneyOf(line.unit_price), ONE)),
      unitPrice: line.unit_price,
      unit: "Units",
      sku: { id: line.meter, priceId: `${line.meter}@${line.unit_price}`, name: line.meter },
      description: `usage of ${line.meter}`,
    }),
  );
  const unused = directWithoutUse(document);
  const direct = unused === null ? [] : [charge(NOBODY, feeOf(DIRECT, unused))];
  const shared = document.pools.map((line) => charge(line, feeOf(line.pool, line.amount)));
  const corrected = adjustments.map((entry) => charge(entry, correctionOf(entry)));
  return focusHeaderLine() + [...used, ...direct, ...shared, ...corrected].map(focusLine).join("");
}

/** The total with what was adjusted since. */
export function adjustedTotal({ total }: StatementDocument, adjustments: readonly Adjustment[]): string {
  return formatMoney(adjustments.reduce((sum, { amount }) => sum + moneyOf(amount), moneyOf(total)));
}
