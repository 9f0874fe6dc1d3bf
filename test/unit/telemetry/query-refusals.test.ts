// Query requests that are refused before anything is read.

import { expect, test } from "vitest";
import { METRIC_REQUEST, readMetricRequest } from "../../../src/telemetry/query/metric-request.ts";

test.each([
  ["a range the wrong way round", { from: 20, to: 10 }],
  ["more windows than allowed", { from: 0, to: 1_000_000, interval: "1ms" }],
  ["an interval that is none", { from: 0, to: 10, interval: "soon" }],
  [
    "an operator without its value",
    { from: 0, to: 10, queries: [{ name: "A", metric: "m", filters: [{ label: "a", op: "in" }] }] },
  ],
  [
    "a pattern outside the supported syntax",
    {
      from: 0,
      to: 10,
      queries: [{ name: "A", metric: "m", filters: [{ label: "a", op: "=~", value: "(a" }] }],
    },
  ],
  ["an instant beyond storable time", { from: 0, to: 90_000_000_000_000 }],
])("a request with %s is refused", (_, body) => {
  const request = readMetricRequest(
    METRIC_REQUEST.parse({ queries: [{ name: "A", metric: "m" }], ...body }),
    0,
  );
  expect(request.ok ? "ok" : request.fault.code).toBe("query.invalid");
});
