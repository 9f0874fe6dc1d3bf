// The schedule document, the time that a run is about, and the conditions under which it is sent.

import { describe, expect, it } from "vitest";
import { violationsOf } from "../../../../src/kernel/violations.ts";
import type { Frame } from "../../../../src/reporting/frame.ts";
import { asComparison } from "../../../../src/reporting/frames/compare-frames.ts";
import { isWorthSending, type Condition } from "../../../../src/reporting/schedules/condition.ts";
import { rangeOfRun, type RunRange } from "../../../../src/reporting/schedules/run-range.ts";
import { goesOutside, scheduleSchema } from "../../../../src/reporting/schedules/schedule.ts";

const BOARD = `dsh_${"0".repeat(20)}`;
const OTHER = `dsh_${"1".repeat(20)}`;

const document = (changes: object = {}): object => ({
  name: "Costs",
  cron: "0 9 * * 1",
  zone: "Europe/Berlin",
  dashboards: [{ id: BOARD }],
  recipients: [{ user: "ada" }],
  ...changes,
});

const pointersOf = (changes: object): string[] => {
  const parsed = scheduleSchema.safeParse(document(changes));
  return parsed.success ? [] : violationsOf(parsed.error, "").map(({ pointer }) => pointer);
};

describe("a schedule document", () => {
  it("needs a name, a rhythm, a dashboard and somebody to get it", () => {
    const parsed = scheduleSchema.parse(document());
    expect(parsed).toMatchObject({ schema: 1, format: "pdf", range: { previous: "day" }, paused: false });
  });

  it.each([
    ["cron", { cron: "61 * * * *" }, "/cron"],
    ["zone", { zone: "Europe/Nowhere" }, "/zone"],
    ["range", { range: { from: "now", to: "now-1h" } }, "/range"],
    ["dashboards", { dashboards: [{ id: BOARD }, { id: BOARD }] }, "/dashboards/1/id"],
    ["recipients", { recipients: [] }, "/recipients"],
    ["country", { recipients: [{ email: "a@example.com" }] }, "/recipients/0/country"],
    ["format", { format: "png" }, "/format"],
    ["path", { destinations: [{ kind: "folder", path: "../up" }] }, "/destinations/0/path"],
    ["brand", { branding: { name: "x", colour: "red" } }, "/branding/colour"],
    ["note", { note: "unknown" }, "/note"],
    [
      "condition",
      { condition: { tests: [{ test: "has_data", dashboard_id: OTHER }] } },
      "/condition/tests/0/dashboard_id",
    ],
  ])("with a wrong %s is refused at its place", (_name, changes, pointer) => {
    expect(pointersOf(changes)).toContain(pointer);
  });

  it("goes outside with an address or an endpoint, not with users or a folder", () => {
    const outside = (changes: object): boolean => goesOutside(scheduleSchema.parse(document(changes)));
    expect(outside({})).toBe(false);
    expect(outside({ destinations: [{ kind: "folder", path: "weekly" }] })).toBe(false);
    expect(outside({ copies: [{ email: "a@example.com", country: "DE" }] })).toBe(true);
    expect(outside({ destinations: [{ kind: "slack", endpoint_id: `ep_${"0".repeat(20)}` }] })).toBe(true);
  });
});

describe("the time that a run is about", () => {
  const rangeOf = (range: RunRange, dueAt: string): string[] | null => {
    const found = rangeOfRun(range, "Europe/Berlin", Date.parse(dueAt));
    return found === null ? null : [found.fromMs, found.toMs].map((ms) => new Date(ms).toISOString());
  };

  it.each([
    ["day", "2026-03-30T07:00:00Z", ["2026-03-28T23:00:00.000Z", "2026-03-29T22:00:00.000Z"]],
    ["week", "2026-11-23T08:00:00Z", ["2026-11-15T23:00:00.000Z", "2026-11-22T23:00:00.000Z"]],
    ["month", "2026-11-01T08:00:00Z", ["2026-09-30T22:00:00.000Z", "2026-10-31T23:00:00.000Z"]],
    ["quarter", "2026-10-01T06:00:00Z", ["2026-06-30T22:00:00.000Z", "2026-09-30T22:00:00.000Z"]],
    ["year", "2027-01-01T08:00:00Z", ["2025-12-31T23:00:00.000Z", "2026-12-31T23:00:00.000Z"]],
    ["hour", "2026-11-23T08:10:00Z", ["2026-11-23T07:00:00.000Z", "2026-11-23T08:00:00.000Z"]],
  ] as const)("is the whole %s before, in the schedule's zone", (previous, dueAt, range) => {
    expect(rangeOf({ previous }, dueAt)).toEqual(range);
  });

  it("is told from the due time on where it is relative", () => {
    const range = { from: "now-7d", to: "now" };
    expect(rangeOf(range, "2026-11-23T08:00:00Z")).toEqual([
      "2026-11-16T08:00:00.000Z",
      "2026-11-23T08:00:00.000Z",
    ]);
  });
});

describe("a condition", () => {
  const frame = (values: readonly number[]): Frame => ({
    name: "A",
    fields: [
      { name: "time", type: "time", values: values.map((_, at) => at * 60_000) },
      { name: "value", type: "number", values: [...values] },
    ],
  });
  const holds = (condition: object, now: readonly number[], before: readonly number[] = []): boolean => {
    const frames = [frame(now), ...asComparison([frame(before)], 0, "previous period")];
    const shown = before.length === 0 ? [frame(now)] : frames;
    return isWorthSending(condition as Condition, [{ dashboardId: BOARD, panelId: "p", frames: shown }]);
  };
  const one = (test: object): object => ({
    match: "all",
    tests: [{ panel_id: "p", reduce: "last", ...test }],
  });

  it.each([
    ["a value above", one({ test: "value", is: "above", value: 10 }), [1, 11], [1, 10]],
    ["a value below", one({ test: "value", is: "below", value: 10 }), [9], [10]],
    ["any data", one({ test: "has_data" }), [0], []],
    ["data of any panel", { match: "all", tests: [{ test: "has_data" }] }, [0], []],
  ])("on %s holds and does not hold", (_name, condition, held, not) => {
    expect(holds(condition, held)).toBe(true);
    expect(holds(condition, not)).toBe(false);
  });

  it("on a change looks at its direction", () => {
    const changed = (direction: string) => one({ test: "changed", direction, by_percent: 20 });
    expect(holds(changed("up"), [12], [10])).toBe(true);
    expect(holds(changed("up"), [11.9], [10])).toBe(false);
    expect(holds(changed("down"), [12], [10])).toBe(false);
    expect(holds(changed("either"), [8], [10])).toBe(true);
    expect(holds(changed("either"), [8])).toBe(false);
  });

  it("with several tests asks for all or for any", () => {
    const tests = [
      { test: "value", panel_id: "p", reduce: "last", is: "above", value: 10 },
      { test: "value", panel_id: "p", reduce: "last", is: "below", value: 5 },
    ];
    expect(holds({ match: "any", tests }, [11])).toBe(true);
    expect(holds({ match: "all", tests }, [11])).toBe(false);
  });

  it("on a panel that the reader does not see does not hold; without one everything is sent", () => {
    expect(isWorthSending(one({ test: "has_data" }) as Condition, [])).toBe(false);
    expect(isWorthSending(null, [])).toBe(true);
  });
});
