// A picture with all that is known of it, as it is told over HTTP and shown by the console.

import { z } from "zod";

const cellSchema = z.object({ text: z.string(), severity: z.string().nullable() });

export const pictureSchema = z.object({
  form: z.enum(["chart", "shapes", "table", "prose", "empty"]),
  words: z.string(),
  svg: z.string(),
  table: z
    .object({
      columns: z.array(z.object({ title: z.string(), align: z.string() })),
      rows: z.array(z.array(cellSchema)),
      more: z.int(),
    })
    .nullable(),
  blocks: z.array(z.object({ style: z.string(), text: z.string() })).nullable(),
  /** Where the time axis stands in the picture's pixels, and the values along it. */
  pointed: z
    .object({
      from_ms: z.number(),
      to_ms: z.number(),
      left: z.number(),
      right: z.number(),
      top: z.number(),
      bottom: z.number(),
      instants: z.array(z.number()),
      told: z.array(z.string()),
      series: z.array(
        z.object({ name: z.string(), colour: z.string(), values: z.array(z.string().nullable()) }),
      ),
    })
    .nullable(),
  /** What the chart library drew a `custom` panel from: data of an allow-list, for a sandboxed frame. */
  option: z.record(z.string(), z.unknown()).nullable(),
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  row_filter_applied: z.boolean(),
});

export type PictureView = z.infer<typeof pictureSchema>;
