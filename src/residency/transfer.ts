// May data of a class leave a jurisdiction for a country? Decided for every export, report recipient, webhook endpoint
// and replication, by the jurisdiction's row and what the tenant has signed. Rules in order; the first that fits decides.

import type { Jurisdiction } from "../directory/index.ts";
import type { Json } from "../kernel/canonical-json.ts";
import { fault, type Fault } from "../kernel/fault.ts";
import { failed, ok, type Result } from "../kernel/result.ts";
import { utcDay } from "../kernel/time.ts";
import { DATA_CLASSES, type DataClass } from "../policy/index.ts";
import { isCountryCode } from "./countries.ts";
import type { BasisKind, JurisdictionRow } from "./jurisdiction-row.ts";
import { JURISDICTION_ROWS } from "./jurisdictions.ts";
import type { TransferBasis } from "./transfer-basis.ts";

export interface Transfer {
  readonly dataClass: DataClass;
  readonly from: Jurisdiction;
  /** ISO 3166-1 alpha-2 of where it would go. */
  readonly to: string;
  /** Counts and sums only: nothing of a single record. */
  readonly isAggregated?: boolean;
}

export const TRANSFER_RULES = [
  "destination_unknown",
  "in_region",
  "public",
  "prohibited_destination",
  "aggregated",
  "never_leaves",
  "not_personal",
  "adequate",
  "based",
  "basis_missing",
] as const;
type TransferRule = (typeof TRANSFER_RULES)[number];

export interface TransferDecision {
  readonly isAllowed: boolean;
  readonly rule: TransferRule;
  /** What would satisfy the rule that refused; empty when it is allowed, or when nothing would. */
  readonly missing: readonly BasisKind[];
  readonly reason: string;
}

const allow = (rule: TransferRule, reason: string): TransferDecision => ({
  isAllowed: true,
  rule,
  missing: [],
  reason,
});
const refuse = (
  rule: TransferRule,
  reason: string,
  missing: readonly BasisKind[] = [],
): TransferDecision => ({
  isAllowed: false,
  rule,
  missing,
  reason,
});

export interface TransferGrounds {
  readonly basis: TransferBasis;
  readonly nowMs: number;
}

export function decideTransfer(transfer: Transfer, grounds: TransferGrounds): TransferDecision {
  const { to } = transfer;
  const row = JURISDICTION_ROWS[transfer.from];
  if (!isCountryCode(to)) return refuse("destination_unknown", `\`${to}\` is no country's code`);
  if (row.countries.includes(to)) return allow("in_region", `\`${to}\` is in the region of ${row.name}`);
  if (DATA_CLASSES[transfer.dataClass].sensitivity === 0) return allow("public", "everybody may know it");
  if (row.prohibited.includes(to))
    return refuse("prohibited_destination", `${row.name} lets nothing go to \`${to}\`, whatever was signed`);
  return decideByClass(row, transfer, grounds);
}

function decideByClass(row: JurisdictionRow, transfer: Transfer, grounds: TransferGrounds): TransferDecision {
  const { dataClass, to } = transfer;
  const { sensitivity } = DATA_CLASSES[dataClass];
  const mayBeAggregated = row.aggregatedElsewhere.includes(dataClass);
  if (transfer.isAggregated === true && mayBeAggregated)
    return allow("aggregated", `sums of \`${dataClass}\` may be worked out outside ${row.name}`);
  if (row.neverLeaves.includes(dataClass)) {
    const but = mayBeAggregated ? ", but for sums of it" : "";
    return refuse("never_leaves", `\`${dataClass}\` stays in ${row.name}${but}`);
  }
  if (sensitivity <= 1) return allow("not_personal", `\`${dataClass}\` says nothing about a person`);
  const isSpecial = sensitivity >= 4;
  if (!isSpecial && row.adequate.includes(to))
    return allow("adequate", `\`${to}\` protects as ${row.name} does`);
  const missing = (isSpecial ? row.needs.special : row.needs.personal).filter(
    (kind) => !HOLDS[kind](transfer, grounds),
  );
  if (missing.length === 0) return allow("based", `all that ${row.name} asks for is recorded`);
  const needed = missing.map((kind) => SATISFIED_BY[kind](transfer)).join("; ");
  return refuse("basis_missing", `for \`${dataClass}\` to \`${to}\` it takes ${needed}`, missing);
}

const HOLDS: Readonly<Record<BasisKind, (transfer: Transfer, grounds: TransferGrounds) => boolean>> = {
  scc: ({ to }, { basis, nowMs }) =>
    basis.scc.some(
      ({ country, signed_on: from, expires_on: until }) =>
        country === to && from <= utcDay(nowMs) && (until === null || until >= utcDay(nowMs)),
    ),
  sub_processor: ({ to }, { basis }) => basis.sub_processors.some(({ country }) => country === to),
  consent: ({ to, dataClass }, { basis }) =>
    basis.consents.some((consent) => consent.country === to && consent.data_class === dataClass),
};

const SATISFIED_BY: Readonly<Record<BasisKind, (transfer: Transfer) => string>> = {
  scc: ({ to }) => `contractual clauses in force with an importer in \`${to}\``,
  sub_processor: ({ to }) => `an approved sub-processor in \`${to}\``,
  consent: ({ to, dataClass }) => `a recorded consent for \`${dataClass}\` to \`${to}\``,
};

/** `residency.transfer_refused`, with the rule and what would satisfy it. */
export function checkTransfer(transfer: Transfer, grounds: TransferGrounds): Result<TransferDecision> {
  const decision = decideTransfer(transfer, grounds);
  return decision.isAllowed ? ok(decision) : failed(refusalOf(decision));
}

function refusalOf({ rule, reason }: TransferDecision): Fault {
  return fault("residency.transfer_refused", `${rule}: ${reason}`);
}

/** What the audit entry of a decision says. */
export function transferDetail(transfer: Transfer, { isAllowed, rule, missing }: TransferDecision): Json {
  const { dataClass, from, to, isAggregated = false } = transfer;
  return {
    data_class: dataClass,
    from,
    to,
    aggregated: isAggregated,
    allowed: isAllowed,
    rule,
    missing: [...missing],
  };
}
