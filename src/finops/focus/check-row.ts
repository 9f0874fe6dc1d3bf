// Every rule that a row of a FOCUS dataset can break, compiled once for a header: a rule about a column that the dataset
// does not have is left out, so that 1.0 and 1.1 are judged by the rules of their own columns.

import { cellCheck, KIND_WORDS } from "./cell-checks.ts";
import { isNeeded, type Header } from "./check-header.ts";
import { focusColumn, type FocusColumn } from "./columns.ts";
import { quoted, type Finding, type FindingLevel } from "./finding.ts";
import {
  ONE_OF_RULES,
  PARENT_RULE,
  PERIOD_RULES,
  PRODUCT_RULES,
  ROW_RULES,
  THIRD_PARTY_RULE,
  type Comparison,
  type Demand,
  type RowRule,
} from "./row-rules.ts";
import { SERVICE_SUBCATEGORIES } from "./service-categories.ts";

/** As many cells as the header has names; an empty cell is null. */
export type Cells = readonly (string | null)[];

type Report = (finding: Omit<Finding, "row">) => void;
type Check = (cells: Cells, report: Report) => void;

const NONE: Check = () => undefined;

/** A column's own rules. */
function columnCheck(column: FocusColumn, at: number): Check {
  const { name, kind, typeRule, formatRule, notNullRule, allowed, notNegativeRule } = column;
  const fits = cellCheck(kind);
  const level: FindingLevel = isNeeded(name) ? "usable" : "column";
  const typed = kind === "string" ? typeRule : formatRule;
  return (cells, report) => {
    const cell = cells[at] ?? null;
    if (cell === null) {
      if (notNullRule !== null)
        report({ column: name, rule: notNullRule, level, message: "must not be null" });
    } else if (fits !== null && !fits(cell)) {
      report({ column: name, rule: typed, level, message: `${quoted(cell)} is not ${KIND_WORDS[kind]}` });
    } else if (allowed !== null && !allowed.values.has(cell)) {
      report({
        column: name,
        rule: allowed.rule,
        level,
        message: `${quoted(cell)} is not one of the allowed values`,
      });
    } else if (notNegativeRule !== null && cell.startsWith("-") && Number(cell) !== 0) {
      report({ column: name, rule: notNegativeRule, level, message: `${quoted(cell)} is below zero` });
    }
  };
}

type Predicate = (cells: Cells) => boolean;

function comparison(compared: Comparison, header: Header): Predicate {
  const at = header.at(compared.column);
  if ("is" in compared) {
    const wantsNull = compared.is === "null";
    return (cells) => ((cells[at] ?? null) === null) === wantsNull;
  }
  const wantsIn = "in" in compared;
  const values = new Set(wantsIn ? compared.in : compared.notIn);
  return (cells) => values.has(cells[at] ?? "") === wantsIn;
}

/** Any of the conditions, each of whose comparisons hold. */
function applies({ when }: RowRule, header: Header): Predicate {
  const conditions = when.map((condition) => condition.map((compared) => comparison(compared, header)));
  return (cells) => conditions.some((condition) => condition.every((holds) => holds(cells)));
}

const BROKEN: Readonly<Record<Demand["kind"], (cell: string | null, demand: Demand) => boolean>> = {
  null: (cell) => cell !== null,
  not_null: (cell) => cell === null,
  zero: (cell) => cell !== null && Number(cell) !== 0,
  not: (cell, demand) => demand.kind === "not" && cell === demand.value,
};

const DEMANDED: Readonly<Record<Demand["kind"], string>> = {
  null: "must be null",
  not_null: "must not be null",
  zero: "must be 0",
  not: "must have another value",
};

function ruleCheck(rule: RowRule, header: Header): Check {
  const { id, column, demand, because, when } = rule;
  const named = [column, ...when.flat().map((compared) => compared.column)];
  if (named.some((name) => header.at(name) < 0)) return NONE;
  const [at, isAbout, isBroken] = [header.at(column), applies(rule, header), BROKEN[demand.kind]];
  const message = `${DEMANDED[demand.kind]} when ${because}`;
  return (cells, report) => {
    if (isBroken(cells[at] ?? null, demand) && isAbout(cells))
      report({ column, rule: id, level: "row", message });
  };
}

/** Where each of the columns stands; null when the dataset lacks one. */
function placesOf(header: Header, columns: readonly string[]): number[] | null {
  const found = columns.map((column) => header.at(column));
  return found.some((at) => at < 0) ? null : found;
}

function periodCheck({ id, start, end }: (typeof PERIOD_RULES)[number], header: Header): Check {
  const found = placesOf(header, [start, end]);
  if (found === null) return NONE;
  const [from = 0, to = 0] = found;
  return (cells, report) => {
    const [starts, ends] = [cells[from] ?? null, cells[to] ?? null];
    // Both are of one format, so they compare as texts but for a fraction of the second.
    if (starts === null || ends === null || Date.parse(ends) > Date.parse(starts)) return;
    report({ column: end, rule: id, level: "usable", message: `is not after ${start}` });
  };
}

/** Does a product agree with a cost, as precisely as the cost is written and to a hundredth at least? */
function isProduct(price: string, quantity: string, cost: string): boolean {
  const [whole, written] = [Number(cost), cost.split(/[Ee]/)[0] ?? ""];
  const places = Math.max(2, written.includes(".") ? written.length - written.indexOf(".") - 1 : 0);
  const away = Math.abs(Number(price) * Number(quantity) - whole);
  return away <= Math.max(0.5 * 10 ** -places, Math.abs(whole) * 1e-9);
}

function productCheck(rule: (typeof PRODUCT_RULES)[number], header: Header): Check {
  const found = placesOf(header, [rule.price, rule.quantity, rule.cost, "ChargeClass"]);
  if (found === null) return NONE;
  const [priceAt = 0, quantityAt = 0, costAt = 0, classAt = 0] = found;
  return (cells, report) => {
    const [price, quantity, cost] = [
      cells[priceAt] ?? null,
      cells[quantityAt] ?? null,
      cells[costAt] ?? null,
    ];
    if (price === null || quantity === null || cost === null || cells[classAt] === "Correction") return;
    if (isProduct(price, quantity, cost)) return;
    const message = `${price} times ${rule.quantity} ${quantity} is not the ${rule.cost} ${cost}`;
    report({ column: rule.price, rule: rule.id, level: "row", message });
  };
}

function thirdPartyCheck(header: Header): Check {
  const { id, cost, provider, issuer } = THIRD_PARTY_RULE;
  const found = placesOf(header, [cost, provider, issuer]);
  if (found === null) return NONE;
  const [costAt = 0, providerAt = 0, issuerAt = 0] = found;
  return (cells, report) => {
    if (cells[providerAt] === cells[issuerAt] || Number(cells[costAt] ?? 0) === 0) return;
    const message = "must be 0 when ProviderName and InvoiceIssuerName differ";
    report({ column: cost, rule: id, level: "row", message });
  };
}

function parentCheck(header: Header): Check {
  const { id, child, parent } = PARENT_RULE;
  const found = placesOf(header, [child, parent]);
  if (found === null) return NONE;
  const [childAt = 0, parentAt = 0] = found;
  return (cells, report) => {
    const [of, category] = [cells[childAt] ?? null, cells[parentAt] ?? null];
    const wanted = of === null ? undefined : SERVICE_SUBCATEGORIES.get(of);
    if (wanted === undefined || wanted === category) return;
    const message = `${quoted(of)} is a subcategory of ${quoted(wanted)}, not of ${quoted(category)}`;
    report({ column: child, rule: id, level: "row", message });
  };
}

/** LIMIT: of more names than these the rules over the whole dataset are not judged any more. */
const MOST_NAMES = 50_000;

function oneOfCheck({ id, of, one }: (typeof ONE_OF_RULES)[number], header: Header): Check {
  const found = placesOf(header, [of, one]);
  if (found === null) return NONE;
  const [ofAt = 0, oneAt = 0] = found;
  const first = new Map<string, string>();
  return (cells, report) => {
    const [name, value] = [cells[ofAt] ?? null, cells[oneAt] ?? null];
    if (name === null || value === null) return;
    const known = first.get(name);
    if (known === undefined && first.size < MOST_NAMES) first.set(name, value);
    if (known === undefined || known === value) return;
    const message = `${quoted(name)} has the ${one} ${quoted(known)} in another row and ${quoted(value)} here`;
    report({ column: of, rule: id, level: "row", message });
  };
}

/** All rules for rows under this header, in one function. It remembers names from row to row: one for each dataset. */
export function compileRowCheck(header: Header): Check {
  const own = header.names.flatMap((name, at) => {
    const column = focusColumn(name);
    return column === null ? [] : [columnCheck(column, at)];
  });
  const between = [
    ...ROW_RULES.map((rule) => ruleCheck(rule, header)),
    ...PERIOD_RULES.map((rule) => periodCheck(rule, header)),
    ...PRODUCT_RULES.map((rule) => productCheck(rule, header)),
    ...ONE_OF_RULES.map((rule) => oneOfCheck(rule, header)),
    thirdPartyCheck(header),
    parentCheck(header),
  ].filter((check) => check !== NONE);
  const checks = [...own, ...between];
  return (cells, report) => {
    for (const check of checks) check(cells, report);
  };
}
