// The two kinds of number streams inside of Parquet pages, walked by their own heads before they are read: who reads them
// believes a run's length and a block's size, writes on past the last value, and goes back when a size is negative.
// Source: parquet-format Encodings.md (RLE / bit-packing hybrid, DELTA_BINARY_PACKED).

import { demand } from "./demand.ts";

export interface Place {
  readonly bytes: Uint8Array;
  at: number;
}

/** Writers fill up their last bit-packed run to what one byte of head can say. */
const MOST_PADDING = 512;
const MOST_BIT_WIDTH = 32;
const MOST_DELTA_WIDTH = 64;
const MOST_BLOCK = 65_536;
/** The format's own: blocks are of whole 128s, their parts of whole 32s. */
const [BLOCK_OF, PART_OF] = [128, 32];

function takeVarint(place: Place, most: number): number {
  let value = 0;
  for (let byteAt = 0; byteAt < most; byteAt++) {
    const byte = place.bytes[place.at++];
    demand(byte !== undefined, "a stream that ends too early");
    value += (byte & 0x7f) * 2 ** (7 * byteAt);
    if (byte < 0x80) return value;
  }
  throw new RangeError("an endless number");
}

/** Runs of numbers of `width` bits from `place` on: no run is longer than what is left of `values`. */
export function checkRuns(place: Place, width: number, values: number): void {
  demand(width <= MOST_BIT_WIDTH, "a width of no number");
  const walk = { ...place };
  for (let seen = 0; seen < values;) {
    const head = takeVarint(walk, 5);
    const isPacked = head % 2 === 1;
    const run = Math.floor(head / 2) * (isPacked ? 8 : 1);
    demand(run <= values - seen + (isPacked ? MOST_PADDING : 0), "a run past the last value");
    walk.at += isPacked ? (run / 8) * width : Math.ceil(width / 8);
    seen += run;
  }
}

/** A stream of deltas from `place` on that gives exactly `values` numbers. */
export function checkDeltas(place: Place, values: number): void {
  const walk = { ...place };
  const [block, parts, total] = [takeVarint(walk, 5), takeVarint(walk, 5), takeVarint(walk, 5)];
  demand(block > 0 && block <= MOST_BLOCK && block % BLOCK_OF === 0, "a block of no size");
  demand(parts > 0 && block % parts === 0 && (block / parts) % PART_OF === 0, "a block of no parts");
  demand(total === values, "another number of deltas");
  takeVarint(walk, 10);
  for (let seen = 1; seen < values; seen += block) {
    takeVarint(walk, 10);
    const widths = walk.bytes.subarray(walk.at, walk.at + parts);
    demand(widths.length === parts, "a stream that ends too early");
    demand(
      widths.every((width) => width <= MOST_DELTA_WIDTH),
      "a width of no number",
    );
    walk.at += parts;
    const used = Math.min(parts, Math.ceil((values - seen) / (block / parts)));
    for (const width of widths.subarray(0, used)) walk.at += (block / parts / 8) * width;
  }
}
