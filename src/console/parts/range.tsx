// The range of time that a page is looked at in: choices that are usual, or two instants.

import type { Words } from "../words/words.ts";

const RANGES = ["15m", "1h", "6h", "24h", "7d", "30d"] as const;

export interface AskedRange {
  /** Undefined for the dashboard's own. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** `range=6h`, or `from` and `to`. */
export function rangeIn(query: URLSearchParams): AskedRange {
  const range = RANGES.find((one) => one === query.get("range"));
  if (range !== undefined) return { from: `now-${range}`, to: "now" };
  const [from, to] = [query.get("from")?.trim(), query.get("to")?.trim()];
  return { from: from === "" ? undefined : from, to: to === "" ? undefined : to };
}

interface Shown {
  readonly words: Words;
  readonly query: URLSearchParams;
  /** What stands where nothing is chosen. */
  readonly own: { readonly from: string; readonly to: string };
  /** Is nothing chosen a choice of its own? */
  readonly isOptional: boolean;
}

export function RangePicker({ words, query, own, isOptional }: Shown) {
  const t = words.range;
  const { from, to } = rangeIn(query);
  const chosen = query.get("range") ?? (from === undefined && to === undefined ? "" : "custom");
  const isChosen = (one: string): boolean =>
    chosen === one || (chosen === "" && !isOptional && own.from === `now-${one}`);
  return (
    <fieldset class="range">
      <legend class="hidden">{t.label}</legend>
      <label>
        <span>{t.label}</span>
        <select name="range">
          {isOptional ? (
            <option value="" selected={chosen === ""}>
              {t.own}
            </option>
          ) : null}
          {RANGES.map((one) => (
            <option value={one} selected={isChosen(one)}>
              {t.last[one]}
            </option>
          ))}
          <option value="custom" selected={chosen === "custom"}>
            {t.custom}
          </option>
        </select>
      </label>
      <Instants words={words} isOpen={chosen === "custom"} from={from ?? own.from} to={to ?? own.to} />
    </fieldset>
  );
}

interface Written {
  readonly words: Words;
  readonly isOpen: boolean;
  readonly from: string;
  readonly to: string;
}

function Instants({ words, isOpen, from, to }: Written) {
  const t = words.range;
  return (
    <details class="instants" open={isOpen}>
      <summary>{t.instants}</summary>
      <div class="pair">
        <label>
          <span>{t.from}</span>
          <input name="from" value={from} maxlength={64} spellcheck={false} />
        </label>
        <label>
          <span>{t.to}</span>
          <input name="to" value={to} maxlength={64} spellcheck={false} />
        </label>
      </div>
    </details>
  );
}
