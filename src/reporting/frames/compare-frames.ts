// Frames of another period, moved so that they lie over the present one and marked as what they are.

import { fieldTitle, type Frame } from "../frame.ts";
import { COMPARISON } from "../kinds/readings.ts";

export function asComparison(frames: readonly Frame[], shiftMs: number, words: string): Frame[] {
  return frames.map((frame) => ({
    ...frame,
    fields: frame.fields.map((field) => {
      if (field.type === "time")
        return { ...field, values: field.values.map((ms) => (typeof ms === "number" ? ms + shiftMs : ms)) };
      if (field.type !== "number") return field;
      const labels = { ...field.labels, [COMPARISON]: words };
      return { ...field, labels, title: `${fieldTitle(field)} (${words})` };
    }),
  }));
}
