// Leases of ingest: whatever isolates ask in whatever order, and whoever restarts when, no window admits more than its limit.

import { describe, expect, it } from "vitest";
import { fits, minus, NOTHING, plus, windowOf, type Amount } from "../../../src/telemetry/limits/amount.ts";
import { createLeaseBook, type LeaseBook } from "../../../src/telemetry/limits/lease-book.ts";
import {
  createLeaseGrants,
  MOST_WINDOWS,
  type LeaseGrants,
} from "../../../src/telemetry/limits/lease-grants.ts";
import { shareOf, splitLimit } from "../../../src/telemetry/limits/split-limit.ts";
import { createWindowMeter, type WindowMeter } from "../../../src/telemetry/limits/window-meter.ts";
import { seededRandom } from "../../support/ingest.ts";

const inEachWindow = (amount: Amount): Amount[] => Array.from({ length: MOST_WINDOWS }, () => amount);
const START_MS = 1_795_000_000_000;

/** The parties of one tenant, wired as the edge, the object and the shards are, with a count of what they admit. */
class Arena {
  readonly limit: Amount;
  readonly shards: WindowMeter[];
  readonly isolates: LeaseBook[];
  readonly admitted = new Map<number, Amount>();
  nowMs = START_MS;
  asks = 0;
  refused = 0;
  horizon = -1;
  grants: LeaseGrants = createLeaseGrants(-1);
  readonly #lastStoredMs: number[];

  constructor(limit: Amount, isolates: number, shards: number) {
    this.limit = limit;
    this.shards = Array.from({ length: shards }, () => createWindowMeter(0));
    this.#lastStoredMs = this.shards.map(() => -1);
    this.isolates = Array.from({ length: isolates }, () => createLeaseBook());
  }

  get parts() {
    return splitLimit(this.limit, this.shards.length);
  }

  restartObject(): void {
    this.grants = createLeaseGrants(this.horizon);
  }

  restartShard(at: number): void {
    this.shards[at] = createWindowMeter((this.#lastStoredMs[at] as number) + 1);
  }

  send(isolate: number, shard: number, asked: Amount): boolean {
    const book = this.isolates[isolate] as LeaseBook;
    if (book.take(asked, this.nowMs)) {
      if (book.shouldRenew(this.nowMs)) this.#lease(book, NOTHING);
      return this.#admit(asked, shard);
    }
    const isSmall = fits(asked, this.parts.reserve);
    if (isSmall && !book.isBusy(this.nowMs) && this.#charge(asked, shard)) return true;
    if (this.#lease(book, asked)) return this.#admit(asked, shard);
    if (isSmall && this.#charge(asked, shard)) return true;
    this.refused++;
    return false;
  }

  #charge(asked: Amount, shard: number): boolean {
    const isTaken = (this.shards[shard] as WindowMeter).take(asked, this.parts.reserve, this.nowMs);
    return isTaken && this.#admit(asked, shard);
  }

  #lease(book: LeaseBook, asked: Amount): boolean {
    this.asks++;
    const lease = this.grants.grant(book.ask(asked, this.nowMs), this.parts.leased, this.nowMs);
    if ("left" in lease) return false;
    // Written before the lease leaves.
    this.horizon = this.grants.horizon;
    book.accept(lease, asked);
    return true;
  }

  #admit(asked: Amount, shard: number): boolean {
    const window = windowOf(this.nowMs);
    this.#lastStoredMs[shard] = this.nowMs;
    this.admitted.set(window, plus(this.admitted.get(window) ?? NOTHING, asked));
    return true;
  }
}

describe("the sum admitted in any window", () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])("stays within the limit, whoever asks and restarts (seed %i)", (seed) => {
    const random = seededRandom(seed);
    const pick = (below: number): number => Math.floor(random() * below);
    const limit = { points: 500 + pick(20_000), bytes: 50_000 + pick(2_000_000) };
    const arena = new Arena(limit, 1 + pick(60), 1 + pick(6));
    for (let step = 0; step < 20_000; step++) {
      // Bursts of requests at one instant, then a pause: clocks of Workers stand still meanwhile.
      if (random() < 0.2) arena.nowMs += pick(random() < 0.02 ? 20_000 : 120);
      if (random() < 0.002) arena.restartObject();
      if (random() < 0.002) arena.restartShard(pick(arena.shards.length));
      if (random() < 0.002) arena.isolates[pick(arena.isolates.length)] = createLeaseBook();
      const asked = { points: 1 + pick(limit.points / 20), bytes: 1 + pick(limit.bytes / 20) };
      arena.send(pick(arena.isolates.length), pick(arena.shards.length), asked);
    }
    for (const [window, amount] of arena.admitted) {
      expect(fits(amount, limit), `seed ${seed}, window ${window}: ${JSON.stringify(amount)}`).toBe(true);
    }
    expect(arena.admitted.size).toBeGreaterThan(50);
    expect(arena.refused).toBeGreaterThan(0);
  });

  it("is most of the limit when the load is twice the limit", () => {
    const limit = { points: 100_000, bytes: 100_000_000 };
    const arena = new Arena(limit, 10, 1);
    for (let tick = 0; tick < 2_000; tick++) {
      arena.nowMs += 10;
      for (let isolate = 0; isolate < 10; isolate++) arena.send(isolate, 0, { points: 200, bytes: 1_000 });
    }
    const full = [...arena.admitted.values()].slice(2, -1);
    expect(Math.min(...full.map((amount) => amount.points))).toBeGreaterThan(limit.points * 0.85);
  });
});

describe("asking", () => {
  it("costs a small tenant nothing: its requests are counted where they are stored", () => {
    const arena = new Arena({ points: 200_000, bytes: 40_000_000 }, 3, 1);
    for (let request = 0; request < 600; request++) {
      arena.nowMs += 1_000;
      expect(arena.send(request % 3, 0, { points: 500, bytes: 100_000 })).toBe(true);
    }
    expect(arena.asks).toBe(0);
  });

  it("is rare for a busy isolate: once in as many seconds as a lease reaches", () => {
    const arena = new Arena({ points: 200_000, bytes: 400_000_000 }, 1, 1);
    const seconds = 100;
    for (let request = 0; request < seconds * 100; request++) {
      arena.nowMs += 10;
      expect(arena.send(0, 0, { points: 600, bytes: 1_000 })).toBe(true);
    }
    expect(arena.asks).toBeLessThan(seconds / 2);
  });
});

describe("a restarted object", () => {
  const limit = { points: 1_000, bytes: 1_000 };
  const needed = { points: 10, bytes: 10 };

  it("grants nothing of the windows that its earlier self may have granted from, and all of those after", () => {
    const first = createLeaseGrants(-1);
    first.grant({ needed, wanted: { points: 500, bytes: 500 }, windows: MOST_WINDOWS }, limit, START_MS);
    const again = createLeaseGrants(first.horizon);
    for (let ahead = 0; ahead < MOST_WINDOWS; ahead++) {
      const refused = again.grant({ needed, wanted: needed, windows: 1 }, limit, START_MS + ahead * 1_000);
      expect(refused).toEqual({ left: NOTHING, waitWindows: MOST_WINDOWS - ahead });
    }
    const granted = again.grant(
      { needed, wanted: needed, windows: 1 },
      limit,
      START_MS + MOST_WINDOWS * 1_000,
    );
    expect(granted).toMatchObject({ amounts: [needed] });
  });

  it("grants at once when nothing was leased lately", () => {
    const again = createLeaseGrants(windowOf(START_MS) - 1);
    expect(again.grant({ needed, wanted: needed, windows: 1 }, limit, START_MS)).toMatchObject({
      window: windowOf(START_MS),
    });
  });
});

it("leaves others at least half of what is free in every window ahead", () => {
  const leased = { points: 1_000, bytes: 1_000 };
  const grants = createLeaseGrants(-1);
  const greedy = { needed: NOTHING, wanted: leased, windows: MOST_WINDOWS };
  const first = grants.grant(greedy, leased, START_MS);
  const second = grants.grant(greedy, leased, START_MS);
  expect(first).toMatchObject({ amounts: inEachWindow({ points: 500, bytes: 500 }) });
  expect(second).toMatchObject({ amounts: inEachWindow({ points: 250, bytes: 250 }) });
});

it("a meter that wakes in a window in which something was stored admits nothing more in it", () => {
  const amount = { points: 100, bytes: 100 };
  const asked = { points: 1, bytes: 1 };
  const woken = createWindowMeter(START_MS + 1);
  expect(woken.take(asked, amount, START_MS + 999)).toBe(false);
  expect(woken.take(asked, amount, START_MS + 1_000)).toBe(true);
  expect(createWindowMeter(START_MS - 1).take(asked, amount, START_MS)).toBe(true);
});

it("parts of a limit add up to it", () => {
  for (const shards of [1, 2, 3, 7]) {
    const limit = { points: 1_001, bytes: 999_999 };
    const { reserve, leased } = splitLimit(limit, shards);
    const all = plus(leased, { points: reserve.points * shards, bytes: reserve.bytes * shards });
    expect(all).toEqual(limit);
    expect(minus(limit, leased).points).toBeLessThanOrEqual(limit.points / 8);
    const shares = Array.from({ length: shards }, (_, shard) => shareOf(10, shard, shards));
    expect(shares.reduce((sum, share) => sum + share, 0)).toBe(10);
  }
});
