// How large a panel's picture is drawn, before anything is known of the page but the width of the window: the grid of the
// style sheet, reckoned. Where the guess is off the picture is scaled, and drawn anew by the page's script.

export interface PanelGrid {
  readonly w: number;
  readonly h: number;
  /** Does a line of description stand over the picture? */
  readonly isDescribed?: boolean;
}

export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** As in console.css: the page's padding, the gap between panels, a panel's own padding, its head, a row of the grid. */
const PAGE_PADDING = { wide: 24, narrow: 12 } as const;
const GAP = 12;
const PANEL_PADDING = 12;
const HEAD = 46;
const LINE = 24;
const ROW = 34;
const COLUMNS = 24;
const MOST_WIDE = 1_680;
/** Below it panels stand under each other. */
const NARROW = 820;
const LEAST = { width: 200, height: 100 } as const;

export function pictureSize({ w, h, isDescribed }: PanelGrid, windowWidth: number): PictureSize {
  const isNarrow = windowWidth < NARROW;
  const padding = isNarrow ? PAGE_PADDING.narrow : PAGE_PADDING.wide;
  const page = Math.min(windowWidth, MOST_WIDE) - 2 * padding;
  const column = (page - (COLUMNS - 1) * GAP) / COLUMNS;
  const outer = isNarrow ? page : w * column + (w - 1) * GAP;
  const head = HEAD + (isDescribed === true ? LINE : 0);
  const tall = h * ROW + (h - 1) * GAP - head - PANEL_PADDING;
  return {
    width: Math.max(LEAST.width, Math.round(outer - 2 * PANEL_PADDING - 2)),
    height: Math.max(LEAST.height, isNarrow ? Math.min(tall, 300) : tall),
  };
}
