// Counting distinct things: exact sets, sketches and filters; and the cap on a label's values, whoever admits them.

import { describe, expect, it } from "vitest";
import { HyperLogLog } from "../../../src/telemetry/cardinality/hyper-log-log.ts";
import { IdSet, type Id } from "../../../src/telemetry/cardinality/id-set.ts";
import { packIds, seriesId, textId, unpackIds } from "../../../src/telemetry/cardinality/ids.ts";
import { LabelBook } from "../../../src/telemetry/cardinality/label-book.ts";
import { createLabelLedger, labelKey } from "../../../src/telemetry/cardinality/label-ledger.ts";
import { Roster } from "../../../src/telemetry/cardinality/roster.ts";
import { SeenCache } from "../../../src/telemetry/cardinality/seen-cache.ts";
import { mayHoldId, valueFilter } from "../../../src/telemetry/cardinality/value-filter.ts";
import { seriesHash } from "../../../src/telemetry/intake/series-hash.ts";
import { seededRandom } from "../../support/ingest.ts";

const NOW_MS = 1_795_000_000_000;
const DAY_MS = 86_400_000;
const idsOf = (count: number, prefix = "v"): Id[] =>
  Array.from({ length: count }, (_, i) => textId(`${prefix}${i}`));

describe("ids", () => {
  it("come back from their bytes, and a series' id is its own digits", () => {
    const ids = [...idsOf(100), { high: 0xffff_ffff, low: 0 }];
    expect(unpackIds(packIds(ids))).toEqual(ids);
    expect(seriesId("00000001fffffffe")).toEqual({ high: 1, low: 0xffff_fffe });
  });

  it("are stored for days, so the hash of a text stays", () => {
    expect(textId("")).toEqual(textId(""));
    expect([textId("http.route\0/a"), textId("a")]).toEqual([
      { high: 2_415_891_803, low: 471_727_969 },
      { high: 2_039_235_244, low: 720_470_882 },
    ]);
  });

  it("of a million similar texts do not collide", () => {
    const set = new IdSet();
    for (let i = 0; i < 1_000_000; i++) set.add(textId(`user-${i}`));
    expect(set.size).toBe(1_000_000);
  });
});

it("an id set answers as a Set does (seed 11)", () => {
  const random = seededRandom(11);
  const [set, model] = [new IdSet(), new Set<string>()];
  for (let step = 0; step < 50_000; step++) {
    const id = { high: Math.floor(random() * 50), low: 1 + Math.floor(random() * 400) };
    const text = `${id.high} ${id.low}`;
    expect(set.has(id)).toBe(model.has(text));
    if (random() < 0.5) expect(set.add(id)).toBe(!model.has(text));
    if (set.has(id)) model.add(text);
  }
  expect(set.size).toBe(model.size);
  expect([...set].length).toBe(model.size);
});

describe("a roster", () => {
  it("keeps what was seen in this period or the one before, and counts it once", () => {
    const roster = new Roster(1_000);
    const [a, b, c] = idsOf(3) as [Id, Id, Id];
    roster.turn(0);
    for (const id of [a, b, a]) roster.note(id);
    expect(roster.size).toBe(2);
    expect(roster.turn(1_000)).toBe(true);
    expect([roster.note(b), roster.note(b), roster.note(c)]).toEqual([true, false, true]);
    expect([roster.size, roster.has(a)]).toEqual([3, true]);
    roster.turn(2_000);
    expect([roster.size, roster.has(a), roster.has(b)]).toEqual([2, false, true]);
    expect([...roster.ids()].length).toBe(2);
  });

  it("forgets all after a gap, and nothing when a clock goes back", () => {
    const roster = new Roster(1_000);
    roster.turn(5_000);
    roster.note(textId("a"));
    expect([roster.turn(3_000), roster.size]).toEqual([false, 1]);
    expect([roster.turn(7_000), roster.size]).toEqual([true, 0]);
  });
});

it("a cache of what was seen never claims what was not added, and stays in its bound", () => {
  const cache = new SeenCache();
  for (const id of idsOf(300_000, "seen")) cache.add(id);
  expect(idsOf(100_000, "never").some((id) => cache.has(id))).toBe(false);
  expect(cache.sizeBytes).toBeLessThanOrEqual(1_048_576);
  const small = new SeenCache();
  for (const id of idsOf(49_000)) small.add(id);
  expect(idsOf(49_000).every((id) => small.has(id))).toBe(true);
});

describe("a sketch of series", () => {
  it.each([10, 1_000, 20_000, 300_000])("of %i is right to 7 %", (count) => {
    const sketch = new HyperLogLog();
    for (let i = 0; i < count; i++) sketch.add(seriesId(seriesHash(`series ${i}`)));
    expect(Math.abs(sketch.estimate() - count) / count).toBeLessThan(0.07);
  });

  it("joined is the sketch of the union", () => {
    const [left, right, both] = [new HyperLogLog(), new HyperLogLog(), new HyperLogLog()];
    for (const id of idsOf(3_000)) [left, both].forEach((sketch) => sketch.add(id));
    for (const id of idsOf(3_000, "w")) [right, both].forEach((sketch) => sketch.add(id));
    left.merge(right);
    expect(left.registers).toEqual(both.registers);
  });
});

it("a filter of values holds each of them, and about one in 11,000 others", () => {
  const filter = valueFilter(idsOf(10_000), 10_000);
  expect(filter.byteLength).toBe(25_000);
  expect(idsOf(10_000).every((id) => mayHoldId(filter, id))).toBe(true);
  const wrong = idsOf(200_000, "other").filter((id) => mayHoldId(filter, id)).length;
  expect(wrong).toBeLessThan(60);
});

const NAME = { metric: "http.requests", label: "user" };

/** An isolate that meets values as the edge does: one report whenever one is needed. */
function meet(
  book: LabelBook,
  ledger: ReturnType<typeof createLabelLedger>,
  met: { values: string[]; cap: number },
) {
  const ids = met.values.flatMap((value) => {
    const { verdict, id } = book.judge(NAME, value);
    return verdict === "ask" ? [id] : [];
  });
  if (ids.length > 0) tell(book, ledger, { ids, cap: met.cap });
  return met.values.filter((value) => book.judge(NAME, value).verdict !== "overflows");
}

function tell(
  book: LabelBook,
  ledger: ReturnType<typeof createLabelLedger>,
  told: { ids: Id[]; cap: number },
) {
  const asked = told.ids.length === 0 ? new Map() : new Map([[labelKey(NAME), { ...NAME, ids: told.ids }]]);
  const reports = book.report(asked);
  book.settle(reports, ledger.judge(reports, told.cap, NOW_MS).verdicts);
}

describe("the cap on a label's values", () => {
  const values = (from: number, count: number): string[] =>
    Array.from({ length: count }, (_, i) => `u${from + i}`);

  it("is exact for one isolate, and what was admitted stays", () => {
    const ledger = createLabelLedger();
    const book = new LabelBook(50, new Set());
    book.turn(NOW_MS);
    const admitted = meet(book, ledger, { values: values(0, 500), cap: 50 });
    expect(admitted).toEqual(values(0, 50));
    expect(meet(book, ledger, { values: values(0, 500), cap: 50 })).toEqual(admitted);
    const other = new LabelBook(50, new Set([labelKey(NAME)]));
    other.turn(NOW_MS);
    expect(meet(other, ledger, { values: values(0, 500), cap: 50 })).toEqual(admitted);
  });

  it.each([1, 2, 3])("is passed by no more than a hundredth for each isolate (seed %i)", (seed) => {
    const random = seededRandom(seed);
    const [cap, isolates] = [1_000, 12];
    const ledger = createLabelLedger();
    const admitted = new Set<string>();
    const books = Array.from({ length: isolates }, () => new LabelBook(cap, new Set()));
    for (const book of books) book.turn(NOW_MS);
    for (let step = 0; step < 2_000; step++) {
      const book = books[Math.floor(random() * isolates)] as LabelBook;
      const met = values(Math.floor(random() * 5_000), 1 + Math.floor(random() * 20));
      for (const value of meet(book, ledger, { values: met, cap })) admitted.add(value);
      if (random() < 0.05) tell(book, ledger, { ids: [], cap });
    }
    expect(admitted.size, `seed ${seed}`).toBeLessThanOrEqual(cap + isolates * (cap / 100) + 1);
    expect(admitted.size).toBeGreaterThanOrEqual(cap);
  });

  it("asks nothing about the first values, which are told later, and nothing new of a guarded label", () => {
    const book = new LabelBook(1_000, new Set([labelKey({ metric: "m", label: "full" })]));
    book.turn(NOW_MS);
    const verdicts = values(0, 12).map((value) => book.judge(NAME, value).verdict);
    expect(verdicts).toEqual([...Array<string>(10).fill("admitted"), "ask", "ask"]);
    expect(book.judge({ metric: "m", label: "full" }, "x").verdict).toBe("ask");
    expect(book.hasNews).toBe(true);
    expect(unpackIds(book.report(new Map())[0]?.told ?? new Uint8Array()).length).toBe(10);
    expect(book.hasNews).toBe(false);
  });

  it("lets values go that a whole day has not met", () => {
    const ledger = createLabelLedger();
    const report = (ids: Id[]) => [{ ...NAME, told: new Uint8Array(), asked: packIds(ids), overflowed: 0 }];
    ledger.judge(report(idsOf(5)), 5, NOW_MS);
    expect(ledger.judge(report(idsOf(1, "w")), 5, NOW_MS + DAY_MS).verdicts[0]?.refused).toEqual([0]);
    expect(ledger.judge(report(idsOf(1, "w")), 5, NOW_MS + 2 * DAY_MS).verdicts[0]?.refused).toEqual([]);
  });

  it("counts what overflowed and names the largest labels first", () => {
    const ledger = createLabelLedger();
    const of = (label: string, count: number, overflowed = 0) => ({
      metric: "m",
      label,
      told: packIds(idsOf(count)),
      asked: new Uint8Array(),
      overflowed,
    });
    ledger.judge([of("a", 3), of("b", 9, 7), of("c", 3)], 5, NOW_MS);
    expect(ledger.largest(2, NOW_MS)).toEqual([
      { metric: "m", label: "b", values: 9, overflowed_points: 7 },
      { metric: "m", label: "a", values: 3, overflowed_points: 0 },
    ]);
  });
});
