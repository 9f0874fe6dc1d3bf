// What Grafana asks for names with: /search, /variable, /metrics, /metric-payload-options, /tag-keys and /tag-values, in the
// words of the SimpleJson and JSON plugins. Each comes to a list of label names, or of a label's values.

import { z } from "zod";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { ENVIRONMENT_LABELS, SERVICE_LABEL } from "./own-labels.ts";
import { plainText, plainTexts } from "./plain-texts.ts";
import { AGGREGATIONS, RANGE } from "./query-request.ts";

const NAME = z.string().max(1_024);

export const SEARCH = z.looseObject({
  target: NAME.default("").describe(
    "A part of a metric's name, or `label_values(label)`, or `label_values(metric, label)`",
  ),
  range: RANGE.optional(),
});

export const VARIABLE = z.looseObject({
  payload: z
    .union([
      z.looseObject({
        target: NAME.default(""),
        label: NAME.optional().describe("Its values are answered, in place of metrics"),
        metric: NAME.optional(),
      }),
      NAME.describe("As `target`"),
    ])
    .nullable()
    .optional(),
  range: RANGE.optional(),
});

export const METRICS = z.looseObject({ metric: z.unknown().optional(), range: RANGE.optional() });

export const PAYLOAD_OPTIONS = z.looseObject({
  metric: NAME.default(""),
  name: z.enum(["service", "environment", "aggregation", "group_by"]),
});

export const TAG_KEYS = z.looseObject({ range: RANGE.optional() });
export const TAG_VALUES = z.looseObject({ key: z.string().min(1).max(1_024), range: RANGE.optional() });

const METRIC_LABEL = "__name__";

export interface NamesAsked {
  /** Whose values are wanted, of each of these; null for the names of labels themselves. */
  readonly labels: readonly string[] | null;
  /** Null for all. */
  readonly metric: string | null;
  /** What a name must contain, in whatever case. */
  readonly part: string;
}

const LABEL_VALUES = /^label_values\(\s*(?:([^,()]+),\s*)?([^,()]+?)\s*\)$/;

/** As `/search` and `/variable` have it in one text. */
export function askedByText(text: string): NamesAsked {
  const match = LABEL_VALUES.exec(text.trim());
  if (match === null) {
    const part = plainTexts(text.trim())[0] ?? "";
    return { labels: [METRIC_LABEL], metric: null, part: part.toLowerCase() };
  }
  const [, metric, label = ""] = match;
  return {
    labels: [plainText(label)],
    metric: metric === undefined ? null : plainText(metric.trim()),
    part: "",
  };
}

export function askedByVariable({ payload }: z.infer<typeof VARIABLE>): NamesAsked {
  if (typeof payload !== "object" || payload === null) return askedByText(payload ?? "");
  const { target, label, metric = null } = payload;
  return label === undefined ? askedByText(target) : { labels: [label], metric, part: "" };
}

/** Null for what no store is asked for: the aggregations. */
export function askedByPayload({ name, metric }: z.infer<typeof PAYLOAD_OPTIONS>): NamesAsked | null {
  const labels = { service: [SERVICE_LABEL], environment: ENVIRONMENT_LABELS, group_by: null };
  if (name === "aggregation") return null;
  return { labels: labels[name], metric: metric === "" ? null : plainText(metric), part: "" };
}

/** The values of `tag-values`, or `request.invalid` for a label that there cannot be. */
export function askedByTag({ key }: z.infer<typeof TAG_VALUES>): Result<NamesAsked> {
  if (key.trim() !== "") return ok({ labels: [key], metric: null, part: "" });
  return failed(
    fault("request.invalid", "/key: name a label", [{ pointer: "/key", message: "name a label" }]),
  );
}

export const AGGREGATION_OPTIONS = AGGREGATIONS.map((name) => ({ label: name, value: name }));

/** What the JSON plugin's editor shows beside a metric. */
export const PAYLOADS = [
  { name: "service", label: "Service", type: "select", reloadMetric: false },
  { name: "environment", label: "Environment", type: "select", reloadMetric: false },
  {
    name: "aggregation",
    label: "Aggregation",
    type: "select",
    reloadMetric: false,
    options: AGGREGATION_OPTIONS,
  },
  { name: "group_by", label: "Group by", type: "multi-select", reloadMetric: false },
] as const;
