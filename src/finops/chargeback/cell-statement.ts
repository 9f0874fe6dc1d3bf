// What the tenants of a cell pay the platform for a month: each one's usage by one price book for all, and its part of what is
// shared, by one model for all. INVARIANT: over all tenants each component adds up to what is charged, to the smallest unit.

import { formatMoney } from "../../kernel/money.ts";
import { costOfParts, type SpentPart } from "../budgets/spending.ts";
import { METER_NAMES } from "../meters/registry.ts";
import type { PriceBooks } from "../rates/price-book.ts";
import { countsAsUse } from "./counted-use.ts";
import type { ChargebackModel, Pool } from "./model.ts";
import { shareOut, unitOf, type TenantAmounts } from "./share-out.ts";

export interface CellTenant {
  readonly id: string;
  readonly slug: string;
}

/** What a tenant used in the month, by price book. */
export interface CellUse extends CellTenant {
  readonly parts: readonly SpentPart[];
}

export interface CellCharge {
  readonly tenant_id: string;
  readonly slug: string;
  /** Units of use: points, log records and spans. */
  readonly quantity: string;
  readonly direct: string;
  readonly shared: string;
  readonly platform: string;
  readonly total: string;
}

export interface CellStatement {
  readonly charges: readonly CellCharge[];
  readonly components: { readonly direct: string; readonly shared: string; readonly platform: string };
  readonly total: string;
}

function useOf({ parts }: CellUse): bigint {
  let sum = 0n;
  for (const { quantities } of parts)
    for (const meter of METER_NAMES) if (countsAsUse(meter)) sum += BigInt(quantities[meter] ?? 0);
  return sum > 0n ? sum : 0n;
}

const poolSum = ({ pools }: TenantAmounts, of: Pool["component"]): bigint =>
  pools.reduce((sum, { component, amount }) => (component === of ? sum + amount : sum), 0n);

interface Terms {
  readonly model: ChargebackModel;
  readonly books: PriceBooks;
}

/** In the order in which the tenants are given. */
export function chargeCell(tenants: readonly CellUse[], { model, books }: Terms): CellStatement {
  const quantities = tenants.map(useOf);
  const units = tenants.map(({ id, parts }, at) => ({
    id,
    quantity: quantities[at] ?? 0n,
    cost: costOfParts(parts, books),
  }));
  const unit = unitOf(model);
  const text = (amount: bigint): string => formatMoney(amount * unit);
  const sums = { direct: 0n, shared: 0n, platform: 0n };
  const charges = shareOut(model, units).map((amounts, at) => {
    const [direct, shared, platform] = [
      amounts.direct,
      poolSum(amounts, "shared"),
      poolSum(amounts, "platform"),
    ];
    sums.direct += direct;
    sums.shared += shared;
    sums.platform += platform;
    return {
      tenant_id: amounts.tenant,
      slug: tenants[at]?.slug ?? "",
      quantity: String(quantities[at] ?? 0n),
      direct: text(direct),
      shared: text(shared),
      platform: text(platform),
      total: text(direct + shared + platform),
    };
  });
  const { direct, shared, platform } = sums;
  const components = { direct: text(direct), shared: text(shared), platform: text(platform) };
  return { charges, components, total: text(direct + shared + platform) };
}
