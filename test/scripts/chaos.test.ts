import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { isMissed, type Measured } from "../../scripts/bench/report.ts";
import { checkWebhooks } from "../../scripts/chaos/check-webhooks.ts";
import { ENDPOINTS } from "../../scripts/chaos/endpoints.ts";
import { openLedger, tellOffence } from "../../scripts/chaos/ledger.ts";
import { runWebhookChaos } from "../../scripts/chaos/run-webhooks.ts";
import { loadProgress, type ChaosState } from "../../scripts/chaos/set-up.ts";
import { buildWorker } from "../../scripts/runtime/build.ts";

const missed = ({ rows }: Measured): string[] =>
  rows.filter(({ met }) => met === false).map(({ name }) => name);

/** The whole test is `npm run chaos -- webhooks`, ten thousand events; here it is shown to work, and to go on after a stop. */
test(
  "events survive a kill, doubled queue messages and bad receivers, once each",
  { timeout: 120_000 },
  async () => {
    const stateDir = join(tmpdir(), `chaos-test-${process.pid}`);
    const options = { events: 90, kills: 1, seed: 20_261_123, stateDir, say: () => {} };
    await buildWorker();
    try {
      const stopping = new AbortController();
      const say = (line: string): void => {
        if (line.startsWith("kill 1")) stopping.abort();
      };
      expect(
        await runWebhookChaos({ ...options, say, isResumed: false, signal: stopping.signal }),
      ).toBeNull();
      expect(await loadProgress(stateDir)).toMatchObject({ kills: 1, events: 90 });
      const measured = await runWebhookChaos({ ...options, isResumed: true });
      if (measured === null) throw new Error("it was not asked to stop");
      expect(missed(measured)).toEqual([]);
      const figures = new Map(measured.rows.map(({ name, value }) => [name, value]));
      expect(figures.get("kills of the gateway")).toBe(1);
      expect(figures.get("applied by the receiver module")).toBe(90);
    } finally {
      await rm(stateDir, { recursive: true, force: true });
    }
  },
);

test("what must not happen is seen when it does", () => {
  const sqlite = openLedger(":memory:");
  const strict = ENDPOINTS.find(({ order }) => order === "strict")?.at ?? 0;
  const keyed = ENDPOINTS.find(({ order }) => order === "per_key")?.at ?? 0;
  const apply = (endpoint: number, nos: readonly number[]): void => {
    for (const no of nos)
      sqlite.prepare("INSERT INTO applied (endpoint, lane, no) VALUES (?, 0, ?)").run(endpoint, no);
  };
  const lane = (endpoint: number) => ({ endpoint, lane: 0, events: 4, acknowledged: 4 });
  const state = {
    seed: 1,
    events: 8,
    kills: 0,
    receiverKills: 0,
    killedAt: {},
    lanes: [lane(strict), lane(keyed)],
  } as unknown as ChaosState;
  apply(strict, [0, 1, 2, 3]);
  apply(keyed, [0, 1, 2, 3]);
  expect(isMissed(checkWebhooks(sqlite, state))).toBe(false);
  apply(strict, [1]);
  expect(missed(checkWebhooks(sqlite, state))).toEqual(["applied twice", "out of order in strict endpoints"]);
  sqlite.exec(`DELETE FROM applied WHERE endpoint = ${keyed}`);
  apply(keyed, [0, 2, 1]);
  for (const offence of ["two_in_flight", "redirect_followed", "not_verified"] as const)
    tellOffence(sqlite, offence, "seen");
  expect(missed(checkWebhooks(sqlite, state))).toEqual([
    "applied by the receiver module",
    "applied twice",
    "lost",
    "out of order in strict endpoints",
    "out of order within a key",
    "two in flight at once",
    "redirects followed",
    "signatures not verified",
  ]);
});
