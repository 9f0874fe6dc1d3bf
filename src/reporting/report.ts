// A report: all that any rendering of it needs, as a value. INVARIANT: the same report gives the same bytes; renderers add
// nothing of their own but words of the report's language, and ask nobody but for fonts.

import { z } from "zod";
import type { Frame } from "./frame.ts";
import type { Drawing, Mark, RangeMs } from "./kinds/kind.ts";
import type { Panel } from "./panel.ts";

export const REPORT_LANGUAGES = ["en", "ja", "zh"] as const;
export type ReportLanguage = (typeof REPORT_LANGUAGES)[number];

export const BRAND_FONTS = ["sans", "serif"] as const;
export type BrandFont = (typeof BRAND_FONTS)[number];

/** LIMIT: a logo goes along with every report and every mail. */
const LOGO_CHARS = 90_000;

export const brandSchema = z.strictObject({
  /** Who the report is from: on the cover and in the header of each page. */
  name: z.string().min(1).max(80),
  colour: z.string().regex(/^#[0-9a-f]{6}$/i, "a colour such as `#0b5c96`"),
  logo: z
    .strictObject({
      mime: z.enum(["image/png", "image/svg+xml", "image/jpeg"]),
      base64: z
        .string()
        .max(LOGO_CHARS)
        .regex(/^[A-Za-z0-9+/]+={0,2}$/, "is not base64"),
    })
    .optional(),
  font: z.enum(BRAND_FONTS).optional(),
});

export type Brand = z.infer<typeof brandSchema>;

export const PLAIN_BRAND: Brand = { name: "Traceo", colour: "#0b5c96" };

export interface ReportPanel {
  readonly panel: Panel;
  readonly frames: readonly Frame[];
  /** In place of what the panel's kind would draw of the frames: why there is nothing, for one. */
  readonly drawing?: Drawing;
  readonly marks?: readonly Mark[];
  /** Two halves that follow each other stand side by side; full unless said. */
  readonly width?: "full" | "half";
}

export interface ReportSection {
  readonly title: string;
  readonly description?: string;
  readonly panels: readonly ReportPanel[];
}

export interface Report {
  readonly title: string;
  readonly subtitle?: string;
  readonly madeAtMs: number;
  readonly range: RangeMs;
  /** IANA zone that instants are written in. */
  readonly zone: string;
  readonly language: ReportLanguage;
  readonly brand: Brand;
  /** Sentences, each on its own. */
  readonly summary: readonly string[];
  readonly sections: readonly ReportSection[];
  /** What a reader must know of the data: row filters, limits reached. */
  readonly notes: readonly string[];
}

/** Loads a static asset by its path, such as `fonts/noto-sans-400.ttf`: handed in by the rim. */
export type LoadAsset = (name: string) => Promise<Uint8Array>;
