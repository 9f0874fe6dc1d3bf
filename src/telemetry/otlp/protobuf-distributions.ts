// Reads the fields that only histogram, exponential histogram and summary points have (metrics.proto).
// Repeated numbers come packed or one by one; both are read, as protobuf demands of parsers.

import type { Buckets, Digits } from "../intake/distribution.ts";
import { FIXED64, LENGTH, unsignedText, VARINT, type WireReader } from "../intake/wire-reader.ts";

// HistogramDataPoint
const BUCKET_COUNTS = (6 << 3) | LENGTH;
const BUCKET_COUNT = (6 << 3) | FIXED64;
const EXPLICIT_BOUNDS = (7 << 3) | LENGTH;
const EXPLICIT_BOUND = (7 << 3) | FIXED64;
// ExponentialHistogramDataPoint
const SCALE = (6 << 3) | VARINT;
const ZERO_COUNT = (7 << 3) | FIXED64;
const POSITIVE = (8 << 3) | LENGTH;
const NEGATIVE = (9 << 3) | LENGTH;
const ZERO_THRESHOLD = (14 << 3) | FIXED64;
// Buckets
const OFFSET = (1 << 3) | VARINT;
const COUNTS = (2 << 3) | LENGTH;
const COUNT = (2 << 3) | VARINT;
// SummaryDataPoint
const QUANTILE = (6 << 3) | LENGTH;
const QUANTILE_RANK = (1 << 3) | FIXED64;
const QUANTILE_VALUE = (2 << 3) | FIXED64;

export class DistributionParts {
  readonly bounds: number[] = [];
  readonly counts: Digits[] = [];
  readonly quantiles: (readonly [number, number])[] = [];
  scale = 0;
  zeroCount: Digits = "0";
  zeroThreshold = 0;
  positive: Buckets = { offset: 0, counts: [] };
  negative: Buckets = { offset: 0, counts: [] };
}

interface Target {
  readonly parts: DistributionParts | null;
  readonly kind: "none" | "histogram" | "exponential_histogram" | "summary";
}

/** Reads the field when it is one of the kind's own; false when it is not. */
export function readDistributionField(reader: WireReader, tag: number, { parts, kind }: Target): boolean {
  if (parts === null) return false;
  if (kind === "histogram") return readHistogramField(reader, tag, parts);
  if (kind === "exponential_histogram") return readExponentialField(reader, tag, parts);
  if (tag !== QUANTILE) return false;
  parts.quantiles.push(readQuantile(reader, reader.open()));
  return true;
}

function readHistogramField(reader: WireReader, tag: number, parts: DistributionParts): boolean {
  if (tag === BUCKET_COUNTS) {
    for (const end = reader.open(); reader.pos < end;) parts.counts.push(fixedDigits(reader));
  } else if (tag === EXPLICIT_BOUNDS) {
    for (const end = reader.open(); reader.pos < end;) parts.bounds.push(reader.double());
  } else if (tag === BUCKET_COUNT) parts.counts.push(fixedDigits(reader));
  else if (tag === EXPLICIT_BOUND) parts.bounds.push(reader.double());
  else return false;
  return true;
}

function readExponentialField(reader: WireReader, tag: number, parts: DistributionParts): boolean {
  if (tag === SCALE) parts.scale = reader.sint32();
  else if (tag === ZERO_COUNT) parts.zeroCount = fixedDigits(reader);
  else if (tag === ZERO_THRESHOLD) parts.zeroThreshold = reader.double();
  else if (tag === POSITIVE) parts.positive = readBuckets(reader, reader.open());
  else if (tag === NEGATIVE) parts.negative = readBuckets(reader, reader.open());
  else return false;
  return true;
}

function readBuckets(reader: WireReader, end: number): Buckets {
  let offset = 0;
  const counts: Digits[] = [];
  for (let tag = reader.nextTag(end); tag !== 0; tag = reader.nextTag(end)) {
    if (tag === OFFSET) offset = reader.sint32();
    else if (tag === COUNTS) {
      for (const last = reader.open(); reader.pos < last;) counts.push(varintDigits(reader));
    } else if (tag === COUNT) counts.push(varintDigits(reader));
    else reader.skip();
  }
  return { offset, counts };
}

function readQuantile(reader: WireReader, end: number): readonly [number, number] {
  let rank = 0;
  let value = 0;
  for (let tag = reader.nextTag(end); tag !== 0; tag = reader.nextTag(end)) {
    if (tag === QUANTILE_RANK) rank = reader.double();
    else if (tag === QUANTILE_VALUE) value = reader.double();
    else reader.skip();
  }
  return [rank, value];
}

function fixedDigits(reader: WireReader): Digits {
  reader.fixed64Words();
  return unsignedText(reader.lo, reader.hi);
}

function varintDigits(reader: WireReader): Digits {
  reader.varint64();
  return unsignedText(reader.lo, reader.hi);
}
