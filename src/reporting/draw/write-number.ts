// Numbers as people read them: by unit, with the digits that matter. The same text in every runtime: no locale is asked.

interface Scale {
  readonly step: number;
  readonly names: readonly string[];
}

const SI: Scale = { step: 1_000, names: ["", "k", "M", "G", "T", "P", "E"] };
const COUNT: Scale = { step: 1_000, names: ["", "k", "M", "B", "T"] };
const BYTES: Scale = { step: 1_024, names: ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"] };

/** In seconds, the largest first. */
const DURATIONS: readonly (readonly [number, string])[] = [
  [86_400, "d"],
  [3_600, "h"],
  [60, "min"],
  [1, "s"],
  [1e-3, "ms"],
  [1e-6, "µs"],
  [1e-9, "ns"],
];

const SECONDS_OF: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  ms: 1e-3,
  s: 1,
  min: 60,
  h: 3_600,
  d: 86_400,
};

/** UCUM's names, as OpenTelemetry writes units, in the words used here. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  By: "bytes",
  byte: "bytes",
  B: "bytes",
  "1": "",
  "%": "percent",
  seconds: "s",
  milliseconds: "ms",
  "By/s": "bytes/s",
};

const CURRENCIES: Readonly<Record<string, string>> = {
  USD: "$",
  EUR: "€",
  GBP: "£",
  JPY: "¥",
  INR: "₹",
  CNY: "¥",
};

/** What is counted, in the plural: an axis says it once, for all of its numbers. */
const plural = (name: string): string => (/[a-z]$/.test(name) && !name.endsWith("s") ? `${name}s` : name);

/** `{request}/s` is OpenTelemetry's way of naming what is counted: `requests/s`. */
export function plainUnit(unit: string | undefined): string {
  if (unit === undefined) return "";
  const named = OTHER_NAMES[unit] ?? unit;
  return named.replaceAll(/\{([^{}]*)\}/g, (_, name: string) => plural(name));
}

/** Grouped by thousands with narrow no-break spaces left out: `12,345.6`. */
function grouped(text: string): string {
  const [whole = "", fraction] = text.split(".");
  const digits = whole.replace(/\B(?=(?:\d{3})+(?!\d))/g, ",");
  return fraction === undefined ? digits : `${digits}.${fraction}`;
}

function digitsOf(value: number, decimals: number | undefined): string {
  const size = Math.abs(value);
  if (decimals !== undefined) return grouped(value.toFixed(decimals));
  if (size === 0) return "0";
  if (size < 1e-6 || size >= 1e15) return value.toExponential(2);
  const places =
    size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : Math.min(9, 2 - Math.floor(Math.log10(size)));
  return grouped(trimZeros(value.toFixed(places)));
}

const trimZeros = (text: string): string => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);

function scaled(value: number, { step, names }: Scale, decimals: number | undefined): string {
  let rest = value;
  let at = 0;
  // 999.95 would be written `1,000`: the next name is due then.
  while (Math.abs(rest) >= step * 0.9995 && at < names.length - 1) {
    rest /= step;
    at++;
  }
  const name = names[at] ?? "";
  return `${digitsOf(rest, decimals)}${name.length > 1 ? " " : ""}${name}`;
}

function duration(seconds: number, decimals: number | undefined): string {
  const size = Math.abs(seconds);
  const [unit, name] = DURATIONS.find(([least]) => size >= least * 0.9995) ?? [1e-9, "ns"];
  return seconds === 0 ? "0 s" : `${digitsOf(seconds / unit, decimals)} ${name}`;
}

function money(value: number, sign: string, decimals: number | undefined): string {
  const amount = Math.abs(value);
  const text =
    amount >= 1_000_000 && decimals === undefined
      ? scaled(amount, COUNT, decimals)
      : grouped(amount.toFixed(decimals ?? (amount !== 0 && amount < 0.01 ? 5 : 2)));
  return `${value < 0 ? "−" : ""}${sign}${text}`;
}

export interface NumberStyle {
  readonly unit?: string | undefined;
  readonly decimals?: number | undefined;
}

/** `1.25k`, `340 ms`, `2.5 MiB`, `99.9 %`, `$12.50`, `38 requests`. */
export function writeNumber(value: number, { unit, decimals }: NumberStyle): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "no number" : value > 0 ? "∞" : "−∞";
  const named = plainUnit(unit);
  const sign = CURRENCIES[named];
  if (sign !== undefined) return money(value, sign, decimals);
  if (value < 0) return `−${writeNumber(-value, { unit, decimals })}`;
  const seconds = SECONDS_OF[named];
  if (seconds !== undefined) return duration(value * seconds, decimals);
  if (named === "percent") return `${digitsOf(value, decimals)} %`;
  if (named === "ratio") return `${digitsOf(value * 100, decimals)} %`;
  if (named === "bytes" || named === "bytes/s")
    return `${scaled(value, BYTES, decimals)}${named === "bytes/s" ? "/s" : ""}`;
  if (named === "") return scaled(value, COUNT, decimals);
  return `${scaled(value, named === "count" ? COUNT : SI, decimals)} ${named === "count" ? "" : named}`.trim();
}

/** For a change against another period: `+12.4 %`. */
export function writeChange(now: number, before: number): string {
  if (before === 0) return now === 0 ? "no change" : "from nothing";
  const percent = ((now - before) / Math.abs(before)) * 100;
  if (Math.abs(percent) < 0.05) return "no change";
  const sign = percent > 0 ? "+" : "−";
  return `${sign}${digitsOf(Math.abs(percent), Math.abs(percent) < 100 ? 1 : 0)} %`;
}

/** Does the number say its unit with a sign that every tick may bear, as in `5 ms`, `2 MiB`, `$12`? */
export function hasSign(unit: string | undefined): boolean {
  const named = plainUnit(unit);
  return (
    named in CURRENCIES || named in SECONDS_OF || ["percent", "ratio", "bytes", "bytes/s"].includes(named)
  );
}
