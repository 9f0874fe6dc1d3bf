// Which labels say whom telemetry is charged to, as a tenant declares them, and how many values of a label are told apart.

import { z } from "zod";
import type { AttributionLabels } from "../../policy/index.ts";
import { DEFAULT_LABELS } from "../../telemetry/index.ts";

const labelSchema = z.string().min(1).max(128);

export const attributionSchema = z.strictObject({
  /** Names of resource attributes; the first that is said counts. */
  team: z
    .array(labelSchema)
    .max(4)
    .default([...DEFAULT_LABELS.team]),
  environment: z
    .array(labelSchema)
    .max(4)
    .default([...DEFAULT_LABELS.environment]),
  /** Further ones to divide usage by, each by its own name. */
  tags: z.array(labelSchema).max(3).default([]),
  /** Values of a label told apart in an hour and in a day; the others are `__other__`. */
  values: z.int().min(1).max(500).default(100),
});

/** As they may be set; what was set before it was asked for stays readable. */
export const newAttributionSchema = attributionSchema.refine(
  ({ tags }) => new Set(tags).size === tags.length,
  { path: ["tags"], message: "each once" },
);

export type AttributionSettings = z.infer<typeof attributionSchema>;

export const DEFAULT_ATTRIBUTION: AttributionSettings = attributionSchema.parse({});

export const labelsOf = ({ team, environment, tags }: AttributionSettings): AttributionLabels => ({
  team,
  environment,
  tags,
});
