// What an isolate knows of a tenant's label values: the ones it has met, a small allowance of new ones per label that it
// admits before it has told the tenant object, and the filter of admitted values of each label that is full.
// INVARIANT: of one label at most `allowance` values are admitted here that the tenant object has not confirmed; beyond
// that, and of a label that is known to be full, only what the object admits.

import type { Id } from "./id-set.ts";
import { packIds, textId, unpackIds } from "./ids.ts";
import {
  LABEL_PERIOD_MS,
  labelKey,
  type LabelName,
  type LabelReport,
  type LabelVerdict,
} from "./label-ledger.ts";
import { SeenCache } from "./seen-cache.ts";
import { mayHoldId } from "./value-filter.ts";

/** The part of a label's cap that an isolate may admit before it has told. */
const ALLOWANCE = 1 / 100;
/** LIMIT: labels remembered in an isolate, about 300 bytes each without their values; past it all are forgotten. */
const MOST_LABELS = 5_000;
const BYTES_OF_LABEL = 300;

export type ValueVerdict = "admitted" | "overflows" | "ask";

interface Entry extends LabelName {
  readonly untold: Id[];
  onTheWay: number;
  filter: Uint8Array | null;
  isGuarded: boolean;
  overflowed: number;
}

export interface BookedReport extends LabelReport {
  readonly entry: Entry;
}

export class LabelBook {
  readonly #allowance: number;
  readonly #guarded: ReadonlySet<string>;
  #entries = new Map<string, Entry>();
  #values = new SeenCache();
  #period = -1;
  /** Values untold and points overflowed, of all labels. */
  #news = 0;

  /** `guarded`: the labels that the tenant's bundle says are full, by `labelKey`. */
  constructor(cap: number, guarded: ReadonlySet<string>) {
    this.#allowance = Math.floor(cap * ALLOWANCE);
    this.#guarded = guarded;
  }

  get sizeBytes(): number {
    return this.#values.sizeBytes + this.#entries.size * BYTES_OF_LABEL;
  }

  /** Another day forgets everything: what is in use is told anew. */
  turn(nowMs: number): void {
    const period = Math.floor(nowMs / LABEL_PERIOD_MS);
    if (period === this.#period && this.#entries.size <= MOST_LABELS) return;
    this.#period = period;
    this.#news = 0;
    this.#entries = new Map();
    this.#values = new SeenCache();
  }

  /** `ask`: the object has to be asked, with `report`. */
  judge(name: LabelName, value: string): { readonly verdict: ValueVerdict; readonly id: Id } {
    const entry = this.#entry(name);
    const id = textId(`${labelKey(name)}\0${value}`);
    if (this.#values.has(id)) return { verdict: "admitted", id };
    if (entry.filter !== null) return { verdict: mayHoldId(entry.filter, id) ? "admitted" : "overflows", id };
    const isFree = !entry.isGuarded && entry.untold.length + entry.onTheWay < this.#allowance;
    if (!isFree) return { verdict: "ask", id };
    entry.untold.push(id);
    this.#news++;
    this.#values.add(id);
    return { verdict: "admitted", id };
  }

  countOverflow(name: LabelName, points: number): void {
    this.#entry(name).overflowed += points;
    this.#news++;
  }

  get hasNews(): boolean {
    return this.#news > 0;
  }

  /** Everything untold, with what is asked about; given back by `settle` or, when it did not arrive, by `restore`. */
  report(asked: ReadonlyMap<string, LabelName & { readonly ids: readonly Id[] }>): BookedReport[] {
    for (const name of asked.values()) this.#entry(name);
    this.#news = 0;
    const reports: BookedReport[] = [];
    for (const [key, entry] of this.#entries) {
      const ids = asked.get(key)?.ids ?? [];
      if (entry.untold.length === 0 && ids.length === 0 && entry.overflowed === 0) continue;
      const { metric, label, overflowed } = entry;
      reports.push({ entry, metric, label, overflowed, told: packIds(entry.untold), asked: packIds(ids) });
      entry.onTheWay += entry.untold.length;
      entry.untold.length = 0;
      entry.overflowed = 0;
    }
    return reports;
  }

  settle(reports: readonly BookedReport[], verdicts: readonly LabelVerdict[]): void {
    for (const [at, { entry, told, asked }] of reports.entries()) {
      const { refused = [], filter = null } = verdicts[at] ?? {};
      entry.onTheWay = Math.max(0, entry.onTheWay - told.byteLength / 8);
      entry.filter = filter;
      entry.isGuarded = false;
      const overflowing = new Set(refused);
      for (const [place, id] of unpackIds(asked).entries()) if (!overflowing.has(place)) this.#values.add(id);
    }
  }

  /** The report may or may not have arrived: its values are told again when they are met again. */
  restore(reports: readonly BookedReport[]): void {
    for (const { entry, told } of reports) {
      entry.onTheWay = Math.max(0, entry.onTheWay - told.byteLength / 8);
      entry.isGuarded = true;
    }
    this.#values = new SeenCache();
  }

  #entry(name: LabelName): Entry {
    const key = labelKey(name);
    const known = this.#entries.get(key);
    if (known !== undefined) return known;
    const blank = { untold: [], onTheWay: 0, filter: null, overflowed: 0 };
    const entry: Entry = { ...name, ...blank, isGuarded: this.#guarded.has(key) };
    this.#entries.set(key, entry);
    return entry;
  }
}
