// Which metrics say the same: by labels, times and values, and never by silence.

import { expect, it } from "vitest";
import { findSame, possiblySame, type SampledMetric } from "../../../../src/finops/savings/same-series.ts";

const metric = (name: string, byHost: Readonly<Record<string, readonly number[]>>): SampledMetric => ({
  metric: name,
  series: Object.entries(byHost).map(([host, values]) => ({
    labels: { __name__: name, host },
    points: values.map((value, at) => [60_000 * at, value] as const),
  })),
});

it("metrics with the same series and values are the same, whatever their order", () => {
  const metrics = [
    metric("requests", { a: [1, 2], b: [3, 4] }),
    metric("http_requests", { b: [3, 4], a: [1, 2] }),
    metric("errors", { a: [1, 2], b: [3, 5] }),
  ];
  expect(findSame(metrics)).toEqual([{ name: "requests", same: "http_requests" }]);
});

it("a host more, or another time, makes them different", () => {
  const later = metric("later", { a: [0, 1, 2] });
  const sampled = [metric("one", { a: [1, 2] }), metric("two", { a: [1, 2], b: [1, 2] }), later];
  expect(findSame(sampled)).toEqual([]);
});

it("what never changes is not called the same", () => {
  expect(findSame([metric("errors", { a: [0, 0] }), metric("timeouts", { a: [0, 0] })])).toEqual([]);
});

it("only metrics with equally many points may be the same, those with the most first", () => {
  const counted = [
    { metric: "b", points: 5 },
    { metric: "a", points: 5 },
    { metric: "alone", points: 9 },
    { metric: "d", points: 7 },
    { metric: "c", points: 7 },
    { metric: "silent", points: 0 },
    { metric: "mute", points: 0 },
  ];
  expect(possiblySame(counted)).toEqual(["c", "d", "a", "b"]);
});
