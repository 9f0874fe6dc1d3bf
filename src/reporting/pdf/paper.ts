// Sizes and inks of a page, in points of a 72nd of an inch: A4 with margins for header and footer.

import { LOOKS } from "../look.ts";

export const PAGE = { width: 595.28, height: 841.89 } as const;
/** Left, top, right, bottom. */
export const MARGINS = [48, 72, 48, 60] as const;
export const BODY_WIDTH = PAGE.width - MARGINS[0] - MARGINS[2];
export const COLUMN_GAP = 14;
export const HALF_WIDTH = (BODY_WIDTH - COLUMN_GAP) / 2;

const { text, muted, grid, surface, severities } = LOOKS.print;
export const INK = { text: "#1c2333", black: text, muted, grid, surface, severities } as const;

export const SIZE = { title: 30, heading: 17, panel: 11, body: 9.5, small: 8 } as const;
