// Laws of chargeback on seeded usage and models: whatever is divided adds up again at every level, to the smallest unit of the
// currency, with every key and every weighting.

import { describe, expect, it } from "vitest";
import type { AllocationKey, ChargebackModel } from "../../../../src/finops/chargeback/model.ts";
import { roundTogether } from "../../../../src/finops/chargeback/round-together.ts";
import { shareOut, unitOf } from "../../../../src/finops/chargeback/share-out.ts";
import { buildStatement, type ChargedNode } from "../../../../src/finops/chargeback/statement.ts";
import { buildUseTree, type UsedLine } from "../../../../src/finops/chargeback/use-tree.ts";
import { divideRounded, moneyOf } from "../../../../src/kernel/money.ts";
import { seededRandom } from "../../../support/ingest.ts";

const SEED = 20_261_126;
const ROUNDS = 150;
type Random = () => number;

const pick = <T>(random: Random, items: readonly [T, ...T[]]): T =>
  items[Math.floor(random() * items.length)] ?? items[0];

function randomLine(random: Random): UsedLine {
  const unitPrice = moneyOf(pick(random, ["0.0001", "0.00005", "0.00003", "1.37"]));
  const quantity = BigInt(Math.floor(random() ** 4 * 50_000_000));
  // Some of it is free, some is credited.
  const cost = quantity * unitPrice * (random() < 0.1 ? 0n : random() < 0.05 ? -1n : 1n);
  return {
    department: pick(random, [null, "sales", "it"]),
    team: pick(random, [null, "core", "edge", "shop"]),
    service: pick(random, [null, "api", "web"]),
    meter: pick(random, ["metric_points", "log_records", "spans"]),
    quantity,
    units: String(quantity),
    unitPrice,
    cost,
  };
}

function randomKey(random: Random): AllocationKey {
  const weights = { t0: 3, t1: 1, sales: 2, core: 5, api: 0 };
  return pick<AllocationKey>(random, [
    { by: "even" },
    { by: "usage" },
    { by: "proportional" },
    { by: "fixed", weights },
    { by: "headcount", people: weights },
  ]);
}

function randomModel(random: Random): ChargebackModel {
  const pool = (component: "shared" | "platform", at: number): ChargebackModel["pools"][number] => ({
    id: `${component}_${at}`,
    name: component,
    component,
    key: randomKey(random),
    amount: (random() * 100_000).toFixed(3),
    charged: random() < 0.3 ? "each" : "divided",
  });
  return {
    currency: pick(random, ["USD", "JPY", "KWD"]),
    pools: [pool("shared", 0), pool("shared", 1), pool("platform", 0)].slice(Math.floor(random() * 3)),
    weighting: random() < 0.5 ? { as: "computed" } : { as: "target", direct: 60, shared: 30, platform: 10 },
  };
}

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((added, amount) => added + amount, 0n);

function expectWhole(node: ChargedNode, note: string): void {
  expect(node.total, `at ${note}`).toBe(node.direct + sum(node.pools.map(({ amount }) => amount)));
  if (node.meters.length > 0)
    expect(sum(node.meters.map(({ amount }) => amount)), `at ${note}`).toBe(node.direct);
  if (node.children.length === 0) return;
  expect(sum(node.children.map(({ direct }) => direct)), `at ${note}`).toBe(node.direct);
  expect(sum(node.children.map(({ total }) => total)), `at ${note}`).toBe(node.total);
  for (const [at, { amount }] of node.pools.entries())
    expect(sum(node.children.map(({ pools }) => pools[at]?.amount ?? 0n)), `at ${note}`).toBe(amount);
  for (const child of node.children) expectWhole(child, note);
}

describe("what is divided adds up again", () => {
  it("over all tenants, and down to every service of each", () => {
    const random = seededRandom(SEED);
    for (let round = 0; round < ROUNDS; round++) {
      const note = `seed ${SEED}, round ${round}`;
      const model = randomModel(random);
      const trees = Array.from({ length: 1 + Math.floor(random() * 6) }, (_, at) =>
        buildUseTree(
          `t${at}`,
          Array.from({ length: Math.floor(random() * 12) }, () => randomLine(random)),
        ),
      );
      const amounts = shareOut(model, trees);
      const divided = model.pools.filter(({ charged }) => charged === "divided");
      const unit = unitOf(model);
      const fees = model.pools.filter(({ charged }) => charged === "each");
      const pools = sum(divided.map(({ amount }) => divideRounded(moneyOf(amount), unit)));
      const each = sum(fees.map(({ amount }) => divideRounded(moneyOf(amount), unit))) * BigInt(trees.length);
      const direct = divideRounded(sum(trees.map(({ cost }) => cost)), unit);
      const charged = sum(
        amounts.map((tenant) => tenant.direct + sum(tenant.pools.map(({ amount }) => amount))),
      );
      expect(charged, `at ${note}`).toBe(direct + pools + each);
      for (const [at, tree] of trees.entries())
        expectWhole(buildStatement(model, amounts[at] ?? { tenant: "", direct: 0n, pools: [] }, tree), note);
    }
  });

  it("rounded together, none is a whole unit away from its exact amount", () => {
    const random = seededRandom(SEED + 1);
    for (let round = 0; round < ROUNDS; round++) {
      const exact = Array.from({ length: 1 + Math.floor(random() * 40) }, () =>
        BigInt(Math.floor((random() - 0.3) * 1e15)),
      );
      const unit = 10n ** 10n;
      const parts = roundTogether(exact, unit);
      expect(sum(parts), `seed ${SEED + 1}, round ${round}`).toBe(divideRounded(sum(exact), unit));
      for (const [at, part] of parts.entries()) {
        const away = part * unit - (exact[at] ?? 0n);
        expect(away > -unit && away < unit, `seed ${SEED + 1}, round ${round}`).toBe(true);
      }
    }
  });
});
