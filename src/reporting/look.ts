// How pictures look: light, dark and print, one catalogue for page, PDF, workbook and e-mail. Series colours are those of
// Okabe and Ito (told apart under every colour vision deficiency), their yellow darkened so that it shows on white.

export const SEVERITIES = ["ok", "info", "warning", "critical"] as const;
export type Severity = (typeof SEVERITIES)[number];

export const LOOK_NAMES = ["light", "dark", "print"] as const;
export type LookName = (typeof LOOK_NAMES)[number];

/** What a unit may be called in a document; `write-number.ts` knows what the common ones mean. */
export const UNIT_TEXT = /^[\p{L}%°/_.*{}1-9-][\p{L}\p{N}%°/_.*{} -]{0,31}$/u;

export interface Look {
  readonly name: LookName;
  readonly background: string;
  /** Of things that lie on the background, such as an empty gauge. */
  readonly surface: string;
  readonly text: string;
  readonly muted: string;
  readonly grid: string;
  readonly axis: string;
  readonly series: readonly string[];
  /** Light to dark (in the dark look: dark to light), for amounts. */
  readonly amounts: readonly string[];
  readonly severities: Readonly<Record<Severity, string>>;
  readonly up: string;
  readonly down: string;
  readonly font: string;
  readonly fontSize: number;
}

const FONT = "Inter, 'Noto Sans', 'Noto Sans JP', 'Noto Sans SC', system-ui, sans-serif";

const LIGHT: Look = {
  name: "light",
  background: "#ffffff",
  surface: "#eef1f6",
  text: "#1c2333",
  muted: "#5b6478",
  grid: "#e6e9f0",
  axis: "#b4bccb",
  series: [
    "#0072b2",
    "#e69f00",
    "#009e73",
    "#cc79a7",
    "#56b4e9",
    "#d55e00",
    "#a89200",
    "#6f5bd0",
    "#7a8599",
    "#8c4a2f",
  ],
  amounts: ["#eaf3fb", "#b5d5ee", "#6fb0dd", "#2c86c4", "#0b5c96", "#083b63"],
  severities: { ok: "#009e73", info: "#0072b2", warning: "#e69f00", critical: "#c63d2f" },
  up: "#009e73",
  down: "#d55e00",
  font: FONT,
  fontSize: 12,
};

const DARK: Look = {
  ...LIGHT,
  name: "dark",
  background: "#151a24",
  surface: "#252c3a",
  text: "#e7ebf3",
  muted: "#9aa5b8",
  grid: "#2a3242",
  axis: "#4a556b",
  series: [
    "#4ba3e3",
    "#f0b23e",
    "#2fc39a",
    "#e39ac4",
    "#8fd0f5",
    "#f0813f",
    "#d9c84a",
    "#a294f0",
    "#a3aec2",
    "#c98a6b",
  ],
  amounts: ["#1d2c40", "#1f4a70", "#22699f", "#3a8ecb", "#7cbce8", "#c9e5f8"],
  severities: { ok: "#2fc39a", info: "#4ba3e3", warning: "#f0b23e", critical: "#f0705f" },
  up: "#2fc39a",
  down: "#f0813f",
};

/** On paper: white, with lines dark enough for a poor printer. */
const PRINT: Look = { ...LIGHT, name: "print", text: "#000000", muted: "#444b5a", grid: "#dcdfe6" };

export const LOOKS: Readonly<Record<LookName, Look>> = { light: LIGHT, dark: DARK, print: PRINT };

export const seriesColour = (look: Look, at: number): string =>
  look.series[at % look.series.length] ?? look.text;

/** The colour of a value by the thresholds that it has reached; null below all of them. */
export function reachedSeverity(
  value: number,
  thresholds: readonly { readonly value: number; readonly severity: Severity }[],
): Severity | null {
  const reached = thresholds.filter((threshold) => value >= threshold.value);
  return reached.toSorted((a, b) => a.value - b.value).at(-1)?.severity ?? null;
}

const CHANNEL = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})/i;

/** What can be read on a colour: dark ink or white, by its luminance (WCAG 2, relative luminance). */
export function inkOn(colour: string): string {
  const [, ...channels] = CHANNEL.exec(colour) ?? [];
  const [red = 0, green = 0, blue = 0] = channels.map((hex) => {
    const share = Number.parseInt(hex, 16) / 255;
    return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.25 ? "#10151f" : "#ffffff";
}
