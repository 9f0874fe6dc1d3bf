// Damaged Parquet bills: a flipped bit in a count once kept the reader busy for ever, and with it the whole runtime. They are read
// in a thread that is ended when it does not come back, so that a failure here names the case and hangs nothing.

import { join } from "node:path";
import { expect, it } from "vitest";
import { runWatched } from "../../support/node/watched-thread.ts";
import type { Flipped } from "./parquet-flips.ts";

const SEED = Number(process.env["FUZZ_SEED"] ?? 20_261_123);
/** A case takes a millisecond. */
const STUCK_AFTER_MS = 20_000;

it("a Parquet bill with any bit flipped, or mutated, is read or refused", async () => {
  const path = join(import.meta.dirname, "parquet-flips.ts");
  const { read, refused, wrong } = await runWatched<Flipped>({
    path,
    seed: SEED,
    stuckAfterMs: STUCK_AFTER_MS,
  });
  expect(wrong, `seed ${SEED}`).toStrictEqual([]);
  expect(read).toBeGreaterThan(0);
  expect(refused).toBeGreaterThan(read);
});
