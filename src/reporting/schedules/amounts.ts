// The numbers of a panel: each series or row reduced to one, now and in the period that is compared with.

import type { Frame } from "../frame.ts";
import { amountsOf, reduceValues, timeSeriesOf, type Reduction, type Series } from "../kinds/readings.ts";
import { isComparisonField } from "./comparison-frames.ts";

export interface Compared {
  readonly name: string;
  readonly unit: string | undefined;
  /** Null where there is nothing. */
  readonly now: number | null;
  readonly before: number | null;
}

type Reading = Pick<Compared, "name" | "unit"> & { readonly value: number | null };

/** Series over time where there are any, rows with names otherwise; in the order in which the frames have them. */
export function readAmounts(frames: readonly Frame[], by: Reduction): Compared[] {
  const isThen = (frame: Frame): boolean => frame.fields.some(isComparisonField);
  const [then, now] = [frames.filter(isThen), frames.filter((frame) => !isThen(frame))];
  const before = new Map(readingsOf(then, by).map(({ name, value }) => [name, value]));
  const here = readingsOf(now, by);
  const gone = readingsOf(then, by).filter(({ name }) => !here.some((one) => one.name === name));
  return [
    ...here.map(({ name, unit, value }) => ({ name, unit, now: value, before: before.get(name) ?? null })),
    ...gone.map(({ name, unit, value }) => ({ name, unit, now: null, before: value })),
  ];
}

function readingsOf(frames: readonly Frame[], by: Reduction): Reading[] {
  const plain = frames.map(withoutMark);
  const series = timeSeriesOf(plain);
  if (series.length > 0)
    return series.map((one) => ({ name: one.name, unit: one.unit, value: reduced(one, by) }));
  return amountsOf(plain, by).map(({ name, unit, value }) => ({ name, unit, value }));
}

const reduced = ({ points }: Series, by: Reduction): number | null =>
  reduceValues(
    points.map(([, value]) => value),
    by,
  );

/** As the same series is called now. */
function withoutMark(frame: Frame): Frame {
  return {
    ...frame,
    fields: frame.fields.map((field) => {
      if (!isComparisonField(field)) return field;
      const { comparison, ...labels } = field.labels ?? {};
      const title = field.title?.replace(` (${comparison ?? ""})`, "");
      const { title: _told, ...rest } = field;
      return { ...rest, labels, ...(title === undefined ? {} : { title }) };
    }),
  };
}
