// Which frames are of the period that is compared with, as frames/compare-frames.ts marks them.

import type { Field, Frame } from "../frame.ts";
import { COMPARISON } from "../kinds/readings.ts";

export const isComparisonField = ({ labels }: Field): boolean => labels !== undefined && COMPARISON in labels;

/** Those of the present alone: a report shows no comparison unless it was asked for. */
export const presentFrames = (frames: readonly Frame[]): readonly Frame[] =>
  frames.filter((frame) => !frame.fields.some(isComparisonField));
