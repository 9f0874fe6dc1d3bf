// How far a move is. Counted in the catalogs themselves, so that it is right after any crash.

import { totalBlocks } from "../../telemetry/store/catalog-pages.ts";
import type { Move } from "./move.ts";
import { sidesOf, type MoveRim } from "./steps.ts";

/** In percent: blocks that are in the new place, and 100 once all of them have been counted there. */
export async function progressOf(
  rim: Pick<MoveRim, "placement" | "tenant" | "siloKeys">,
  move: Move,
): Promise<number> {
  if (move.state === "discard" || move.state === "cancelled") return 0;
  if (move.state !== "copy" && move.state !== "follow") return 100;
  const { from, to } = sidesOf(rim, move);
  const [all, copied] = await Promise.all([totalBlocks(from.database), totalBlocks(to.database)]);
  return all.blocks === 0 ? 0 : Math.min(99, Math.floor((100 * copied.blocks) / all.blocks));
}
