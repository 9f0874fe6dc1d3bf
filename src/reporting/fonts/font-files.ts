// The fonts that reports and pictures are written with: static assets beside the Worker (SIL Open Font License), loaded when a
// text needs them. The build copies them by this list.

import type { BrandFont } from "../report.ts";

interface FontRow {
  /** As drawings name it. */
  readonly family: string;
  /** The package that brings it. */
  readonly slug: string;
}

export const FONTS = {
  sans: { family: "Noto Sans", slug: "noto-sans" },
  serif: { family: "Noto Serif", slug: "noto-serif" },
  ja: { family: "Noto Sans JP", slug: "noto-sans-jp" },
  zh: { family: "Noto Sans SC", slug: "noto-sans-sc" },
} as const satisfies Record<string, FontRow>;

export type FontName = keyof typeof FONTS;
/** Those that hold East Asian characters. LIMIT: no Hangul. */
export type EastFont = Exclude<FontName, BrandFont>;

export const FONT_NAMES = Object.keys(FONTS) as readonly FontName[];

export const WEIGHTS = ["normal", "bold"] as const;
export type Weight = (typeof WEIGHTS)[number];

/** The asset's path. */
export const fontAsset = (name: FontName, weight: Weight): string =>
  `fonts/${FONTS[name].slug}-${weight}.ttf`;
