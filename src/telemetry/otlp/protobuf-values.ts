// Reads OTLP's KeyValue and AnyValue (common.proto) from protobuf into JSON text. A limit that a value breaks is noted in
// `problem` and costs its row only; broken bytes are malformed for the whole request.

import { base64 } from "../../kernel/bytes.ts";
import { type AttributeSet, attributeSet } from "../intake/attribute-set.ts";
import type { Body } from "../intake/log-rows.ts";
import type { IngestLimits } from "../intake/ingest-limits.ts";
import {
  canonicalObject,
  type Entries,
  OTLP_VALUE,
  otlpEntries,
  PLAIN_VALUE,
  type ValueShape,
} from "../intake/value-shapes.ts";
import { FIXED64, LENGTH, signedText, VARINT, type WireReader } from "../intake/wire-reader.ts";

// KeyValue
const KEY = (1 << 3) | LENGTH;
const KEY_VALUE = (2 << 3) | LENGTH;
// AnyValue
const STRING = (1 << 3) | LENGTH;
const BOOL = (2 << 3) | VARINT;
const INT = (3 << 3) | VARINT;
const DOUBLE = (4 << 3) | FIXED64;
const ARRAY = (5 << 3) | LENGTH;
const KVLIST = (6 << 3) | LENGTH;
const BYTES = (7 << 3) | LENGTH;
// ArrayValue.values and KeyValueList.values
const ITEM = (1 << 3) | LENGTH;

/** Where the fields of one repeated message lie: start and end by turns, tags included. */
export type Runs = number[];

export function addRun(runs: Runs, start: number, end: number): void {
  if (runs.length > 0 && runs.at(-1) === start) runs[runs.length - 1] = end;
  else runs.push(start, end);
}

export class ProtobufValues {
  /** Why the row whose values were read last cannot be kept. Set it to null before a row. */
  problem: string | null = null;
  readonly #reader: WireReader;
  readonly #limits: IngestLimits;
  readonly #sets = new Map<string, AttributeSet>();

  constructor(reader: WireReader, limits: IngestLimits) {
    this.#reader = reader;
    this.#limits = limits;
  }

  /** The attribute set whose KeyValue fields lie in `runs`; the same bytes give the same object. */
  attributeSet(runs: Runs): AttributeSet {
    const key = this.#rawKey(runs);
    const known = this.#sets.get(key);
    if (known !== undefined) return known;
    this.problem = null;
    const json = canonicalObject(this.attributeEntries(runs));
    const set = attributeSet(json, this.problem);
    this.problem = null;
    this.#sets.set(key, set);
    return set;
  }

  attributeEntries(runs: Runs): Entries {
    const entries = this.entries(runs, PLAIN_VALUE);
    if (entries.keys.length > this.#limits.maxAttributes) {
      this.problem ??= `with more than ${this.#limits.maxAttributes} attributes`;
    }
    return entries;
  }

  /** The attributes in OTLP/JSON's own shape, as events, links and exemplars carry them. */
  otlpAttributes(runs: Runs): string {
    const entries = this.entries(runs, OTLP_VALUE);
    if (entries.keys.length > this.#limits.maxAttributes) {
      this.problem ??= `with more than ${this.#limits.maxAttributes} attributes`;
    }
    return otlpEntries(entries);
  }

  /** A log's body, which may be a longer text than an attribute; null when the value is empty. */
  body(end: number): Body | null {
    const reader = this.#reader;
    const start = reader.pos;
    if (start === end) return null;
    if (reader.nextTag(end) === STRING) {
      const textEnd = reader.open();
      this.#bound(textEnd - reader.pos, this.#limits.maxBodyBytes);
      const text = reader.text(textEnd);
      if (reader.pos === end) return { type: "string", text };
    }
    reader.pos = start;
    return {
      type: "json",
      text: this.#any(end, PLAIN_VALUE, { depth: 1, maxBytes: this.#limits.maxBodyBytes }),
    };
  }

  entries(runs: Runs, shape: ValueShape): Entries {
    const entries: Entries = { keys: [], values: [] };
    const back = this.#reader.pos;
    for (let at = 0; at < runs.length; at += 2) {
      this.#reader.pos = runs[at] as number;
      const end = runs[at + 1] as number;
      while (this.#reader.nextTag(end) !== 0) {
        this.#entry(entries, shape, { depth: 1, maxBytes: this.#limits.maxStringBytes });
      }
    }
    this.#reader.pos = back;
    return entries;
  }

  #rawKey(runs: Runs): string {
    const { latin1 } = this.#reader;
    if (runs.length === 2) return latin1.slice(runs[0], runs[1]);
    let key = "";
    for (let at = 0; at < runs.length; at += 2) key += latin1.slice(runs[at], runs[at + 1]);
    return key;
  }

  #entry(entries: Entries, shape: ValueShape, bounds: Bounds): void {
    const reader = this.#reader;
    const end = reader.open();
    let key = "";
    let value = shape.empty;
    for (let tag = reader.nextTag(end); tag !== 0; tag = reader.nextTag(end)) {
      if (tag === KEY) key = this.#key();
      else if (tag === KEY_VALUE) value = this.#any(reader.open(), shape, bounds);
      else reader.skip();
    }
    entries.keys.push(key);
    entries.values.push(value);
  }

  #key(): string {
    const key = this.#reader.string();
    this.#bound(key.length, this.#limits.maxStringBytes);
    return key;
  }

  #any(end: number, shape: ValueShape, bounds: Bounds): string {
    const reader = this.#reader;
    let value = shape.empty;
    for (let tag = reader.nextTag(end); tag !== 0; tag = reader.nextTag(end)) {
      if (tag === STRING) value = this.#text(shape, bounds);
      else if (tag === INT) {
        reader.varint64();
        value = shape.int(signedText(reader.lo, reader.hi));
      } else if (tag === DOUBLE) value = shape.double(reader.double());
      else if (tag === BOOL) {
        reader.varint64();
        value = shape.bool((reader.lo | reader.hi) !== 0);
      } else if (tag === BYTES) value = this.#blob(shape, bounds);
      else if (tag === ARRAY) value = this.#array(shape, bounds);
      else if (tag === KVLIST) value = this.#kvlist(shape, bounds);
      else reader.skip();
    }
    return value;
  }

  #text(shape: ValueShape, { maxBytes }: Bounds): string {
    const end = this.#reader.open();
    this.#bound(end - this.#reader.pos, maxBytes);
    return shape.text(this.#reader.quoted(end));
  }

  #blob(shape: ValueShape, { maxBytes }: Bounds): string {
    const blob = this.#reader.blob();
    this.#bound(blob.byteLength, maxBytes);
    return shape.bytes(base64(blob));
  }

  #array(shape: ValueShape, bounds: Bounds): string {
    const reader = this.#reader;
    const end = reader.open();
    if (this.#isTooDeep(bounds, end)) return shape.empty;
    const items: string[] = [];
    const inner = { ...bounds, depth: bounds.depth + 1 };
    for (let tag = reader.nextTag(end); tag !== 0; tag = reader.nextTag(end)) {
      if (tag === ITEM) items.push(this.#any(reader.open(), shape, inner));
      else reader.skip();
    }
    return shape.array(items);
  }

  #kvlist(shape: ValueShape, bounds: Bounds): string {
    const reader = this.#reader;
    const end = reader.open();
    if (this.#isTooDeep(bounds, end)) return shape.empty;
    const entries: Entries = { keys: [], values: [] };
    const inner = { ...bounds, depth: bounds.depth + 1 };
    for (let tag = reader.nextTag(end); tag !== 0; tag = reader.nextTag(end)) {
      if (tag === ITEM) this.#entry(entries, shape, inner);
      else reader.skip();
    }
    return shape.object(entries);
  }

  #isTooDeep({ depth }: Bounds, end: number): boolean {
    if (depth < this.#limits.maxDepth) return false;
    this.problem ??= `with values nested deeper than ${this.#limits.maxDepth}`;
    this.#reader.pos = end;
    return true;
  }

  #bound(size: number, maxBytes: number): void {
    if (size > maxBytes) this.problem ??= `with a text over ${maxBytes} bytes`;
  }
}

interface Bounds {
  readonly depth: number;
  readonly maxBytes: number;
}
