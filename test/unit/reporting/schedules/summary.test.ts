// Sentences of a summary: every number in them is one of the frames', reduced; what did not move is not told.

import { describe, expect, it } from "vitest";
import { writeNumber } from "../../../../src/reporting/draw/write-number.ts";
import type { Frame } from "../../../../src/reporting/frame.ts";
import { asComparison } from "../../../../src/reporting/frames/compare-frames.ts";
import { panelSchema, type Panel } from "../../../../src/reporting/panel.ts";
import { REPORT_LANGUAGES } from "../../../../src/reporting/report.ts";
import { summarise } from "../../../../src/reporting/schedules/summary.ts";
import { seededRandom } from "../../../support/ingest.ts";

const AT = Date.UTC(2026, 10, 16);
const MINUTE = 60_000;

const panel = (changes: object = {}): Panel =>
  panelSchema.parse({
    id: "requests",
    kind: "line",
    title: "Requests",
    queries: [{ ref: "A", source: "metrics", request: { metric: "requests" } }],
    ...changes,
  });

const series = (service: string, values: readonly number[], atMs = AT): Frame => ({
  name: "A",
  fields: [
    { name: "time", type: "time", values: values.map((_, at) => atMs + at * MINUTE) },
    { name: "value", type: "number", labels: { service }, values: [...values] },
  ],
});

const both = (now: readonly Frame[], before: readonly Frame[]): Frame[] => [
  ...now,
  ...asComparison(before, 7 * 86_400_000, "previous period"),
];

const told = (now: readonly Frame[], before: readonly Frame[], changes: object = {}): string[] =>
  summarise([{ panel: panel(changes), frames: both(now, before) }], "en");

describe("a summary", () => {
  it("says by how much an average moved, and from what", () => {
    expect(told([series("checkout", [10, 20])], [series("checkout", [8, 12])])).toEqual([
      "Requests: 15 on average, +50.0 % against 10 in the previous period.",
    ]);
  });

  it("reduces as the panel does, in its unit", () => {
    const sentences = told([series("a", [5, 250])], [series("a", [400, 200])], {
      kind: "stat",
      options: { reduce: "last" },
      unit: "ms",
    });
    expect(sentences).toEqual([
      "Requests: 250 ms at the end, +25.0 % against 200 ms in the previous period.",
    ]);
  });

  it("names the series where there are several, the largest change first", () => {
    const now = [series("steady", [10]), series("up", [30]), series("down", [5])];
    const before = [series("steady", [10]), series("up", [10]), series("down", [10])];
    expect(told(now, before)).toEqual([
      "Requests, up: 30 on average, +200 % against 10 in the previous period.",
      "Requests, down: 5 on average, −50.0 % against 10 in the previous period.",
    ]);
  });

  it("tells once what several panels show alike, and as a panel's own default reduces it", () => {
    const frames = both([series("a", [10, 30])], [series("a", [10, 10])]);
    const panels = [panel(), panel({ title: "Again" }), panel({ title: "Now", kind: "gauge" })];
    expect(
      summarise(
        panels.map((one) => ({ panel: one, frames })),
        "en",
      ),
    ).toEqual([
      "Now: 30 at the end, +200 % against 10 in the previous period.",
      "Requests: 20 on average, +100 % against 10 in the previous period.",
    ]);
  });

  it("says what came and what went", () => {
    expect(told([series("new", [3])], [series("old", [4])])).toEqual([
      "Requests, new: 3 on average; nothing in the previous period.",
      "Requests, old: nothing in this period; 4 on average in the previous one.",
    ]);
  });

  it("says that nothing moved, and that there is nothing", () => {
    expect(told([series("a", [100])], [series("a", [102])])).toEqual([
      "Nothing moved by 5 % or more against the previous period.",
    ]);
    expect(told([], [])).toEqual(["There is no data in this period."]);
  });

  it("counts what it does not tell", () => {
    const now = Array.from({ length: 9 }, (_, at) => series(`s${at}`, [20 + at]));
    const before = Array.from({ length: 9 }, (_, at) => series(`s${at}`, [10]));
    const sentences = told(now, before);
    expect(sentences).toHaveLength(7);
    expect(sentences.at(-1)).toBe("Further numbers that moved by 5 % or more: 3.");
  });

  it("compares rows by their names", () => {
    const rows = (value: number): Frame => ({
      name: "A",
      fields: [
        { name: "team", type: "text", values: ["payments"] },
        { name: "cost", type: "number", unit: "USD", values: [value] },
      ],
    });
    expect(told([rows(120)], [rows(100)], { kind: "table" })).toEqual([
      "Requests: $120.00 on average, +20.0 % against $100.00 in the previous period.",
    ]);
  });

  it("holds no number that is not computed from the frames, in any language", () => {
    const seed = Date.now() % 100_000;
    const random = seededRandom(seed);
    for (let round = 0; round < 50; round++) {
      const [now, before] = [Math.round(random() * 1e6) / 100, Math.round(random() * 1e6) / 100];
      const frames = both([series("a", [now])], [series("a", [before])]);
      const percent = Math.abs(((now - before) / before) * 100);
      for (const language of REPORT_LANGUAGES) {
        const [sentence = ""] = summarise([{ panel: panel(), frames }], language);
        const numbers = sentence.match(/[\d.,]*\d[kM]?/g) ?? [];
        // Each once: the change may happen to be the same number as one of them.
        const others = [...numbers];
        for (const known of [writeNumber(now, {}), writeNumber(before, {})])
          if (others.includes(known)) others.splice(others.indexOf(known), 1);
        expect(others.length, `seed ${seed}: ${sentence}`).toBeLessThanOrEqual(1);
        const change = Number((others[0] ?? "5").replaceAll(",", ""));
        expect(Math.abs(change - Math.max(percent, 5)), `seed ${seed}: ${sentence}`).toBeLessThan(
          Math.max(1, percent / 100) + (percent < 5 ? 5 : 0),
        );
      }
    }
  });
});
