// A bill of one charge, with a text of the test's own in every column that takes one.

import { csvLine } from "../../src/finops/focus/csv-writer.ts";
import { cellsOf, COLUMNS, USAGE, type Row } from "../unit/finops/focus/rows.ts";
import type { Word } from "./plausible-telemetry.ts";

const WORDED = [
  "BillingAccountId",
  "BillingAccountName",
  "ChargeDescription",
  "InvoiceIssuerName",
  "ProviderName",
  "PublisherName",
  "RegionName",
  "ResourceId",
  "ResourceName",
  "ServiceName",
  "SkuId",
  "SkuPriceId",
  "SubAccountId",
  "SubAccountName",
] as const;

export function billOf(word: Word): Uint8Array {
  const worded = WORDED.map((column) => [column, word(`bill${column.toLowerCase()}`)] as const);
  const tags = { team: word("billteam"), [word("billtag")]: word("billvalue") };
  const row: Row = { ...USAGE, ...Object.fromEntries(worded), Tags: JSON.stringify(tags) };
  return new TextEncoder().encode([COLUMNS, cellsOf(row)].map((cells) => csvLine(cells)).join(""));
}
