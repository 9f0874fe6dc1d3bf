// The law of row filters on telemetry: a row passes exactly when the decision is allow however its labels are understood.

import { expect, test } from "vitest";
import { utf8 } from "../../../src/kernel/bytes.ts";
import { ACTIONS, type Action } from "../../../src/policy/actions.ts";
import { compilePolicies } from "../../../src/policy/compile/compile.ts";
import { decideAccess } from "../../../src/policy/decide-access.ts";
import type { RowFilter } from "../../../src/policy/row-filter.ts";
import { decodeOtlp } from "../../../src/telemetry/otlp/decode.ts";
import { openRowCheck } from "../../../src/telemetry/policy-labels.ts";
import type { Signal } from "../../../src/telemetry/signals.ts";
import type { Table } from "../../../src/telemetry/table.ts";
import { LIMITS, NOW_MS } from "../../support/ingest.ts";
import {
  logsOf,
  metricOf,
  metricsOf,
  SHARED_METRIC,
  traceOf,
  tracesOf,
  type Item,
} from "../../support/labelled-telemetry.ts";
import { labelIs } from "../../support/policy-requests.ts";
import { randomItem, type RandomItem } from "../../support/random-items.ts";
import {
  pick,
  randomRequest,
  randomSet,
  ROW_LEAVES,
  TRUSTED_NETWORKS,
} from "../../support/random-policies.ts";
import { seeded, tableOf } from "./sample-tables.ts";

const BODIES = { metrics: metricsOf, logs: logsOf, traces: tracesOf } as const;

function tableFor(signal: Signal, items: readonly Item[]): Table {
  const bytes = utf8(JSON.stringify(BODIES[signal](items, NOW_MS)));
  const intake = decodeOtlp({ signal, encoding: "json", bytes }, LIMITS);
  if (!intake.ok) throw new Error(intake.fault.code);
  return intake.value.table;
}

/** For each row, which item it is and what its id is. */
const IDS: Readonly<Record<Signal, (mark: string) => readonly (string | undefined)[]>> = {
  metrics: (mark) => [metricOf(mark), SHARED_METRIC],
  logs: () => [undefined],
  traces: (mark) => [traceOf(mark)],
};

const SIGNALS = ["metrics", "logs", "traces"] as const;
const READ: Readonly<Record<Signal, Action>> = {
  metrics: "metrics:read",
  logs: "logs:read",
  traces: "traces:read",
};

test("a row passes exactly when the decision is allow in every sense of its labels", () => {
  const seed = Date.now() % 1_000_000_000;
  console.log(`seed ${seed}`);
  const random = seeded(seed);
  let filtered = 0;
  for (let round = 0; round < 1_500; round++) {
    const set = randomSet(random, ROW_LEAVES);
    const compiled = compilePolicies({ ...set, timeZone: "UTC", trustedNetworks: TRUSTED_NETWORKS });
    const signal = pick(random, SIGNALS);
    const asked = { ...randomRequest(random), action: READ[signal] };
    const { kind: type } = ACTIONS[asked.action];
    const { effect, rowFilter } = decideAccess(compiled, { ...asked, resource: { type, isUnread: true } });
    if (rowFilter !== null) filtered += 1;
    const passes =
      rowFilter === null ? () => true : openRowCheck(JSON.parse(JSON.stringify(rowFilter)) as RowFilter);
    const items = Array.from({ length: 12 }, (_, at) => randomItem(random, `i${at}x`));
    const table = tableFor(
      signal,
      items.map(({ item }) => item),
    );
    const rows = items.flatMap((one) => IDS[signal](one.item.mark).map((id) => ({ ...one, id })));
    for (const [row, { meanings, id, item }] of rows.entries()) {
      const allows = (resource: RandomItem["meanings"][number]): boolean =>
        decideAccess(compiled, { ...asked, resource: { type, id, ...resource } }).effect === "allow";
      const read = effect === "allow" && passes(table, row);
      const known = meanings.every(allows);
      if (read !== known)
        expect(read, `seed ${seed}: ${JSON.stringify({ set, asked, item, rowFilter })}`).toBe(known);
    }
  }
  expect(filtered).toBeGreaterThan(200);
});

const checkOf = (filter: RowFilter, row: Readonly<Record<string, string>>): boolean =>
  openRowCheck(filter)(tableOf("logs", [{ attributes: "{}", resource: "{}", scope: "{}", ...row }]), 0);

test("values that are not text are meant by their JSON, and a list by each of its values too", () => {
  const attributes = JSON.stringify({ flag: true, list: ["a", "a"], none: [], deep: { a: 1 } });
  expect(checkOf(labelIs("flag", "true"), { attributes })).toBe(true);
  expect(checkOf(labelIs("deep", '{"a":1}'), { attributes })).toBe(true);
  const isIn = (value: string[]): RowFilter => ({ ...labelIs("list", ""), operator: "in", value });
  expect(checkOf(isIn(["a"]), { attributes })).toBe(false);
  expect(checkOf(isIn(["a", '["a","a"]']), { attributes })).toBe(true);
});

test("labels called like parts of every object are a row's only when it says them", () => {
  for (const name of ["constructor", "__proto__", "toString"]) {
    const exists: RowFilter = { ...labelIs(name, ""), operator: "exists", value: true };
    expect(checkOf(exists, {}), `label ${name}`).toBe(false);
    expect(checkOf(exists, { resource: `{"${name}":"here"}` }), `label ${name}`).toBe(true);
  }
});

test("a row that can be read in more ways than are tried is hidden", () => {
  const exists = (name: string): RowFilter => ({ ...labelIs(name, ""), operator: "exists", value: true });
  const resource = JSON.stringify(
    Object.fromEntries(
      ["p", "q", "r"].flatMap((letter) =>
        [".", "-", "_", "/", " "].map((mark) => [`${letter}${mark}y`, mark]),
      ),
    ),
  );
  expect(checkOf({ all: [exists("p_y"), exists("q_y")] }, { resource })).toBe(true);
  expect(checkOf({ all: [exists("p_y"), exists("q_y"), exists("r_y")] }, { resource })).toBe(false);
});
