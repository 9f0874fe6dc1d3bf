// Reads what only histogram, exponential histogram and summary points have, from OTLP/JSON.

import type { Buckets, Digits } from "../intake/distribution.ts";
import { exponentialJson, histogramJson, histogramProblem, summaryJson } from "../intake/distribution.ts";
import type { MetricKind } from "../intake/metric-rows.ts";
import type { PointDraft } from "../intake/point-draft.ts";
import {
  asDouble,
  asUnsigned,
  doubleField,
  intField,
  type JsonObject,
  listField,
  objectField,
} from "./json-fields.ts";
import { objectsField, unsignedField } from "./json-fields.ts";

export function describeJsonPoint(from: JsonObject, kind: MetricKind, draft: PointDraft): void {
  if (kind === "histogram") {
    const bounds = listField(from, "explicitBounds").map((bound) => asDouble(bound, "explicitBounds"));
    const counts = readCounts(from);
    draft.problem ??= histogramProblem(bounds, counts);
    draft.distribution = histogramJson(bounds, counts);
  } else if (kind === "exponential_histogram") draft.distribution = describeExponential(from);
  else {
    const quantiles = objectsField(from, "quantileValues");
    draft.distribution = summaryJson(
      quantiles.map((at) => [doubleField(at, "quantile"), doubleField(at, "value")]),
    );
  }
}

function describeExponential(from: JsonObject): string {
  return exponentialJson({
    scale: intField(from, "scale"),
    zeroCount: String(unsignedField(from, "zeroCount")),
    zeroThreshold: doubleField(from, "zeroThreshold"),
    positive: readBuckets(objectField(from, "positive") ?? {}),
    negative: readBuckets(objectField(from, "negative") ?? {}),
  });
}

function readBuckets(from: JsonObject): Buckets {
  return { offset: intField(from, "offset"), counts: readCounts(from) };
}

function readCounts(from: JsonObject): Digits[] {
  return listField(from, "bucketCounts").map((count) => String(asUnsigned(count, "bucketCounts")));
}
