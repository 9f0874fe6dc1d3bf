// Numbers that no scale holds, and instants that no calendar does: drawn without what is nowhere, or refused with their place.

import { describe, expect, it } from "vitest";
import { draw, drawSvg, KIND_NAMES, KINDS, parsePanel, type Frame } from "../../../src/reporting/index.ts";

const SIZE = { width: 640, height: 360 };
const GEOMETRY =
  /\b(?:d|points|transform|[xy][12]?|c[xy]|r|width|height|stroke-width)="[^"]*(?:NaN|Infinity)/;

const NUMBERS: Readonly<Record<string, (row: number) => number | null>> = {
  "the greatest there are": (row) => (row % 2 === 0 ? Number.MAX_VALUE : -Number.MAX_VALUE),
  "next to nothing": () => 1e-12,
  negative: (row) => -1 - row,
  zero: () => 0,
  none: () => null,
};

const filled = (frame: Frame, value: (row: number) => number | null): Frame => ({
  ...frame,
  fields: frame.fields.map((field) =>
    field.type === "number" ? { ...field, values: field.values.map((_, row) => value(row)) } : field,
  ),
});

describe.each(KIND_NAMES)("%s", (kind) => {
  it.each(Object.entries(NUMBERS))("holds numbers that are %s", async (_, value) => {
    const { frames, options } = KINDS[kind].example();
    const parsed = parsePanel({ id: "a", kind, options });
    if (!parsed.ok) throw new Error(kind);
    const shown = frames.map((frame) => filled(frame, value));
    const drawing = draw(parsed.value, shown, { look: "light", size: SIZE });
    const svg = await drawSvg(drawing, { look: "light", size: SIZE, id: "a" });
    expect(GEOMETRY.exec(svg)).toBe(null);
  });
});

it.each([8.64e15 + 1, -8.64e15, 253_402_300_800_000, 1e300])(
  "%d is no instant of a panel's own data",
  (at) => {
    const fields = [{ name: "time", type: "time", values: [0, at] }];
    const queries = [{ ref: "A", source: "data", request: { frames: [{ name: "A", fields }] } }];
    const parsed = parsePanel({ id: "a", kind: "table", queries });
    expect(parsed).toMatchObject({
      ok: false,
      fault: { violations: [{ pointer: "/queries/0/request/frames/0/fields/0/values/1" }] },
    });
  },
);
