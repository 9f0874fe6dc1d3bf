// What tenants write stays text, wherever a picture shows it; and a picture of somebody's own is data, not code.

import { describe, expect, it } from "vitest";
import { draw, drawSvg, KIND_NAMES, KINDS, parsePanel, type Frame } from "../../../src/reporting/index.ts";

const SIZE = { width: 640, height: 360 };
const EVIL = `"><script>alert(1)</script>'&\u0000`;

const poison = (frame: Frame): Frame => ({
  ...frame,
  fields: frame.fields.map((field) => ({
    ...field,
    name:
      field.type === "text" && !["span_id", "parent_span_id", "from", "to"].includes(field.name)
        ? field.name
        : field.name,
    ...(field.labels === undefined ? {} : { labels: { service: EVIL } }),
    values:
      field.type === "text" && field.name !== "span_id" && field.name !== "parent_span_id"
        ? field.values.map((value) => (value === null ? null : `${value}${EVIL}`))
        : field.values,
  })),
});

it.each(KIND_NAMES)("%s draws hostile names as text", async (kind) => {
  const { frames, options } = KINDS[kind].example();
  const parsed = parsePanel({ id: "a", kind, options, title: EVIL });
  if (!parsed.ok) throw new Error(kind);
  const drawing = draw(parsed.value, frames.map(poison), { look: "light", size: SIZE });
  const svg = await drawSvg(drawing, { look: "light", size: SIZE, id: EVIL, title: EVIL });
  expect(svg).not.toContain("<script");
  expect(svg).not.toMatch(/<[a-zA-Z]+[^>]*\son[a-z]+=/);
  expect(svg).not.toContain("\u0000");
});

const custom = (option: object) => parsePanel({ id: "a", kind: "custom", options: { option } });
const SERIES = { type: "bar", datasetId: "A" };

describe("an option of somebody's own", () => {
  it.each([
    [
      "a formatter",
      { xAxis: { axisLabel: { formatter: "{value}" } }, series: SERIES },
      "/options/option/xAxis/axisLabel/formatter",
    ],
    [
      "an image",
      { series: { ...SERIES, symbol: "image://https://example.com/a.png" } },
      "/options/option/series/symbol",
    ],
    ["a link", { title: { link: "https://example.com" }, series: SERIES }, "/options/option/title/link"],
    [
      "markup in a colour",
      { series: { ...SERIES, itemStyle: { color: 'red" onload="x' } } },
      "/options/option/series/itemStyle/color",
    ],
    ["graphics of its own", { graphic: { type: "image" }, series: SERIES }, "/options/option/graphic"],
    ["a series that runs code", { series: { type: "custom", data: [] } }, "/options/option/series/0/type"],
    ["rich text", { series: { ...SERIES, label: { rich: {} } } }, "/options/option/series/label/rich"],
    ["data of its own place", { dataset: [], series: SERIES }, "/options/option/dataset"],
  ])("is refused %s", (_what, option, pointer) => {
    const refused = custom(option);
    expect(refused).toMatchObject({ ok: false, fault: { code: "request.invalid" } });
    expect(refused.ok ? [] : refused.fault.violations?.map((violation) => violation.pointer)).toContain(
      pointer,
    );
  });

  it("is refused more values than can be drawn", () => {
    const data = Array.from({ length: 4_000 }, (_, at) => at);
    expect(custom({ series: { type: "bar", data } })).toMatchObject({ ok: false });
  });
});
