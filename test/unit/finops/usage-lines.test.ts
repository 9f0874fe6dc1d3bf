// Usage lines: adding loses nothing, and a label has no more values than was declared.

import { describe, expect, it } from "vitest";
import { addLines, mergeLines, MOST_LINES } from "../../../src/finops/meters/usage-line.ts";
import { OTHER } from "../../../src/telemetry/index.ts";
import { groupUsage } from "../../../src/finops/meters/group-usage.ts";
import { NOBODY, type UsageLine } from "../../../src/finops/index.ts";

const line = (of: Partial<UsageLine>, points = 1): UsageLine => ({
  ...NOBODY,
  quantities: { metric_points: points },
  ...of,
});
const points = (lines: readonly UsageLine[]): number =>
  lines.reduce((sum, { quantities }) => sum + (quantities.metric_points ?? 0), 0);
const services = (lines: readonly UsageLine[]): string[] => lines.map(({ service }) => service);

describe("adding usage", () => {
  it("adds up what has one attribution, whatever the order of its tags", () => {
    const tags = [
      { a: "1", b: "2" },
      { b: "2", a: "1" },
    ];
    expect(mergeLines(tags.map((of) => line({ tags: of }, 3)))).toEqual([
      line({ tags: { a: "1", b: "2" } }, 6),
    ]);
  });

  it("keeps the first values of a label and puts later ones together", () => {
    const lines = addLines(
      [line({ service: "a" })],
      ["b", "c", "a", "d", ""].map((service) => line({ service })),
      2,
    );
    expect(services(lines)).toEqual(["a", "b", OTHER, ""]);
    expect(points(lines)).toBe(6);
  });

  it("caps each label by itself, tags too", () => {
    const lines = addLines(
      [],
      ["x", "y"].map((tag) => line({ team: "one", tags: { cost: tag } })),
      1,
    );
    expect(lines.map(({ team, tags }) => [team, tags["cost"]])).toEqual([
      ["one", "x"],
      ["one", OTHER],
    ]);
  });

  it("loses nothing past the most lines of a period", () => {
    const many = Array.from({ length: MOST_LINES + 50 }, (_, at) =>
      line({ service: `s${at % 500}`, team: `t${Math.floor(at / 500)}` }),
    );
    const lines = addLines([], many, 500);
    expect(lines.length).toBe(MOST_LINES + 1);
    expect(points(lines)).toBe(many.length);
  });
});

describe("grouping usage", () => {
  const hours = [
    { hour: 24 * 20_000, lines: [line({ service: "a", tags: { cc: "1" } }, 5), line({ service: "b" }, 1)] },
    { hour: 24 * 20_000 + 1, lines: [line({ service: "a" }, 7)] },
    { hour: 24 * 20_001, lines: [{ ...NOBODY, quantities: { query_seconds: 1_500 } }] },
  ];

  it("is by meter and interval, in units", () => {
    expect(groupUsage(hours, { interval: "day", groupBy: [], meter: null })).toEqual([
      { start: "2024-10-04", meter: "metric_points", unit: "point", quantity: 13, group: {} },
      { start: "2024-10-05", meter: "query_seconds", unit: "second", quantity: 1.5, group: {} },
    ]);
  });

  it("is by label and tag where asked for", () => {
    const grouped = groupUsage(hours, {
      interval: "hour",
      groupBy: ["service", "tag:cc"],
      meter: "metric_points",
    });
    expect(
      grouped.map(({ start, quantity, group }) => [start, quantity, group["service"], group["tag:cc"]]),
    ).toEqual([
      ["2024-10-04T00:00Z", 5, "a", "1"],
      ["2024-10-04T00:00Z", 1, "b", ""],
      ["2024-10-04T01:00Z", 7, "a", ""],
    ]);
  });

  it.each(["constructor", "__proto__", "toString"])("a tag may be called %s", (name) => {
    const tags = Object.fromEntries([[name, "1"]]);
    const tagged = [{ hour: 1, lines: [line({ tags }, 5), line({ service: "b" }, 1)] }];
    const asked = { interval: "day", groupBy: [`tag:${name}`], meter: null } as const;
    const groups = groupUsage(tagged, asked).map(({ group, quantity }) => [Object.entries(group), quantity]);
    expect(groups).toEqual([
      [[[`tag:${name}`, "1"]], 5],
      [[[`tag:${name}`, ""]], 1],
    ]);
  });
});
