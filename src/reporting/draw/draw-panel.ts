// Draws a panel from its frames: what page, PDF, workbook and e-mail all show. Loads the chart library when it needs it.

import type { Frame } from "../frame.ts";
import { LOOKS, type LookName } from "../look.ts";
import type { Drawing, Mark, RangeMs, Size } from "../kinds/kind.ts";
import { isKind, KINDS } from "../kinds/registry.ts";
import type { Panel } from "../panel.ts";

export interface Canvas {
  readonly look: LookName;
  readonly size: Size;
  readonly zone?: string;
  readonly range?: RangeMs | null;
  readonly marks?: readonly Mark[];
}

/** The drawing as data: for SVG `draw-svg.ts`, in a browser the console's own script. */
export function draw(panel: Panel, frames: readonly Frame[], canvas: Canvas): Drawing {
  if (!isKind(panel.kind)) return { form: "empty", words: `There is no kind of picture \`${panel.kind}\`.` };
  const kind = KINDS[panel.kind];
  const options = kind.options.safeParse(panel.options);
  if (!options.success) return { form: "empty", words: "The panel's options are not valid: edit the panel." };
  const { look, size, zone = "UTC", range = null, marks = [] } = canvas;
  const { title, unit, decimals, thresholds } = panel;
  const face = { title, unit, decimals, thresholds };
  return kind.draw({ frames, options: options.data, face, look: LOOKS[look], size, zone, range, marks });
}
