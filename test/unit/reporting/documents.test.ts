// Panels, dashboards and variables: what is taken, what is refused and where.

import { describe, expect, it } from "vitest";
import {
  ALL,
  choose,
  fillIn,
  parseDashboard,
  parsePanel,
  type Variable,
} from "../../../src/reporting/index.ts";

const pointers = (
  parsed: ReturnType<typeof parseDashboard> | ReturnType<typeof parsePanel>,
): readonly string[] => (parsed.ok ? [] : (parsed.fault.violations ?? []).map(({ pointer }) => pointer));

const panel = (id: string, x: number): object => ({ id, kind: "text", grid: { x, y: 0, w: 12, h: 4 } });

describe("a dashboard document", () => {
  it("is taken with everything left out but its title", () => {
    const parsed = parseDashboard({ title: "Empty" });
    expect(parsed).toMatchObject({
      ok: true,
      value: {
        schema: 1,
        folder: "",
        time: { from: "now-6h", zone: "UTC" },
        comparison: { with: "none" },
        rows: [],
      },
    });
  });

  it.each([
    [
      "panels that lie over each other",
      { rows: [{ panels: [panel("a", 0), panel("b", 6)] }] },
      "/rows/0/panels/1/grid",
    ],
    [
      "two panels of one id",
      { rows: [{ panels: [panel("a", 0)] }, { panels: [panel("a", 0)] }] },
      "/rows/1/panels/0/id",
    ],
    ["a link that would run", { links: [{ title: "x", url: "javascript:alert(1)" }] }, "/links/0/url"],
    [
      "a link without a scheme that leaves",
      { links: [{ title: "x", url: "//evil.example" }] },
      "/links/0/url",
    ],
    ["a field that does not exist", { colour: "red" }, "/colour"],
    ["a folder with a hole", { folder: "a//b" }, "/folder"],
    ["a range that is none", { time: { from: "yesterday" } }, "/time/from"],
    [
      "two variables of one name",
      {
        variables: [
          { name: "a", kind: "text" },
          { name: "a", kind: "text" },
        ],
      },
      "/variables/1/name",
    ],
    [
      "an annotation without an instant",
      { annotations: [{ name: "x", at: [{ time: "soon", text: "x" }] }] },
      "/annotations/0/at/0/time",
    ],
  ])("is refused %s", (_what, changes, pointer) => {
    expect(pointers(parseDashboard({ title: "x", ...changes }))).toContain(pointer);
  });
});

describe("a panel document", () => {
  it.each([
    ["a kind that does not exist", { kind: "hologram" }, "/kind"],
    ["options of another kind", { options: { spin: true } }, "/options/spin"],
    [
      "a query of another shape",
      { queries: [{ ref: "A", source: "metrics", request: { metric: "" } }] },
      "/queries/0/request/metric",
    ],
    [
      "a range of a query's own",
      { queries: [{ ref: "A", source: "logs", request: { from: "now" } }] },
      "/queries/0/request/from",
    ],
    [
      "two queries of one name",
      {
        queries: [
          { ref: "A", source: "logs" },
          { ref: "A", source: "logs" },
        ],
      },
      "/queries/1/ref",
    ],
    [
      "data whose columns differ in length",
      {
        queries: [
          {
            ref: "A",
            source: "data",
            request: {
              frames: [
                {
                  name: "x",
                  fields: [
                    { name: "a", type: "number", values: [1] },
                    { name: "b", type: "number", values: [] },
                  ],
                },
              ],
            },
          },
        ],
      },
      "/queries/0/request/frames/0/fields/1/values",
    ],
  ])("is refused %s", (_what, changes, pointer) => {
    expect(pointers(parsePanel({ id: "a", kind: "line", ...changes }))).toContain(pointer);
  });
});

const SERVICE: Variable = {
  name: "service",
  label: "",
  kind: "fixed",
  values: ["checkout", "search"],
  multiple: true,
  include_all: true,
  current: [],
};
const REQUEST = {
  metric: "requests of ${service}",
  filters: [
    { label: "service.name", op: "=", value: "$service" },
    { label: "region", value: "eu" },
  ],
  group_by: ["$service", "zone"],
};

describe("a variable", () => {
  it("stands at everything until somebody chooses, and filters nothing then", () => {
    const chosen = choose([SERVICE], {});
    expect(chosen).toEqual({ service: [ALL] });
    expect(fillIn(REQUEST, chosen)).toMatchObject({
      metric: "requests of all",
      filters: [{ label: "region" }],
      group_by: ["zone"],
    });
  });

  it("asks for any of the values that are chosen", () => {
    const filled = fillIn(REQUEST, choose([SERVICE], { service: ["a", "b"], nobody: ["x"] }));
    expect(filled).toMatchObject({
      filters: [{ label: "service.name", op: "in", values: ["a", "b"] }, { label: "region" }],
      group_by: ["a", "b", "zone"],
    });
  });

  it("stays a text, whatever it says", () => {
    const evil = '"},{"label":"x';
    const filled = fillIn(REQUEST, { service: [evil] }) as typeof REQUEST;
    expect(filled.filters).toEqual([
      { label: "service.name", op: "=", value: evil },
      { label: "region", value: "eu" },
    ]);
  });
});
