// Names out of telemetry that a library's plain objects take for their own: `__proto__` as a service's name once gave every
// object of the isolate, of every tenant, two more fields, and each request after it was refused for them.

import { afterEach, expect, it } from "vitest";
import { draw, drawSvg, KIND_NAMES, KINDS, parsePanel, type Frame } from "../../../src/reporting/index.ts";

const SIZE = { width: 640, height: 360 };
const NAMES = Object.getOwnPropertyNames(Object.prototype);
const OWNERS = [Object.prototype, Object, ...NAMES.map((name) => Reflect.get({}, name) as object | null)];

const strayFields = (): string[] =>
  OWNERS.flatMap((owner) =>
    ["prev", "next", "value", "key"].filter((name) => owner !== null && Object.hasOwn(owner, name)),
  );

afterEach(() => {
  for (const owner of OWNERS)
    for (const name of ["prev", "next"]) if (owner !== null) Reflect.deleteProperty(owner, name);
});

/** Every text of it is such a name, and every series too. */
const renamed = (frame: Frame): Frame => ({
  ...frame,
  fields: frame.fields.map((field, at) => ({
    ...field,
    ...(field.type === "number" ? { title: NAMES[at % NAMES.length] ?? "" } : {}),
    values:
      field.type === "text" ? field.values.map((_, row) => NAMES[row % NAMES.length] ?? "") : field.values,
  })),
});

it.each(KIND_NAMES)("%s draws them as any others, and nothing of them stays", async (kind) => {
  const { frames, options } = KINDS[kind].example();
  const parsed = parsePanel({ id: "a", kind, title: "__proto__", options });
  if (!parsed.ok) throw new Error(kind);
  for (const shown of [frames.map(renamed), frames.map(renamed).toReversed()]) {
    const drawing = draw(parsed.value, shown, { look: "light", size: SIZE });
    const svg = await drawSvg(drawing, { look: "light", size: SIZE, id: "a", title: "__proto__" });
    expect(svg).not.toMatch(/\[object|function |native code|NaN/);
    expect(strayFields()).toEqual([]);
  }
});
