// What chargeback of a year costs: for every month the amounts of all tenants and the statement of each down to its services,
// by the product's own model. Printed for 1,000 and 10,000 tenants, with the growth between them; every total is checked.

import { DEFAULT_MODEL } from "../../src/finops/chargeback/model.ts";
import { parseMonth } from "../../src/finops/chargeback/period.ts";
import { shareOut } from "../../src/finops/chargeback/share-out.ts";
import { toDocument } from "../../src/finops/chargeback/statement-document.ts";
import { buildStatement } from "../../src/finops/chargeback/statement.ts";
import { buildUseTree, type UsedLine } from "../../src/finops/chargeback/use-tree.ts";
import { moneyOf } from "../../src/kernel/money.ts";
import { seededRandom } from "../demo/seeded-random.ts";
import type { Benchmark } from "./benchmark.ts";
import { toRow, type Row } from "./report.ts";

const SEED = "chargeback 2026-11-23";
const MONTHS = 12;
const SECOND_MS = 1_000;
const MICROSECONDS = 1_000_000;
const PRICES = { metric_points: "0.0001", log_records: "0.00005", spans: "0.00003" } as const;
const METERS = Object.entries(PRICES).map(([meter, price]) => ({ meter, unitPrice: moneyOf(price) }));

/** Two departments of two teams with a service each; a tenth of the tenants is idle. */
function linesOf(random: () => number): UsedLine[] {
  if (random() < 0.1) return [];
  const places = [0, 1, 2, 3].map((at) => ({ department: `d${at >> 1}`, team: `t${at}`, service: `s${at}` }));
  return places.flatMap((place) =>
    METERS.map(({ meter, unitPrice }) => {
      const quantity = BigInt(Math.floor(random() ** 3 * 10_000_000));
      return { ...place, meter, quantity, units: String(quantity), unitPrice, cost: unitPrice * quantity };
    }),
  );
}

function chargeMonth(tenants: number, name: string, random: () => number): { ms: number; charged: bigint } {
  const month = parseMonth(name);
  if (month === null) throw new Error(`${name} is no month`);
  const usage = Array.from({ length: tenants }, () => linesOf(random));
  const startMs = performance.now();
  const trees = usage.map((lines, at) => buildUseTree(`ten_${at}`, lines));
  const amounts = shareOut(DEFAULT_MODEL, trees);
  let charged = 0n;
  for (const [at, tree] of trees.entries()) {
    const own = amounts[at];
    if (own === undefined) throw new Error("a tenant without amounts");
    const document = toDocument(buildStatement(DEFAULT_MODEL, own, tree), { model: DEFAULT_MODEL, month });
    charged += moneyOf(document.total);
  }
  return { ms: performance.now() - startMs, charged };
}

function chargeYear(tenants: number): number {
  const seeded = seededRandom(SEED);
  const random = (): number => seeded.next();
  const months = Array.from({ length: MONTHS }, (_, at) => `2026-${String(at + 1).padStart(2, "0")}`);
  const charged = months.map((name) => chargeMonth(tenants, name, random));
  const pools = DEFAULT_MODEL.pools.reduce((sum, { amount }) => sum + moneyOf(amount), 0n);
  for (const { charged: total } of charged)
    if (total < pools) throw new Error("less was charged than the pools cost");
  return charged.reduce((ms, one) => ms + one.ms, 0) / SECOND_MS;
}

export const chargeback: Benchmark = {
  name: "chargeback",
  summary: "statements of a year for 1,000 and 10,000 tenants, twelve lines of usage each and month",
  keepsState: false,
  async run({ say, scale }) {
    const [few, many] = [Math.ceil(1_000 * scale), Math.ceil(10_000 * scale)];
    chargeYear(Math.ceil(few / 10));
    const small = chargeYear(few);
    say(`${few} tenants: ${small.toFixed(2)} s`);
    const before = process.cpuUsage();
    const large = chargeYear(many);
    const { user, system } = process.cpuUsage(before);
    // Making up the usage included: what a machine that does other work as well takes of one that does not.
    say(`${many} tenants: ${((user + system) / MICROSECONDS).toFixed(2)} s of the processor`);
    const rows: readonly Row[] = [
      toRow({ name: `${few} tenants, a year`, value: small, unit: "s" }),
      toRow({ name: `${many} tenants, a year`, value: large, unit: "s", target: "< 10" }),
      toRow({
        name: "growth for ten times the tenants",
        value: large / small,
        unit: "ratio",
        target: "<= 15",
      }),
      toRow({ name: "statements per second", value: (many * MONTHS) / large, unit: "1/s" }),
    ];
    return rows;
  },
};
