// What a kind of picture is: a row of the registry. A kind turns frames into a drawing, as data: an ECharts option, shapes
// of its own, a table, or prose. Pure: no library is loaded here, and nothing depends on the clock.

import type { z } from "zod";
import type { Frame } from "../frame.ts";
import type { Look, Severity } from "../look.ts";

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** What of a panel's document a drawing looks at, besides its options. */
export interface Face {
  readonly title: string;
  readonly unit?: string | undefined;
  readonly decimals?: number | undefined;
  readonly thresholds: readonly { readonly value: number; readonly severity: Severity }[];
}

export interface DrawInput<O> {
  readonly frames: readonly Frame[];
  readonly options: O;
  readonly face: Face;
  readonly look: Look;
  readonly size: Size;
  /** IANA zone that instants are written in. */
  readonly zone: string;
  /** What was asked for, which time axes show in full; null where nothing was asked. */
  readonly range: RangeMs | null;
  /** Instants that are marked in drawings with a time axis. */
  readonly marks: readonly Mark[];
}

/** Half-open. */
export interface RangeMs {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface Mark {
  readonly timeMs: number;
  readonly untilMs?: number | undefined;
  readonly text: string;
  readonly severity: Severity;
}

/** ECharts' own words; it may hold functions that format labels, so it is not stored. */
export type ChartOption = Readonly<Record<string, unknown>>;

export type Align = "left" | "right";

export interface Column {
  readonly title: string;
  readonly align: Align;
  readonly type: "time" | "number" | "text";
  readonly unit?: string | undefined;
}

export interface Cell {
  /** As it is, for a workbook; `text` is as it is read. */
  readonly value: number | string | null;
  readonly text: string;
  readonly severity?: Severity | null;
}

export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
  /** Rows that there are besides. */
  readonly more: number;
}

export interface Block {
  readonly style: "heading" | "paragraph" | "item" | "code";
  readonly text: string;
}

export type Drawing =
  | {
      readonly form: "chart";
      readonly option: ChartOption;
      readonly words: string;
      /** From where to where its time axis goes, where it has one that a pointer may read. */
      readonly axis?: RangeMs;
      /** Somebody's own option from the allow-list: data without functions, which a sandboxed frame may draw too. */
      readonly isOwn?: true;
    }
  /** The inside of an SVG element, written with `draw/svg-element.ts`. */
  | { readonly form: "shapes"; readonly body: string; readonly words: string }
  | { readonly form: "table"; readonly table: Table; readonly words: string }
  | { readonly form: "prose"; readonly blocks: readonly Block[]; readonly words: string }
  /** Nothing to draw, and why. */
  | { readonly form: "empty"; readonly words: string };

export interface Example {
  readonly frames: readonly Frame[];
  readonly options: Readonly<Record<string, unknown>>;
  readonly unit?: string;
}

export interface Kind {
  readonly title: string;
  /** What it shows, and what frames it wants. */
  readonly meaning: string;
  readonly options: z.ZodType;
  readonly example: () => Example;
  readonly draw: (input: DrawInput<unknown>) => Drawing;
}

interface Declared<S extends z.ZodType> extends Omit<Kind, "options" | "draw"> {
  readonly options: S;
  readonly draw: (input: DrawInput<z.infer<S>>) => Drawing;
}

/** A row whose drawing gets its own options, parsed: hence the cast. */
export function declareKind<S extends z.ZodType>(row: Declared<S>): Kind {
  return row as unknown as Kind;
}

export const nothing = (words: string): Drawing => ({ form: "empty", words });
