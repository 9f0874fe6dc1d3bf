// Divides a panel among a few equal things, such as gauges: the rows and columns that leave each the most room.

import type { Size } from "./kind.ts";

export interface Tile {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export function layTiles(count: number, { width, height }: Size, wantedRatio: number): Tile[] {
  let best = { columns: 1, room: 0 };
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const room = Math.min(width / columns / wantedRatio, height / rows);
    if (room > best.room + 0.5) best = { columns, room };
  }
  const { columns } = best;
  const rows = Math.ceil(count / columns);
  return Array.from({ length: count }, (_, at) => ({
    x: (at % columns) * (width / columns),
    y: Math.floor(at / columns) * (height / rows),
    width: width / columns,
    height: height / rows,
  }));
}
