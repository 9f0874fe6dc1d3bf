// Where a panel goes that is added to a row: beside the last one where it fits, else below all of them.

interface Placed {
  readonly id: string;
  readonly grid: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
}

const COLUMNS = 24;
const SIZE = { w: 12, h: 8 } as const;

/** `panel`, `panel-2` and so on: one that no panel of the dashboard has. */
function freeId(taken: readonly string[], wanted: string): string {
  for (let no = 1; ; no++) {
    const id = no === 1 ? wanted : `${wanted}-${no}`;
    if (!taken.includes(id)) return id;
  }
}

export function appendPanel(
  panels: readonly Placed[],
  panel: object,
  taken: readonly string[] = panels.map(({ id }) => id),
): object[] {
  const bottom = panels.reduce((most, { grid }) => Math.max(most, grid.y + grid.h), 0);
  const last = panels.at(-1)?.grid;
  const beside =
    last === undefined ? null : { ...SIZE, x: last.x + last.w, y: last.y, h: Math.min(SIZE.h, last.h) };
  const isFree =
    beside !== null && beside.x + beside.w <= COLUMNS && !panels.some(({ grid }) => overlaps(grid, beside));
  const grid = isFree ? beside : { ...SIZE, x: 0, y: bottom };
  return [...panels, { ...panel, id: freeId(taken, "panel"), grid }];
}

const overlaps = (a: Placed["grid"], b: Placed["grid"]): boolean =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

/** One after the other from the left, in rows as high as their highest. */
export function flow<P extends Placed>(panels: readonly P[]): P[] {
  let [x, y, height] = [0, 0, 0];
  return panels.map((panel) => {
    const { w, h } = panel.grid;
    if (x + w > COLUMNS) [x, y, height] = [0, y + height, 0];
    const placed = { ...panel, grid: { x, y, w, h } };
    x += w;
    height = Math.max(height, h);
    return placed;
  });
}
